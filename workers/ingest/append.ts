/** Entries on their way into the partitions' streams: batched by partition, a bounded number under way. */
import { readFileSync } from 'node:fs';
import type { Redis, Result } from 'ioredis';
import { partitionKeys, partitionOf } from '../../shared/redis/keys.ts';
import type { Patience } from './redis-care.ts';

const BATCH_ENTRIES = 64;
const BATCH_BYTES = 512 * 1024;
/** Entries that wait in all partitions together before they are sent however small the batches. */
const WAITING_BYTES = 2 * 1024 * 1024;
const MAX_UNDER_WAY = 12;
/** A slow body's entries wait no longer than this for company. */
const LINGER_MS = 5;

declare module 'ioredis' {
  interface RedisCommander<Context> {
    appendEntries(
      stream: string,
      counters: string,
      marks: number,
      ...entries: Buffer[]
    ): Result<string, Context>;
  }
}

/** To be given to the connection: `scripts` of ioredis. */
export const appendScripts = {
  appendEntries: { numberOfKeys: 2, lua: readFileSync(new URL('./append.lua', import.meta.url), 'utf8') },
};

interface Batch {
  entries: Buffer[];
  bytes: number;
  marks: number;
}

/**
 * The entries of one request.
 * - `add` never waits; `room` waits until few enough batches are under way.
 * - Once `settled` has settled, everything added is in Redis and on its disk, or it has thrown.
 * - Whatever was sent stays sent: an entry may be in a stream twice after a lost reply, and counts once.
 */
export class Append {
  readonly #redis: Redis;
  readonly #partitions: number;
  readonly #patience: Patience;
  readonly #waiting = new Map<number, Batch>();
  readonly #underWay = new Set<Promise<void>>();
  readonly #lastIds = new Map<number, string>();
  #waitingBytes = 0;
  #timer: NodeJS.Timeout | undefined;
  #error: unknown;

  constructor(redis: Redis, partitions: number, patience: Patience) {
    this.#redis = redis;
    this.#partitions = partitions;
    this.#patience = patience;
  }

  /** Id of the last entry by partition. */
  get lastIds(): ReadonlyMap<number, string> {
    return this.#lastIds;
  }

  /** @param marks marks in the entry */
  add(urn: number, entry: Buffer, marks: number): void {
    const partition = partitionOf(urn, this.#partitions);
    let batch = this.#waiting.get(partition);
    if (!batch) {
      batch = { entries: [], bytes: 0, marks: 0 };
      this.#waiting.set(partition, batch);
    }
    batch.entries.push(entry);
    batch.bytes += entry.length;
    batch.marks += marks;
    this.#waitingBytes += entry.length;
    if (batch.entries.length >= BATCH_ENTRIES || batch.bytes >= BATCH_BYTES) this.#send(partition, batch);
    else if (this.#waitingBytes >= WAITING_BYTES) this.#sendAll();
    else this.#timer ??= setTimeout(() => this.#sendAll(), LINGER_MS);
  }

  async room(): Promise<void> {
    while (this.#underWay.size >= MAX_UNDER_WAY) await Promise.race(this.#underWay);
    if (this.#error) throw this.#error;
  }

  async settled(): Promise<void> {
    this.#sendAll();
    await Promise.all(this.#underWay);
    if (this.#error) throw this.#error;
  }

  #sendAll(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const [partition, batch] of this.#waiting) this.#send(partition, batch);
  }

  #send(partition: number, batch: Batch): void {
    this.#waiting.delete(partition);
    this.#waitingBytes -= batch.bytes;
    const sent = this.#append(partition, batch)
      .catch((error) => {
        this.#error ??= error;
      })
      .finally(() => this.#underWay.delete(sent));
    this.#underWay.add(sent);
  }

  async #append(partition: number, { entries, marks }: Batch): Promise<void> {
    const stream = partitionKeys.marks(partition);
    const counters = partitionKeys.intake(partition);
    const send = () => this.#redis.appendEntries(stream, counters, marks, ...entries);
    const id = await this.#patience.run(send);
    this.#patience.nowKept();
    this.#lastIds.set(partition, laterId(this.#lastIds.get(partition), id));
  }
}

/** The later of two stream ids. */
export function laterId(a: string | undefined, b: string): string {
  if (a === undefined) return b;
  const [[msA, seqA], [msB, seqB]] = [a.split('-').map(Number), b.split('-').map(Number)];
  return msA > msB || (msA === msB && seqA > seqB) ? a : b;
}
