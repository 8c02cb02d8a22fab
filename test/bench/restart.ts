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
    if (days > 1) figures.push(await heldInTerm(installation, days));
    const dayIn = performance.now();
    for (let time = 1; time <= times; time++) {
      await sleep(REST_MS);
      const again = await killAndStart(installation, options);
      installation = again.installation;
      figures.push([`start ${time}: ready, the day on screen`, again.took]);
      console.log(again.took);
    }
    if (days > 1) {
      await sleep(Math.max(0, dayIn + ENTRIES_GO_MS - performance.now()));
      figures.push(['held without the entries', await heldByKind(redisOf(installation))]);
    }
    for (const [role, spent] of Object.entries(installation.cpu()))
      figures.push([`processor ${role} since the last start`, `${spent.toFixed(1)} s`]);
    return figures;
  } finally {
    await installation.stop();
  }
}

async function killAndStart(
  killed: Installation,
  options: readonly string[],
): Promise<{ installation: Installation; took: string }> {
  const before = marksOf(await pictureOf(killed.url));
  await killed.kill();
  const began = performance.now();
  const installation = await startInstallation(options, killed.data);
  const ready = performance.now() - began;
  const after = await untilShown(installation.url, before);
  const shown = performance.now() - began;
  return {
    installation,
    took: `${seconds(ready)}, ${seconds(shown)} (${after.toLocaleString('en-GB')} marks)`,
  };
}

/** Holds as many days as in term; the entries of the day played are still among what Redis holds. */
async function heldInTerm(installation: Installation, days: number): Promise<Figures[number]> {
  const answer = await fetch(`${installation.url}/api/v1/status`, { headers: HEADERS });
  const { date } = (await answer.json()) as { date: string };
  await holdDays(redisOf(installation), date, days);
  return [`held by Redis, ${days} days`, await heldByKind(redisOf(installation))];
}

function redisOf({ data }: Installation): string {
  const redis = readRun(data)?.redis;
  if (!redis) throw new Error(`${data} has no run.json with the address of its Redis`);
  return redis;
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
