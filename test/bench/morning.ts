/**
 * A whole morning of England through the front door: class registers as gzipped NDJSON over HTTP, durable, counted,
 * and seen on a subscribed socket. Then single registers at the pace of England's peak, and how long each takes from
 * its 202 to the socket.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { londonTime } from '../../shared/attendance/dates.ts';
import { type Delta, ROW } from '../../shared/live/down.ts';
import { postFile, untilCounted, watchEngland } from './client.ts';
import { type Installation, startInstallation } from './installation.ts';
import {
  type BenchSchool,
  benchSchools,
  type MorningFiles,
  registerLines,
  writeMorning,
} from './morning-files.ts';

const SHARDS = 8;
const AT_ONCE = 2;
/** England's peak (performance.md): 12,000 marks a second in registers of 28. */
const PEAK_REGISTERS_A_SECOND = 430;
const PEAK_SECONDS = 30;
const ADMIN = 'demo-admin';
const SUPPLIER = 'demo-supplier';

/** Figures of one run, as rows of the table: what, how much. */
export type Figures = [string, string][];

export async function benchMorning(schoolCount: number): Promise<Figures> {
  const folder = mkdtempSync(join(tmpdir(), 'bellwether-morning-'));
  const schools = benchSchools(schoolCount);
  const { date } = londonTime(Date.now());
  const files = await writeMorning(folder, schools, date, Date.now() - 60_000, SHARDS);
  const installation = await startInstallation();
  try {
    return [
      ...(await loadEngland(installation, files, schools)),
      ...(await playMorning(installation, files, schools)),
      ...(await playPeak(installation, schools, date)),
      ...Object.entries(installation.memory()).map(([role, mb]): [string, string] => [
        `memory ${role}`,
        `${mb} MB`,
      ]),
    ];
  } finally {
    await installation.stop();
    rmSync(folder, { recursive: true });
  }
}

async function loadEngland(
  { url }: Installation,
  files: MorningFiles,
  schools: readonly BenchSchool[],
): Promise<Figures> {
  await postFile(url, 'schools', files.schools, ADMIN);
  const began = performance.now();
  await postAll(url, 'rosters', files.rosters);
  await untilCounted(url);
  const pupils = schools.reduce((sum, school) => sum + school.roll, 0);
  return [
    ['schools', schools.length.toLocaleString('en-GB')],
    ['pupils', pupils.toLocaleString('en-GB')],
    ['rosters accepted and counted', seconds(performance.now() - began)],
  ];
}

async function playMorning(
  installation: Installation,
  files: MorningFiles,
  schools: readonly BenchSchool[],
): Promise<Figures> {
  const { url } = installation;
  const pupils = schools.reduce((sum, school) => sum + school.roll, 0);
  const seen = new Map<number, number>();
  let seenMarks = 0;
  const socket = await watchEngland(url, (delta) => {
    for (const row of rowsOf(delta, 0)) {
      seenMarks += row[ROW.marked] - (seen.get(row[ROW.urn]) ?? 0);
      seen.set(row[ROW.urn], row[ROW.marked]);
    }
  });
  const statutory = await statutoryOnRoll(url);
  const cpuBefore = installation.cpu();
  const began = performance.now();
  await postAll(url, 'registers', files.registers);
  const posted = performance.now() - began;
  await untilCounted(url);
  const counted = performance.now() - began;
  while (seenMarks < statutory) await sleep(20);
  const onScreen = performance.now() - began;
  socket.disconnect();
  const cpuAfter = installation.cpu();
  return [
    ['marks', pupils.toLocaleString('en-GB')],
    ['last 202', seconds(posted)],
    ['all counted', seconds(counted)],
    ['all on a subscribed socket', seconds(onScreen)],
    ['marks a second, HTTP to socket', Math.round((pupils / onScreen) * 1000).toLocaleString('en-GB')],
    ...Object.entries(cpuAfter).map(([role, cpu]): [string, string] => [
      `processor ${role}`,
      `${(cpu - (cpuBefore[role] ?? 0)).toFixed(1)} s`,
    ]),
  ];
}

/** Rows of a session; a new gateway epoch or another day would show as marks that never arrive. */
function rowsOf(delta: Delta, session: 0 | 1): number[][] {
  return delta.changes.filter((row) => row[ROW.session] === session);
}

async function statutoryOnRoll(url: string): Promise<number> {
  const { date } = londonTime(Date.now());
  const response = await fetch(`${url}/api/v1/sessions/${date}/AM/areas/england/E92000001`, {
    headers: { authorization: 'Bearer demo-central' },
  });
  const body = (await response.json()) as { cohorts: { statutory: { onRoll: number } } };
  return body.cohorts.statutory.onRoll;
}

async function postAll(url: string, kind: string, files: readonly string[]): Promise<void> {
  const waiting = [...files];
  const lane = async () => {
    for (let file = waiting.shift(); file; file = waiting.shift()) await postFile(url, kind, file, SUPPLIER);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
}

/** One register of each school in turn, at the peak's pace, each timed from its 202 to its row on the socket. */
async function playPeak(
  { url }: Installation,
  schools: readonly BenchSchool[],
  date: string,
): Promise<Figures> {
  const count = Math.min(schools.length, PEAK_REGISTERS_A_SECOND * PEAK_SECONDS);
  const acceptedAt = new Map<number, number>();
  const delays: number[] = [];
  const socket = await watchEngland(url, (delta) => {
    const now = performance.now();
    for (const row of rowsOf(delta, 1)) {
      const accepted = acceptedAt.get(row[ROW.urn]);
      if (accepted === undefined) continue;
      delays.push(Math.max(0, now - accepted));
      acceptedAt.delete(row[ROW.urn]);
    }
  });
  const agent = new Agent({ keepAlive: true, maxSockets: 128 });
  const lines = schools.slice(0, count).map((school) => ({
    urn: school.urn,
    body: registerLines([school], date, 'PM', Date.now()).next().value as string,
  }));
  const began = performance.now();
  const posts: Promise<void>[] = [];
  for (const [i, { urn, body }] of lines.entries()) {
    const due = (i / PEAK_REGISTERS_A_SECOND) * 1000 - (performance.now() - began);
    if (due > 1) await sleep(due);
    // Noted at the send as well, so that a row that overtakes its own 202 counts as no time, not as lost.
    acceptedAt.set(urn, Number.POSITIVE_INFINITY);
    posts.push(
      postRegister(url, agent, body).then(() => {
        if (acceptedAt.has(urn)) acceptedAt.set(urn, performance.now());
      }),
    );
  }
  await Promise.all(posts);
  const took = performance.now() - began;
  await sleep(2_000);
  socket.disconnect();
  agent.destroy();
  delays.sort((a, b) => a - b);
  const share = (p: number) => `${Math.round(delays[Math.floor(p * (delays.length - 1))])} ms`;
  return [
    ['single registers a second', Math.round((count / took) * 1000).toLocaleString('en-GB')],
    ['seen on the socket', `${delays.length} of ${count}`],
    ['202 to socket, median', share(0.5)],
    ['202 to socket, 99 of 100 within', share(0.99)],
  ];
}

function postRegister(url: string, agent: Agent, body: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = {
      authorization: `Bearer ${SUPPLIER}`,
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    };
    const post = request(`${url}/api/v1/registers`, { method: 'POST', agent, headers }, (response) => {
      response.resume();
      response.on('end', () =>
        response.statusCode === 202
          ? resolve()
          : reject(new Error(`a register was answered ${response.statusCode}`)),
      );
    });
    post.on('error', reject);
    post.end(body);
  });
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
