/** Whether more can be taken in: Redis within reach, the queue short enough, disk left. */
import { statfs } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { partitionKeys } from '../../shared/redis/keys.ts';
import { RequestProblem } from './problem.ts';
import { unavailable } from './redis-care.ts';

const LOOK_MS = 2_000;
const EASE_MS = 100;
const QUEUE_RETRY_SECONDS = 10;

export interface PressureOptions {
  partitions: number;
  /** Entries accepted and not yet counted, above which nothing more is begun. */
  maxPending: number;
  /** Folder of the append-only file; undefined when Redis keeps its data elsewhere. */
  dataFolder: string | undefined;
  /** Least room on that folder's disk, in bytes; twice the append-only file is asked for as well. */
  minFreeBytes: number;
}

/**
 * - `refusal` answers at once from the last look, at most two seconds old.
 * - `ease` holds a body that was begun until the queue is shorter.
 */
export class Pressure {
  readonly #redis: Redis;
  readonly #options: PressureOptions;
  readonly #stopping: AbortSignal;
  #pending = 0;
  #diskLow = false;

  constructor(redis: Redis, options: PressureOptions, stopping: AbortSignal) {
    this.#redis = redis;
    this.#options = options;
    this.#stopping = stopping;
  }

  /** Entries accepted and not yet counted. */
  get pending(): number {
    return this.#pending;
  }

  get diskLow(): boolean {
    return this.#diskLow;
  }

  /** Why no new body may begin, if so. */
  refusal(): RequestProblem | undefined {
    if (this.#stopping.aborted) return unavailable('Intake is stopping.');
    if (this.#redis.status !== 'ready') return unavailable('The store of marks is out of reach.');
    if (this.#diskLow) return unavailable('The disk of the store of marks is almost full.', 'disk_low');
    if (this.#pending <= this.#options.maxPending) return undefined;
    const detail = `${this.#pending} entries wait to be counted. Send the request again later.`;
    return new RequestProblem(429, 'queue_full', detail, QUEUE_RETRY_SECONDS);
  }

  async ease(): Promise<void> {
    while (this.#pending > this.#options.maxPending && !this.#stopping.aborted)
      await sleep(EASE_MS, undefined, { signal: this.#stopping }).catch(() => undefined);
  }

  /** Looks every two seconds until this process stops. */
  async watch(): Promise<void> {
    while (!this.#stopping.aborted) {
      // While Redis is away the last look stands; its absence shows in the connection's state.
      await this.look().catch(() => undefined);
      await sleep(LOOK_MS, undefined, { signal: this.#stopping, ref: false }).catch(() => undefined);
    }
  }

  async look(): Promise<void> {
    if (this.#redis.status !== 'ready') return;
    this.#pending = await this.#countPending();
    const { dataFolder } = this.#options;
    if (dataFolder !== undefined) this.#diskLow = await this.#isDiskLow(dataFolder);
  }

  async #countPending(): Promise<number> {
    const { partitions } = this.#options;
    const pipeline = this.#redis.pipeline();
    for (let p = 0; p < partitions; p++)
      pipeline.hget(partitionKeys.intake(p), 'entries').hget(partitionKeys.head(p), 'entries');
    const replies = (await pipeline.exec()) ?? [];
    return replies.reduce((sum, [, count], i) => sum + Number(count ?? 0) * (i % 2 === 0 ? 1 : -1), 0);
  }

  async #isDiskLow(folder: string): Promise<boolean> {
    const [{ bavail, bsize }, info] = await Promise.all([statfs(folder), this.#redis.info('persistence')]);
    const appendOnlyBytes = Number(/aof_current_size:(\d+)/.exec(info)?.[1] ?? 0);
    return bavail * bsize < Math.max(this.#options.minFreeBytes, 2 * appendOnlyBytes);
  }
}
