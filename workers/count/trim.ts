/** Drops entries of the streams that nobody needs any more: those that are counted, archived and ten minutes old. */
import type { Redis } from 'ioredis';
import { partitionKeys } from '../../shared/redis/keys.ts';

/** Counted entries stay in the stream this long, so that a late look at them is possible. */
const KEEP_COUNTED_MS = 10 * 60_000;
const TRIM_EVERY_MS = 5_000;

/** A partition, and the last entry of its stream that is counted. */
export interface Counted {
  readonly number: number;
  offset(): Promise<string>;
}

/** Goes by the clock and not by commits: what came in last before a quiet night goes as well. */
export class Trim {
  readonly #redis: Redis;
  /** By partition: nothing before this (ms) is in its stream. */
  readonly #goneBefore = new Map<number, number>();
  #trimmedAt = 0;

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  /** Trims every few seconds, however often it is called. @param now real time, ms: stream ids go by it */
  async due(partitions: readonly Counted[], now: number): Promise<void> {
    if (now - this.#trimmedAt < TRIM_EVERY_MS) return;
    this.#trimmedAt = now;
    await Promise.all(partitions.map((partition) => this.#trim(partition, now)));
  }

  async #trim(partition: Counted, now: number): Promise<void> {
    const { number } = partition;
    const archived = await this.#redis.hget(partitionKeys.archive(number), 'offset');
    const before = trimPoint(await partition.offset(), archived ?? '0-0', now);
    if (before <= (this.#goneBefore.get(number) ?? 0)) return;
    await this.#redis.xtrim(partitionKeys.marks(number), 'MINID', '~', before);
    this.#goneBefore.set(number, before);
  }
}

/** Milliseconds (of stream ids) before which entries may go: those that are counted, archived and ten minutes old. */
export function trimPoint(counted: string, archived: string, now: number): number {
  const msOf = (id: string) => Number(id.slice(0, id.indexOf('-')));
  return Math.min(msOf(counted), msOf(archived), now - KEEP_COUNTED_MS);
}
