/** All of England killed at once: how long `npm start` takes until its day is on screen again. */
import { setTimeout as sleep } from 'node:timers/promises';
import { ROW, type Snapshot, snapshotSchema } from '../../shared/live/down.ts';
import { readRun } from '../../shared/node/run-file.ts';
import { untilCounted } from './client.ts';
import { holdDays } from './held-days.ts';
import { heldByKind } from './held-kinds.ts';
import { type Installation, startInstallation } from './installation.ts';
import type { Figures } from './morning.ts';

const HEADERS = { authorization: 'Bearer demo-central' };
const SESSIONS = 2;
/** Share of both sessions' registers that must have come in before it begins. */
const DAY_IN = 0.97;
const LOOK_MS = 2_000;
/** Between two kills: what a start does behind the screens, a rewrite of the append-only file among it, is over. */
const REST_MS = 45_000;
/** A day played in minutes leaves all of its entries in the streams; they go when they are ten minutes old. */
const ENTRIES_GO_MS = 10.5 * 60_000;

/** Plays a day of England through the front door, holds it for `days`, then kills every process `times` times. */
export async function benchRestart(asked: {
  schools: number;
  times: number;
  days: number;
}): Promise<Figures> {
  const { schools, times, days } = asked;
  const options = ['--feed', 'england', '--feed-schools', String(schools), '--feed-speed', '60'];
  let installation = await startInstallation(options);
  try {
    await untilDayIn(installation);
    console.log('the day is in');
    const figures: Figures = [];
    if (days > 1) figures.push(...(await held(installation, days)));
    for (let time = 1; time <= times; time++) {
      await sleep(REST_MS);
      const before = marksOf(await pictureOf(installation.url));
      await installation.kill();
      const began = performance.now();
      installation = await startInstallation(options, installation.data);
      const ready = performance.now() - began;
      const after = await untilShown(installation.url, before);
      figures.push([
        `start ${time}: ready, the day on screen`,
        `${seconds(ready)}, ${seconds(performance.now() - began)} (${after.toLocaleString('en-GB')} marks)`,
      ]);
    }
    for (const [role, spent] of Object.entries(installation.cpu()))
      figures.push([`processor ${role} since the last start`, `${spent.toFixed(1)} s`]);
    return figures;
  } finally {
    await installation.stop();
  }
}

/** Holds as many days as in term, and says what Redis holds with the entries of the day played and without. */
async function held({ data, url }: Installation, days: number): Promise<Figures> {
  const redisUrl = readRun(data)?.redis;
  if (!redisUrl) throw new Error(`${data} has no run.json with the address of its Redis`);
  const answer = await fetch(`${url}/api/v1/status`, { headers: HEADERS });
  const { date } = (await answer.json()) as { date: string };
  await holdDays(redisUrl, date, days);
  const withEntries = await heldByKind(redisUrl);
  console.log(withEntries);
  await sleep(ENTRIES_GO_MS);
  return [
    [`held by Redis, ${days} days`, withEntries],
    ['the same without its entries', await heldByKind(redisUrl)],
  ];
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

async function pictureOf(url: string): Promise<Snapshot> {
  const answer = await fetch(`${url}/api/v1/live/england/snapshot`, { headers: HEADERS });
  return snapshotSchema.parse(await answer.json());
}

const marksOf = ({ rows }: Snapshot): number => rows.reduce((sum, row) => sum + row[ROW.marked], 0);

async function untilDayIn({ url }: Installation): Promise<void> {
  for (;;) {
    const { rows } = await pictureOf(url);
    const onRoll = rows.reduce((sum, row) => sum + row[ROW.onRoll], 0);
    const marked = rows.reduce((sum, row) => sum + row[ROW.marked], 0);
    const afternoons = rows.filter((row) => row[ROW.session] === SESSIONS - 1).length;
    if (afternoons > rows.length / 3 && marked > onRoll * DAY_IN) break;
    await sleep(LOOK_MS);
  }
  await untilCounted(url);
}

/** Waits until the picture holds as many marks as before the kill. */
async function untilShown(url: string, marks: number): Promise<number> {
  for (;;) {
    const shown = marksOf(await pictureOf(url));
    if (shown >= marks) return shown;
    await sleep(50);
  }
}
