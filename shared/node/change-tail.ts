/**
 * Reads several Redis streams to their ends and on, all of them together. A read that failed is
 * tried again from the same place, so nothing is skipped; what is handled twice must do no harm.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { readStreams, type StreamEntry } from './stream-read.ts';

const BLOCK_MS = 1000;
const ENTRIES_A_READ = 500;
const RETRY_MS = 250;
const STOP_WITHIN_MS = 1_000;

type HandleEntries = (key: string, entries: readonly StreamEntry[]) => void | Promise<void>;

/** Whether stream id `a` is at or after `b`. */
export function atOrAfter(a: string, b: string): boolean {
  const [aMs, aSeq] = a.split('-').map(Number);
  const [bMs, bSeq] = b.split('-').map(Number);
  return aMs > bMs || (aMs === bMs && aSeq >= bSeq);
}

/** Id of the last entry of a stream; `0-0` when it is empty. */
export async function endOf(redis: Redis, key: string): Promise<string> {
  const [last] = await redis.xrevrange(key, '+', '-', 'COUNT', 1);
  return last?.[0] ?? '0-0';
}

export class ChangeTail {
  readonly #redis: Redis;
  readonly #handle: HandleEntries;
  readonly #onTrouble: (error: unknown) => void;
  readonly #positions: Map<string, string>;
  readonly #waiting = new Set<{ key: string; id: string; done: () => void }>();
  readonly #stop = new AbortController();
  #loop: Promise<void> | undefined;
  /** Real time (ms) at which Redis last answered. */
  heardAt = 0;

  /** `redis` is a connection of its own; `positions` maps stream keys to the last id already known. */
  constructor(parts: {
    redis: Redis;
    positions: Map<string, string>;
    handle: HandleEntries;
    onTrouble: (error: unknown) => void;
  }) {
    this.#redis = parts.redis;
    this.#positions = parts.positions;
    this.#handle = parts.handle;
    this.#onTrouble = parts.onTrouble;
  }

  start(): void {
    this.heardAt = Date.now();
    this.#loop ??= this.#run();
  }

  async #run(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      try {
        await this.#readOnce();
      } catch (error) {
        if (this.#stop.signal.aborted) return;
        this.#onTrouble(error);
        await sleep(RETRY_MS);
      }
    }
  }

  async #readOnce(): Promise<void> {
    const read = await readStreams(this.#redis, this.#positions, {
      count: ENTRIES_A_READ,
      blockMs: BLOCK_MS,
    });
    this.heardAt = Date.now();
    for (const [key, entries] of read) {
      await this.#handle(key, entries);
      this.#positions.set(key, entries[entries.length - 1].id);
    }
    this.#settle();
  }

  #settle(): void {
    for (const waiter of this.#waiting) {
      if (!this.#reached(waiter.key, waiter.id)) continue;
      this.#waiting.delete(waiter);
      waiter.done();
    }
  }

  #reached(key: string, id: string): boolean {
    return atOrAfter(this.#positions.get(key) ?? '0-0', id);
  }

  /** Settles true once everything up to `id` of a stream has been handled; false after `deadlineMs`. */
  async reach(key: string, id: string, deadlineMs: number): Promise<boolean> {
    if (this.#reached(key, id)) return true;
    return new Promise((resolve) => {
      const waiter = { key, id, done: () => resolve(true) };
      this.#waiting.add(waiter);
      setTimeout(() => {
        if (this.#waiting.delete(waiter)) resolve(false);
      }, deadlineMs).unref();
    });
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    this.#redis.disconnect();
    // A cluster connection that is closed while it looks for a master never answers what it was asked.
    await Promise.race([this.#loop, sleep(STOP_WITHIN_MS)]);
  }
}
