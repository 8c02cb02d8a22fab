/** Looks at everything the doctor judges. What does not answer is a finding, never an error. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { Config } from '../../../shared/node/config.ts';
import { dataPaths, isAlive } from '../../../shared/node/data-folder.ts';
import { type Run, readLastRun } from '../../../shared/node/run-file.ts';
import { ALERT_RULES } from '../../../shared/ops/alerts.ts';
import type { Counting, Facts } from '../../../shared/ops/doctor.ts';
import { globalKeys, partitionKeys } from '../../../shared/redis/keys.ts';
import { judgeDurability, readSettings } from '../durability.ts';
import { withRedis } from '../locate.ts';

const DOOR_TIMEOUT_MS = 3_000;
const SEEN_WITHIN_MS = 15_000;
const NOTHING_RUNS = 'nothing runs from this data folder';

type RedisFacts = Pick<
  Facts,
  'durability' | 'counting' | 'jobsHeartbeatAgeMs' | 'lastReconcile' | 'clockSkewMs'
>;
const NO_REDIS: RedisFacts = {
  durability: null,
  counting: null,
  jobsHeartbeatAgeMs: null,
  lastReconcile: null,
  clockSkewMs: null,
};

/** @param now real time, ms */
export async function look(config: Config, now: () => number): Promise<Facts> {
  const run = config.redis === undefined ? readLastRun(config.data) : undefined;
  const location = config.redis ?? run?.redis;
  const [redis, door, disk] = await Promise.all([
    askRedis(location, config.partitions, now),
    askDoor(run),
    askDisk(config),
  ]);
  const processes =
    run && Object.fromEntries(Object.entries(run.processes).map(([n, pid]) => [n, isAlive(pid)]));
  return { nodeVersion: process.version, processes: processes ?? null, disk, ...redis, ...door };
}

async function askRedis(
  location: string | undefined,
  partitions: number,
  now: () => number,
): Promise<RedisFacts & { redisFault: string | null }> {
  if (location === undefined) return { ...NO_REDIS, redisFault: NOTHING_RUNS };
  try {
    const facts = await withRedis(location, async (redis) => ({
      durability: judgeDurability(await readSettings(redis)),
      counting: await readCounting(redis, partitions, now()),
      ...(await readJobs(redis, now())),
      clockSkewMs: await readSkew(redis, now),
    }));
    return { ...facts, redisFault: null };
  } catch (error) {
    return { ...NO_REDIS, redisFault: error instanceof Error ? error.message : String(error) };
  }
}

async function readSkew(redis: Redis, now: () => number): Promise<number> {
  const before = now();
  const [seconds, micros] = (await redis.time()).map(Number);
  const between = (before + now()) / 2;
  return seconds * 1_000 + micros / 1_000 - between;
}

async function readCounting(redis: Redis, partitions: number, now: number): Promise<Counting> {
  const numbers = Array.from({ length: partitions }, (_, p) => p);
  const all = await Promise.all(numbers.map((p) => readPartition(redis, p, now)));
  const sum = (pick: (one: Awaited<ReturnType<typeof readPartition>>) => number): number =>
    all.reduce((total, one) => total + pick(one), 0);
  return {
    pending: sum(({ pending }) => pending),
    quarantined: sum(({ quarantined }) => quarantined),
    acceptedMarks: sum(({ acceptedMarks }) => acceptedMarks),
    deadLetters: sum(({ deadLetters }) => deadLetters),
    workers: await redis.zcount(globalKeys.workers, now - SEEN_WITHIN_MS, '+inf'),
    behind: all
      .filter(({ ageMs }) => ageMs > 0)
      .sort((a, b) => b.ageMs - a.ageMs)
      .slice(0, 5)
      .map(({ partition, ageMs, holder }) => ({ partition, ageMs, holder })),
  };
}

async function readPartition(redis: Redis, partition: number, now: number) {
  const intake = await redis.hgetall(partitionKeys.intake(partition));
  const head = await redis.hgetall(partitionKeys.head(partition));
  const offset = head.offset ?? '0-0';
  const [next] = await redis.xrange(partitionKeys.marks(partition), `(${offset}`, '+', 'COUNT', 1);
  return {
    partition,
    pending: Math.max(0, Number(intake.entries ?? 0) - Number(head.entries ?? 0)),
    acceptedMarks: Number(intake.marks ?? 0),
    quarantined: Number(head.quarantined ?? 0),
    deadLetters: await redis.xlen(partitionKeys.dead(partition)),
    ageMs: next ? Math.max(0, now - Number(next[0].split('-')[0])) : 0,
    holder: await redis.get(partitionKeys.lease(partition)),
  };
}

const reconcileSchema = z.object({ at: z.number(), differences: z.number() });

async function readJobs(
  redis: Redis,
  now: number,
): Promise<Pick<Facts, 'jobsHeartbeatAgeMs' | 'lastReconcile'>> {
  const beat = await redis.get(globalKeys.jobsHeartbeat);
  const json = await redis.get(globalKeys.lastReconcile);
  const last = json === null ? null : reconcileSchema.parse(JSON.parse(json));
  return {
    jobsHeartbeatAgeMs: beat === null ? null : now - Number(beat),
    lastReconcile: last && { ageMs: now - last.at, differences: last.differences },
  };
}

const readyzSchema = z.looseObject({ alerts: z.array(z.string()).default([]) });

/** Asks `/readyz`; the alerts come from the same answer, with their words from the rules. */
async function askDoor(run: Run | undefined): Promise<Pick<Facts, 'readiness' | 'alerts'>> {
  if (run === undefined) return { readiness: {}, alerts: [] };
  try {
    const answer = await fetch(`${run.url}/readyz`, { signal: AbortSignal.timeout(DOOR_TIMEOUT_MS) });
    const { alerts, ready: _, ...parts } = readyzSchema.parse(await answer.json());
    const readiness = Object.fromEntries(
      Object.entries(parts).filter((part): part is [string, string] => typeof part[1] === 'string'),
    );
    const named = alerts.map((rule) => ({
      rule,
      words: `see docs/runbook.md#${rule}`,
      whatToDo: ALERT_RULES.find(({ name }) => name === rule)?.whatToDo ?? 'See the runbook.',
    }));
    return { readiness, alerts: named };
  } catch {
    return { readiness: null, alerts: [] };
  }
}

async function askDisk(config: Config): Promise<Facts['disk']> {
  if (!existsSync(config.data)) return null;
  const { bavail, bsize } = await statfs(config.data);
  const folder = dataPaths(config.data).redis;
  return { freeBytes: bavail * bsize, redisBytes: existsSync(folder) ? bytesIn(folder) : 0 };
}

function bytesIn(folder: string): number {
  let bytes = 0;
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const found = statSync(join(folder, name), { throwIfNoEntry: false });
    if (found?.isFile()) bytes += found.size;
  }
  return bytes;
}
