/**
 * Memory of every process under what may press on it: ten times the national peak, a Redis that hangs, count workers
 * that hang, screens that do not read. Greatest resident memory so far, after each part.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { londonTime } from '../../shared/attendance/dates.ts';
import { readRun } from '../../shared/node/run-file.ts';
import { postFile, untilCounted, watchEngland } from './client.ts';
import { type Installation, startInstallation } from './installation.ts';
import type { Figures } from './morning.ts';
import { type BenchSchool, benchSchools, registerLines, writeMorning } from './morning-files.ts';

/** England's peak (performance.md), marks a second. */
const PEAK = 12_000;
const SENDERS = 24;
const SCHOOLS_A_BODY = 30;
const SLOW_SCREENS = 20;

/** What came of the bodies of one part. */
interface Sent {
  marks: number;
  bodies: Map<number, number>;
  slowestMs: number;
}

export async function benchPressure(schoolCount: number): Promise<Figures> {
  const folder = mkdtempSync(join(tmpdir(), 'bellwether-pressure-'));
  const schools = benchSchools(schoolCount);
  const { date } = londonTime(Date.now());
  const files = await writeMorning(folder, schools, date, Date.now() - 60_000, 1);
  const installation = await startInstallation();
  const { url } = installation;
  const figures: Figures = [];
  const note = (what: string, sent?: Sent) => {
    if (sent) figures.push([what, wordsOf(sent)]);
    const memory = Object.entries(installation.memory()).map(([role, mb]) => `${role} ${mb}`);
    figures.push([sent ? '' : what, `${memory.join(', ')} MB`]);
  };
  const flood = (seconds: number, marksASecond: number) => send(url, schools, date, seconds, marksASecond);
  try {
    await postFile(url, 'schools', files.schools, 'demo-admin');
    for (const file of files.rosters) await postFile(url, 'rosters', file, 'demo-supplier');
    await untilCounted(url);
    note('before');
    note('ten times the peak, a minute', await flood(60, 10 * PEAK));
    await untilCounted(url);
    const [hung] = await Promise.all([flood(25, PEAK), stopFor(installation, ['redis'], 5_000)]);
    note('the peak, Redis hangs for 5 s', hung);
    const [stuck] = await Promise.all([
      flood(30, PEAK),
      stopFor(installation, ['count-1', 'count-2'], 20_000),
    ]);
    note('the peak, count workers hang for 20 s', stuck);
    await untilCounted(url);
    await openSlowScreens(url);
    note('the peak, 20 screens that do not read', await flood(30, PEAK));
    figures.push(['sockets that are left', await socketsOf(url)]);
    await untilCounted(url);
    note('all counted');
    return figures;
  } finally {
    await installation.stop();
    rmSync(folder, { recursive: true });
  }
}

function wordsOf({ marks, bodies, slowestMs }: Sent): string {
  const answers = [...bodies].map(([status, count]) => `${count} x ${status}`).join(', ');
  return `${marks.toLocaleString('en-GB')} marks sent: ${answers}; slowest ${(slowestMs / 1000).toFixed(1)} s`;
}

/** Sends whole schools' registers, each body with marks recorded now, at a pace, from several senders. */
async function send(
  url: string,
  schools: readonly BenchSchool[],
  date: string,
  seconds: number,
  marksASecond: number,
): Promise<Sent> {
  const sent: Sent = { marks: 0, bodies: new Map(), slowestMs: 0 };
  const began = performance.now();
  const elapsed = () => (performance.now() - began) / 1000;
  let next = 0;
  const sender = async () => {
    while (elapsed() < seconds) {
      const from = (next++ * SCHOOLS_A_BODY) % schools.length;
      const some = schools.slice(from, from + SCHOOLS_A_BODY);
      const due = sent.marks / marksASecond - elapsed();
      sent.marks += some.reduce((sum, { roll }) => sum + roll, 0);
      if (due > 0) await sleep(due * 1000);
      const startedAt = performance.now();
      const status = await postBody(url, [...registerLines(some, date, 'AM', Date.now())].join(''));
      sent.bodies.set(status, (sent.bodies.get(status) ?? 0) + 1);
      sent.slowestMs = Math.max(sent.slowestMs, performance.now() - startedAt);
    }
  };
  await Promise.all(Array.from({ length: SENDERS }, sender));
  return sent;
}

/** The status of the answer; 0 when the line broke. */
async function postBody(url: string, body: string): Promise<number> {
  const headers = { authorization: 'Bearer demo-supplier', 'content-type': 'application/x-ndjson' };
  try {
    const answer = await fetch(`${url}/api/v1/registers`, { method: 'POST', headers, body });
    await answer.text();
    return answer.status;
  } catch {
    return 0;
  }
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
    const { ws } = socket.io.engine.transport as unknown as { ws: { _socket: { pause(): void } } };
    ws._socket.pause();
  }
}

async function socketsOf(url: string): Promise<string> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return /^bellwether_live_sockets\S* (\d+)/m.exec(text)?.[1] ?? '?';
}
