/**
 * A count worker that is killed while England's peak comes in: for each partition it worked on, the time from SIGKILL
 * until another had its lease, and until another had committed to it.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { londonTime } from '../../shared/attendance/dates.ts';
import { connectRedis } from '../../shared/node/redis.ts';
import { readRun } from '../../shared/node/run-file.ts';
import { partitionKeys, partitionOf } from '../../shared/redis/keys.ts';
import { postFile, untilCounted } from './client.ts';
import { type Installation, startInstallation } from './installation.ts';
import type { Figures } from './morning.ts';
import { type BenchSchool, benchSchools, registerLines, writeMorning } from './morning-files.ts';

const PARTITIONS = 64;
const SHARDS = 4;
/** England's peak (performance.md): 12,000 marks a second in registers of 28, here in bodies of a tenth of a second. */
const REGISTERS_A_BODY = 43;
const BODY_EVERY_MS = 100;
const LOOK_MS = 10;
const WITHIN_MS = 60_000;

/** What came of one partition of a worker that died, ms behind its death. */
interface Recovery {
  leaseMs: number;
  commitMs: number;
}

/** A kill: what came of each partition, and the CPU seconds of processes until all of them were going on. */
interface Death {
  recoveries: Recovery[];
  cpu: { survivor: number; restarted: number; redis: number; ingest: number };
}

/** With `unseen` the supervisor stands still meanwhile, as if it had died with the worker's machine. */
export async function benchWorkerDeath(asked: {
  schools: number;
  kills: number;
  unseen: boolean;
}): Promise<Figures> {
  const folder = mkdtempSync(join(tmpdir(), 'bellwether-death-'));
  const schools = benchSchools(asked.schools);
  const { date } = londonTime(Date.now());
  const files = await writeMorning(folder, schools, date, Date.now() - 60_000, SHARDS);
  const installation = await startInstallation();
  const over = new AbortController();
  try {
    await load(installation, files);
    const redis = connectRedis(readRun(installation.data)?.redis ?? '');
    const supplying = supply(installation.url, schools, date, over.signal);
    const used = new Set(schools.map(({ urn }) => partitionOf(urn, PARTITIONS)));
    const deaths: Death[] = [];
    for (let kill = 0; kill < asked.kills; kill++)
      deaths.push(await killOne(installation, redis, { used, which: kill % 2, unseen: asked.unseen }));
    over.abort();
    const bodies = await supplying;
    await untilCounted(installation.url);
    redis.disconnect();
    return figuresOf(deaths, bodies);
  } finally {
    over.abort();
    await installation.stop();
    rmSync(folder, { recursive: true });
  }
}

async function load({ url }: Installation, files: Awaited<ReturnType<typeof writeMorning>>): Promise<void> {
  await postFile(url, 'schools', files.schools, 'demo-admin');
  for (const file of files.rosters) await postFile(url, 'rosters', file, 'demo-supplier');
  for (const file of files.registers) await postFile(url, 'registers', file, 'demo-supplier');
  await untilCounted(url);
}

/** Afternoon registers without end at England's peak; the numbers of bodies by status, 0 for a broken line. */
async function supply(
  url: string,
  schools: readonly BenchSchool[],
  date: string,
  over: AbortSignal,
): Promise<Map<number, number>> {
  const bodies = new Map<number, number>();
  const lines = endless(schools, date);
  const headers = { authorization: 'Bearer demo-supplier', 'content-type': 'application/x-ndjson' };
  const began = performance.now();
  for (let n = 0; !over.aborted; n++) {
    const body = Array.from({ length: REGISTERS_A_BODY }, () => lines.next().value).join('');
    const answer = await fetch(`${url}/api/v1/registers`, { method: 'POST', headers, body });
    await answer.text();
    bodies.set(answer.status, (bodies.get(answer.status) ?? 0) + 1);
    await sleep(Math.max(0, began + n * BODY_EVERY_MS - performance.now()));
  }
  return bodies;
}

function* endless(schools: readonly BenchSchool[], date: string): Generator<string, never> {
  for (;;)
    for (const school of schools)
      yield registerLines([school], date, 'PM', Date.now()).next().value as string;
}

/** Who holds each partition, and who committed to it last: names of workers, '' for nobody. */
interface Look {
  holders: string[];
  writers: string[];
}

const workerOf = (text: unknown): string => String(text ?? '').replace(/:.*/, '');

async function look(redis: Redis): Promise<Look> {
  const pipeline = redis.pipeline();
  for (let p = 0; p < PARTITIONS; p++)
    pipeline.get(partitionKeys.lease(p)).hget(partitionKeys.head(p), 'token');
  const answers = ((await pipeline.exec()) ?? []).map(([, answer]) => workerOf(answer));
  return {
    holders: answers.filter((_, i) => i % 2 === 0),
    writers: answers.filter((_, i) => i % 2 === 1),
  };
}

