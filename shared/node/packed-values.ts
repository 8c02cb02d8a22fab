/** Reading packed values of many schools out of the partitions' hashes. */
import { setImmediate } from 'node:timers/promises';
import type { ChainableCommander, Redis } from 'ioredis';
import { partitionOf } from '../redis/keys.ts';

const FIELDS_A_COMMAND = 400;
const COMMANDS_A_PIPELINE = 8;

/** What reading needs: a connection and how many partitions there are. */
export interface Store {
  redis: Redis;
  partitions: number;
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

/** Answers of a pipeline; the first error of a command is thrown. */
export async function execAll<T>(pipeline: ChainableCommander): Promise<T[]> {
  const results = (await pipeline.exec()) ?? [];
  return results.map(([error, answer]) => {
    if (error) throw error;
    return answer as T;
  });
}
