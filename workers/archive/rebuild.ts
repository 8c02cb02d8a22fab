/**
 * `bellwether rebuild`: plays an archive into an empty Redis, in any number of partitions. What no entry can give back
 * and the pupil tables are put back, then every accepted entry is appended, counted and archived again. What becomes of
 * each key is said in `shared/redis/keeping.ts`.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { readAbout } from '../../shared/node/archive/about.ts';
import { readLogFile } from '../../shared/node/archive/append-log.ts';
import { restoreKept } from '../../shared/node/archive/kept-files.ts';
import { archivePaths } from '../../shared/node/archive/paths.ts';
import { type ArchivedEntry, readEntries } from '../../shared/node/archive/segments.ts';
import { dataPaths } from '../../shared/node/data-folder.ts';
import { LAYOUT, writeLayout } from '../../shared/node/layout-record.ts';
import type { StartRole, WorkerParts } from '../../shared/node/lifecycle.ts';
import { partitionKeys, partitionOf } from '../../shared/redis/keys.ts';
import { decodeEntry, entryUrn } from '../../shared/redis/layouts/entries.ts';
import { tablesOf } from './pupil-log.ts';
import { copyAudit, restoreAudit } from './restore-audit.ts';

const ENTRIES_AT_ONCE = 200;
/** Entries that may wait to be counted and archived while more are read. */
const MAX_PENDING = 20_000;
const LOOK_MS = 50;

/** What came back. */
export interface Rebuilt {
  schools: number;
  entries: number;
}

/**
 * @param roles the count and archive workers to run meanwhile
 * @throws Error when the Redis is not empty or there is no archive
 */
export async function rebuild(
  parts: WorkerParts,
  from: string,
  roles: readonly StartRole[],
): Promise<Rebuilt> {
  const redis = parts.connect('rebuild');
  const { partitions } = parts.config;
  const about = await readAbout(from);
  if (about === undefined) throw new Error(`There is no archive in ${from}.`);
  if ((await redis.dbsize()) > 0) throw new Error('The Redis to rebuild into is not empty.');
  await writeLayout(redis, { layout: LAYOUT, partitions, rebuilding: true });
  await restoreKept(redis, from, partitions);
  const audit = dataPaths(parts.config.data).audit;
  await copyAudit(archivePaths.audit(from), audit);
  await restoreAudit(redis, audit, () => parts.clock.now());
  let schools = 0;
  for (let p = 0; p < about.partitions; p++)
    schools += await restoreTables(redis, archivePaths.pupils(from, p), partitions);
  const running = await Promise.all(roles.map((start) => start(parts)));
  let entries = 0;
  for (let p = 0; p < about.partitions; p++)
    for await (const segment of readEntries(archivePaths.entries(from, p)))
      for (let at = 0; at < segment.length; at += ENTRIES_AT_ONCE) {
        entries += await append(redis, segment.slice(at, at + ENTRIES_AT_ONCE), p, partitions);
        while ((await pending(redis, partitions)) > MAX_PENDING) await sleep(LOOK_MS);
      }
  while ((await pending(redis, partitions)) > 0) await sleep(LOOK_MS);
  for (const role of running.reverse()) await role.stop();
  await writeLayout(redis, { layout: LAYOUT, partitions, rebuilding: false });
  return { schools, entries };
}

/** `rebuild` for people. @returns the exit code */
export async function printRebuild(
  parts: WorkerParts,
  from: string,
  roles: readonly StartRole[],
): Promise<number> {
  const startedAt = performance.now();
  const { schools, entries } = await rebuild(parts, from, roles);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  process.stdout.write(
    `Rebuilt ${schools} schools from ${entries} entries in ${seconds} s, in ${parts.config.partitions} partitions.\n`,
  );
  return 0;
}

async function restoreTables(redis: Redis, path: string, partitions: number): Promise<number> {
  const tables = tablesOf(await readLogFile(path));
  for (const [urn, table] of tables)
    await redis.set(partitionKeys.pupils(partitionOf(urn, partitions), urn), table);
  return tables.size;
}

/** Appends entries of a partition of before as intake does, with its counters; answers how many. */
async function append(
  redis: Redis,
  entries: readonly ArchivedEntry[],
  before: number,
  partitions: number,
): Promise<number> {
  const byPartition = new Map<number, Buffer[]>();
  for (const { payload } of entries) {
    // The mark at the end of a base is no entry.
    if (payload.length === 0) continue;
    const urn = entryUrn(payload);
    // What no build can read is put aside when it is counted, in whichever partition.
    const p = urn === undefined ? before % partitions : partitionOf(urn, partitions);
    byPartition.set(p, [...(byPartition.get(p) ?? []), payload]);
  }
  let appended = 0;
  for (const [p, payloads] of byPartition) {
    const transaction = redis.multi();
    for (const payload of payloads) transaction.xadd(partitionKeys.marks(p), '*', 'e', payload);
    const marks = payloads.reduce((sum, payload) => sum + marksOf(payload), 0);
    transaction.hincrby(partitionKeys.intake(p), 'entries', payloads.length);
    transaction.hincrby(partitionKeys.intake(p), 'marks', marks);
    for (const [error] of (await transaction.exec()) ?? []) if (error) throw error;
    appended += payloads.length;
  }
  return appended;
}

function marksOf(payload: Buffer): number {
  if (entryUrn(payload) === undefined) return 0;
  const entry = decodeEntry(payload);
  return entry.kind === 'register' ? entry.marks.slots.length : 0;
}

/** Entries that are not yet counted, and partitions that are not yet archived to their end. */
async function pending(redis: Redis, partitions: number): Promise<number> {
  let waiting = 0;
  for (let p = 0; p < partitions; p++) {
    const [intake, head, archived, last] = await Promise.all([
      redis.hget(partitionKeys.intake(p), 'entries'),
      redis.hget(partitionKeys.head(p), 'entries'),
      redis.hget(partitionKeys.archive(p), 'offset'),
      redis.xrevrange(partitionKeys.marks(p), '+', '-', 'COUNT', 1),
    ]);
    waiting += Number(intake ?? 0) - Number(head ?? 0);
    if (last.length > 0 && last[0][0] !== archived) waiting++;
  }
  return waiting;
}
