/**
 * Memory of every process under what may press on it: ten times the national peak, a Redis that hangs, count workers
 * that hang, screens that do not read.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { londonTime } from '../../shared/attendance/dates.ts';
import { readRun } from '../../shared/node/run-file.ts';
import { postFile, untilCounted, watchEngland } from './client.ts';
import { type FloodBody, flood, floodBodies, type Sent } from './flood.ts';
import { type Installation, startInstallation } from './installation.ts';
import type { Figures } from './morning.ts';
import { benchSchools, writeMorning } from './morning-files.ts';

/** England's peak (performance.md), marks a second. */
const PEAK = 12_000;
const SLOW_SCREENS = 20;
const LOOK_MS = 1_000;
const MEMORY_EVERY_MS = 15_000;

/** One run: what is sent, where to, and the table so far. */
interface Bench {
  installation: Installation;
  bodies: readonly FloodBody[];
  figures: Figures;
}

export async function benchPressure(schoolCount: number): Promise<Figures> {
  const folder = mkdtempSync(join(tmpdir(), 'bellwether-pressure-'));
  const schools = benchSchools(schoolCount);
  const { date } = londonTime(Date.now());
  const files = await writeMorning(folder, schools, date, Date.now() - 60_000, 1);
  const bodies = floodBodies(schools, date);
  const installation = await startInstallation();
  const { url } = installation;
  const bench: Bench = { installation, bodies, figures: [] };
  try {
    await postFile(url, 'schools', files.schools, 'demo-admin');
    for (const file of files.rosters) await postFile(url, 'rosters', file, 'demo-supplier');
    await untilCounted(url);
    noteMemory(bench, 'before', installation.memory());
    await part(bench, 'ten times the peak, a minute', { seconds: 60, times: 10 });
    await part(bench, 'the peak, Redis hangs for 5 s', { seconds: 25, times: 1 }, () =>
      stopFor(installation, ['redis'], 5_000),
    );
    await part(bench, 'the peak, count workers hang for 20 s', { seconds: 30, times: 1 }, () =>
      stopFor(installation, ['count-1', 'count-2'], 20_000),
    );
    await openSlowScreens(url);
    const sockets = watchSockets(url);
    await part(bench, `ten times the peak, ${SLOW_SCREENS} screens do not read`, { seconds: 60, times: 10 });
    bench.figures.push(['sockets left', await sockets()]);
    return bench.figures;
  } finally {
    await installation.stop();
    rmSync(folder, { recursive: true });
  }
}

/** Plays one part to its end and notes what came of it, with the memory of every process on the way and after. */
async function part(
  bench: Bench,
  what: string,
  { seconds, times }: { seconds: number; times: number },
  meanwhile: () => Promise<void> = async () => undefined,
): Promise<void> {
  const { installation, bodies, figures } = bench;
  const began = performance.now();
  const rows: [number, Record<string, number>][] = [];
  const timer = setInterval(
    () => rows.push([performance.now() - began, installation.memoryNow()]),
    MEMORY_EVERY_MS,
  );
  const [sent] = await Promise.all([
    flood(installation.url, bodies, { seconds, marksASecond: times * PEAK }),
    meanwhile(),
  ]);
  clearInterval(timer);
  const answered = performance.now();
  await untilCounted(installation.url);
  figures.push([what, wordsOf(sent, seconds)]);
  figures.push(['  all counted after the last answer', inSeconds(performance.now() - answered)]);
  for (const [ms, memory] of rows) noteMemory(bench, `  at ${Math.round(ms / 1000)} s`, memory);
  noteMemory(bench, '  greatest so far', installation.memory());
}

const inSeconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

function noteMemory({ figures }: Bench, what: string, memory: Record<string, number>): void {
  const roles = Object.entries(memory).map(([role, mb]) => `${role} ${mb}`);
  figures.push([what, `${roles.join(', ')} MB`]);
}

function wordsOf({ marks, taken, bodies, slowestMs, tailMs, atOnce }: Sent, seconds: number): string {
  const answers = [...bodies].map(([status, count]) => `${count} x ${status}`).join(', ');
  const rate = (count: number, over: number) => Math.round(count / over).toLocaleString('en-GB');
  return [
    `${rate(marks, seconds)} marks/s offered, ${rate(taken, seconds + tailMs / 1000)} taken in until the last answer`,
    answers,
    `slowest answer ${inSeconds(slowestMs)}, last one ${inSeconds(tailMs)} behind, ${atOnce} at once`,
  ].join('; ');
}

async function stopFor({ data }: Installation, names: readonly string[], ms: number): Promise<void> {
  await sleep(3_000);
  const { processes = {} } = readRun(data) ?? {};
  for (const name of names) process.kill(processes[name], 'SIGSTOP');
  await sleep(ms);
  for (const name of names) process.kill(processes[name], 'SIGCONT');
}

/** Screens whose machines take nothing off the line. */
async function openSlowScreens(url: string): Promise<void> {
  for (let n = 0; n < SLOW_SCREENS; n++) {
    const socket = await watchEngland(url, () => undefined);
    socket.io.reconnection(false);
    const { ws } = socket.io.engine.transport as unknown as { ws: { _socket: { pause(): void } } };
    ws._socket.pause();
  }
}

/** Looks each second how many sockets the gateway has; the answer says how many are left and when the first went. */
function watchSockets(url: string): () => Promise<string> {
  const began = performance.now();
  let firstLess: number | undefined;
  const timer = setInterval(async () => {
    if ((await socketsOf(url)) < SLOW_SCREENS) firstLess ??= performance.now() - began;
  }, LOOK_MS);
  return async () => {
    clearInterval(timer);
    const first =
      firstLess === undefined ? 'none was dropped' : `the first dropped after ${inSeconds(firstLess)}`;
    return `${await socketsOf(url)} of ${SLOW_SCREENS}; ${first}`;
  };
}

async function socketsOf(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^bellwether_live_sockets\S* (\d+)/m.exec(text)?.[1]);
}