/** Kills one of two workers, once each has its half and has written to all of it, and watches what was its. */
async function killOne(
  installation: Installation,
  redis: Redis,
  { used, which, unseen }: { used: ReadonlySet<number>; which: number; unseen: boolean },
): Promise<Death> {
  const before = await untilShared(redis, used);
  const { pid: supervisor = 0, processes = {} } = readRun(installation.data) ?? {};
  const pid = processes[`count-${which + 1}`];
  const leases = await Promise.all([...used].map((p) => redis.get(partitionKeys.lease(p))));
  const lease = leases.find((holder) => holder?.endsWith(`:${pid}`));
  if (pid === undefined || !lease) throw new Error(`count-${which + 1} holds no partition`);
  const victim = workerOf(lease);
  const cpuBefore = installation.cpu();
  if (unseen) process.kill(supervisor, 'SIGSTOP');
  process.kill(pid, 'SIGKILL');
  const killedAt = performance.now();
  const lost = [...used].filter((p) => before.holders[p] === victim);
  const recoveries = await watch(
    redis,
    victim,
    new Map(lost.map((p) => [p, {}])),
    () => performance.now() - killedAt,
  );
  if (unseen) process.kill(supervisor, 'SIGCONT');
  const cpuAfter = installation.cpu();
  const spent = (role: string) => (cpuAfter[role] ?? 0) - (cpuBefore[role] ?? 0);
  return {
    recoveries,
    cpu: {
      survivor: spent(`count-${2 - which}`),
      restarted: cpuAfter[`count-${which + 1}`] ?? 0,
      redis: spent('redis'),
      ingest: spent('ingest'),
    },
  };
}

async function watch(
  redis: Redis,
  victim: string,
  waiting: Map<number, Partial<Recovery>>,
  since: () => number,
): Promise<Recovery[]> {
  while ([...waiting.values()].some(({ commitMs }) => commitMs === undefined)) {
    if (since() > WITHIN_MS) throw new Error('a partition of a dead worker was not taken up within a minute');
    const { holders, writers } = await look(redis);
    const now = since();
    for (const [p, seen] of waiting) {
      if (holders[p] !== '' && holders[p] !== victim) seen.leaseMs ??= now;
      if (writers[p] !== victim) seen.commitMs ??= now;
    }
    await sleep(LOOK_MS);
  }
  return [...waiting.values()].map(({ leaseMs = 0, commitMs = 0 }) => ({ leaseMs, commitMs }));
}

/** Waits until two workers hold half each, and whoever holds a partition with schools has written to it last. */
async function untilShared(redis: Redis, used: ReadonlySet<number>): Promise<Look> {
  for (;;) {
    const now = await look(redis);
    const counts = new Map<string, number>();
    for (const holder of now.holders) counts.set(holder, (counts.get(holder) ?? 0) + 1);
    const isShared = counts.size === 2 && [...counts.values()].every((count) => count === PARTITIONS / 2);
    if (isShared && [...used].every((p) => now.holders[p] === now.writers[p])) return now;
    await sleep(LOOK_MS * 10);
  }
}

function figuresOf(deaths: readonly Death[], bodies: ReadonlyMap<number, number>): Figures {
  const recoveries = deaths.flatMap((death) => death.recoveries);
  const inSeconds = (values: number[]) => {
    values.sort((a, b) => a - b);
    return [0.5, 0.9, 1]
      .map((part) => `${values[Math.floor((values.length - 1) * part)].toFixed(2)} s`)
      .join(', ');
  };
  const times = (read: (one: Recovery) => number) => inSeconds(recoveries.map((one) => read(one) / 1000));
  const cpu = (role: keyof Death['cpu']) => inSeconds(deaths.map((death) => death.cpu[role]));
  return [
    ['kills, partitions that changed hands', `${deaths.length}, ${recoveries.length}`],
    ['lease of another: half, 9 of 10, last', times(({ leaseMs }) => leaseMs)],
    ['commit of another: half, 9 of 10, last', times(({ commitMs }) => commitMs)],
    ['from lease to commit', times(({ leaseMs, commitMs }) => Math.max(0, commitMs - leaseMs))],
    ['until all went on, CPU of the other', cpu('survivor')],
    ['  of the one started again', cpu('restarted')],
    ['  of Redis', cpu('redis')],
    ['  of ingest', cpu('ingest')],
    ['load of the machine', loadavg()[0].toFixed(1)],
    ['bodies by answer', [...bodies].map(([status, count]) => `${count} x ${status}`).join(', ')],
  ];
}
