/** Whether more can be taken in: Redis well and within reach, the queue short enough, disk left, nothing lost. */
import { statfs } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { mastersOf } from '../../shared/node/redis-nodes.ts';
import { INTAKE_WORDS, type IntakeState } from '../../shared/ops/intake-state.ts';
import { partitionKeys } from '../../shared/redis/keys.ts';
import { RequestProblem } from './problem.ts';
import { unavailable } from './redis-care.ts';
import { judgeStore, readInfo } from './store-state.ts';

const LOOK_MS = 2_000;
/** A look that takes longer says that Redis is slow. */
const SLOW_MS = 2_500;
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
  /** Replicas that a 202 waits for. */
  replicas?: number;
  /** Whether lost writes are being repaired. */
  isRepairing?: () => boolean;
}

/**
 * - `refusal` answers at once from the last look, at most a few seconds old.
 * - `ease` holds a body that was begun until the queue is shorter.
 */
export class Pressure {
  readonly #redis: Redis;
  readonly #options: PressureOptions;
  readonly #stopping: AbortSignal;
  #pending = 0;
  #store: IntakeState = 'ok';

  constructor(redis: Redis, options: PressureOptions, stopping: AbortSignal) {
    this.#redis = redis;
    this.#options = options;
    this.#stopping = stopping;
  }

  /** Entries accepted and not yet counted. */
  get pending(): number {
    return this.#pending;
  }

  get state(): IntakeState {
    if (this.#stopping.aborted) return 'stopping';
    if (this.#redis.status !== 'ready') return 'redis_unreachable';
    if (this.#options.isRepairing?.()) return 'repairing';
    if (this.#store !== 'ok') return this.#store;
    return this.#pending > this.#options.maxPending ? 'queue_full' : 'ok';
  }

  /** Why no new body may begin, if so. */
  refusal(): RequestProblem | undefined {
    const { state } = this;
    if (state === 'ok') return undefined;
    if (state !== 'queue_full') return unavailable(`Not just now: ${INTAKE_WORDS[state]}.`, state);
    const detail = `${this.#pending} entries wait to be counted. Send the request again later.`;
    return new RequestProblem(429, state, detail, QUEUE_RETRY_SECONDS);
  }

  async ease(): Promise<void> {
    while (this.#pending > this.#options.maxPending && !this.#stopping.aborted)
      await sleep(EASE_MS, undefined, { signal: this.#stopping }).catch(() => undefined);
  }

  /** Looks every two seconds until this process stops. */
  async watch(): Promise<void> {
    while (!this.#stopping.aborted) {
      await this.#lookInTime();
      await sleep(LOOK_MS, undefined, { signal: this.#stopping, ref: false }).catch(() => undefined);
    }
  }

  /** A Redis that does not answer the look in time is slow, until it has answered one. */
  async #lookInTime(): Promise<void> {
    const slow = setTimeout(() => {
      this.#store = 'redis_slow';
    }, SLOW_MS);
    // While Redis is away its absence shows in the connection's state.
    await this.look().catch(() => undefined);
    clearTimeout(slow);
  }

  async look(): Promise<void> {
    if (this.#redis.status !== 'ready') return;
    this.#pending = await this.#countPending();
    this.#store = await this.#lookAtStore();
  }

  async #countPending(): Promise<number> {
    const { partitions } = this.#options;
    const pipeline = this.#redis.pipeline();
    for (let p = 0; p < partitions; p++)
      pipeline.hget(partitionKeys.intake(p), 'entries').hget(partitionKeys.head(p), 'entries');
    const replies = (await pipeline.exec()) ?? [];
    return replies.reduce((sum, [, count], i) => sum + Number(count ?? 0) * (i % 2 === 0 ? 1 : -1), 0);
  }

  async #lookAtStore(): Promise<IntakeState> {
    const { dataFolder, minFreeBytes, replicas = 0 } = this.#options;
    const infos = await Promise.all(mastersOf(this.#redis).map((master) => master.info()));
    const freeBytes = dataFolder === undefined ? undefined : await freeBytesOf(dataFolder);
    return judgeStore(infos.map(readInfo), { replicas, freeBytes, minFreeBytes });
  }
}

async function freeBytesOf(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}
