/** Reading packed values of many schools out of the partitions' hashes. */
import { setImmediate } from 'node:timers/promises';
import type { ChainableCommander, Redis } from 'ioredis';
import { fromSessionNumber } from '../attendance/dates.ts';
import { partitionKeys, partitionOf } from '../redis/keys.ts';
import type { DayArchive } from './archive/day-archive.ts';
import type { DayKind } from './archive/day-file.ts';

const FIELDS_A_COMMAND = 400;
const COMMANDS_A_PIPELINE = 8;
const FILES_AT_ONCE = 8;

/** What reading needs: a connection and how many partitions there are. */
export interface Store {
  redis: Redis;
  partitions: number;
  /** Days that have left Redis; without it they are not found. */
  days?: Pick<DayArchive, 'read'>;
}

/** Schools by partition. */
export function byPartition(urns: Iterable<number>, partitions: number): Map<number, number[]> {
  const groups = new Map<number, number[]>();
  for (const urn of urns) {
    const p = partitionOf(urn, partitions);
    const group = groups.get(p);
    if (group) group.push(urn);
    else groups.set(p, [urn]);
  }
  return groups;
}

interface Read {
  key: string;
  urns: number[];
}

/**
 * Calls `use` with the value of each school that has one in the hash `keyOf` names for its partition. Yields to the
 * event loop between pipelines, so that a national read does not hold up the screens.
 */
export async function forEachValue(
  store: Store,
  urns: Iterable<number>,
  keyOf: (p: number) => string,
  use: (urn: number, bytes: Buffer) => void,
): Promise<void> {
  const reads: Read[] = [];
  for (const [p, group] of byPartition(urns, store.partitions))
    for (let from = 0; from < group.length; from += FIELDS_A_COMMAND)
      reads.push({ key: keyOf(p), urns: group.slice(from, from + FIELDS_A_COMMAND) });
  for (let from = 0; from < reads.length; from += COMMANDS_A_PIPELINE) {
    const batch = reads.slice(from, from + COMMANDS_A_PIPELINE);
    const pipeline = store.redis.pipeline();
    for (const { key, urns: fields } of batch) pipeline.hmgetBuffer(key, ...fields.map(String));
    const answers = await execAll<(Buffer | null)[]>(pipeline);
    answers.forEach((values, i) => {
      values.forEach((bytes, j) => {
        if (bytes) use(batch[i].urns[j], bytes);
      });
    });
    await setImmediate();
  }
}

/**
 * Calls `use` with one kind of value of a session, of each school that has one: from Redis, and where Redis has none
 * from the archive.
 */
export async function forEachSessionValue(
  store: Store,
  kind: DayKind,
  session: number,
  urns: Iterable<number>,
  use: (urn: number, bytes: Buffer) => void,
): Promise<void> {
  const { date, session: half } = fromSessionNumber(session);
  const missing = new Set(urns);
  await forEachValue(
    store,
    [...missing],
    (p) => partitionKeys[kind](p, date, half),
    (urn, bytes) => {
      missing.delete(urn);
      use(urn, bytes);
    },
  );
  const { days } = store;
  if (!days) return;
  const groups = [...byPartition(missing, store.partitions)];
  for (let from = 0; from < groups.length; from += FILES_AT_ONCE)
    await Promise.all(
      groups.slice(from, from + FILES_AT_ONCE).map(([p, group]) => days.read(kind, p, session, group, use)),
    );
}

/** One kind of value of one school by session, of those sessions that have one, in Redis or in the archive. */
export async function readSchoolSessions(
  store: Store,
  kind: DayKind,
  urn: number,
  sessions: readonly number[],
): Promise<Map<number, Buffer>> {
  const p = partitionOf(urn, store.partitions);
  const pipeline = store.redis.pipeline();
  for (const number of sessions) {
    const { date, session } = fromSessionNumber(number);
    pipeline.hgetBuffer(partitionKeys[kind](p, date, session), String(urn));
  }
  const values = await execAll<Buffer | null>(pipeline);
  const found = new Map<number, Buffer>();
  for (const [i, number] of sessions.entries()) {
    const value = values[i];
    if (value) found.set(number, value);
    else await store.days?.read(kind, p, number, [urn], (_, archived) => found.set(number, archived));
  }
  return found;
}

/** Answers of a pipeline; the first error of a command is thrown. */
export async function execAll<T>(pipeline: ChainableCommander): Promise<T[]> {
  const results = (await pipeline.exec()) ?? [];
  return results.map(([error, answer]) => {
    if (error) throw error;
    return answer as T;
  });
}
