/**
 * Which partitions a worker works on: its fair share of those nobody holds. A lease only saves two workers from doing
 * the same work; no count depends on it (`partition.ts`).
 */
import type { ChainableCommander, Redis, Result } from 'ioredis';
import { globalKeys, partitionKeys } from '../../shared/redis/keys.ts';
import { DROP_LEASE_LUA } from '../../shared/redis/lease-holder.ts';

const LEASE_MS = 1_200;
const SEEN_MS = 1_200;

declare module 'ioredis' {
  interface RedisCommander<Context> {
    keepLease(key: string, holder: string, ms: number): Result<number, Context>;
    dropLease(key: string, holder: string): Result<number, Context>;
    sayAlive(key: string, holder: string, ms: number): Result<number, Context>;
  }
}

/** To be given to the connection: `scripts` of ioredis. */
export const leaseScripts = {
  keepLease: {
    numberOfKeys: 1,
    lua: `local held = redis.call('GET', KEYS[1])
if held and held ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1`,
  },
  dropLease: { numberOfKeys: 1, lua: DROP_LEASE_LUA },
  // By Redis' own clock: a worker that died with its clock ahead would else keep its share until others get there.
  sayAlive: {
    numberOfKeys: 1,
    lua: `local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
redis.call('ZADD', KEYS[1], string.format('%.0f', now), ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', now - tonumber(ARGV[2])))
return redis.call('ZCARD', KEYS[1])`,
  },
};

export class Leases {
  readonly #redis: Redis;
  readonly #holder: string;
  readonly #partitions: number;
  readonly held = new Set<number>();

  /** `holder` names this worker among all that are alive (`lease-holder.ts`). */
  constructor(redis: Redis, holder: string, partitions: number) {
    this.#redis = redis;
    this.#holder = holder;
    this.#partitions = partitions;
  }

  /**
   * Says that this worker is alive, keeps what it holds and moves towards its fair share: one round trip to Redis when
   * nothing is to be moved, since each that writes waits for Redis' disk. Call it a few times within a lease's life.
   */
  async refresh(): Promise<void> {
    const { alive, free } = await this.#keepHeld();
    const share = Math.ceil(this.#partitions / Math.max(1, alive));
    await this.#drop([...this.held].slice(share));
    while (this.held.size < share && free.length > 0)
      for (const partition of await this.#keepAll(free.splice(0, share - this.held.size)))
        this.held.add(partition);
  }

  /** Gives everything up, so that others need not wait for the leases to end. */
  async release(): Promise<void> {
    await this.#drop([...this.held]);
    await this.#redis.zrem(globalKeys.workers, this.#holder);
  }

  /** Drops from `held` what another has got; answers how many workers are alive and what nobody holds. */
  async #keepHeld(): Promise<{ alive: number; free: number[] }> {
    const held = [...this.held];
    const others = [...Array(this.#partitions).keys()].filter((partition) => !this.held.has(partition));
    const pipeline = this.#redis.pipeline().sayAlive(globalKeys.workers, this.#holder, SEEN_MS);
    for (const partition of held) pipeline.keepLease(partitionKeys.lease(partition), this.#holder, LEASE_MS);
    for (const partition of others) pipeline.get(partitionKeys.lease(partition));
    const [alive, ...answers] = await answersOf(pipeline);
    held.forEach((partition, i) => {
      if (answers[i] === 0) this.held.delete(partition);
    });
    return { alive: Number(alive), free: others.filter((_, i) => answers[held.length + i] === null) };
  }

  /** The partitions whose lease this worker now has. */
  async #keepAll(partitions: readonly number[]): Promise<number[]> {
    const pipeline = this.#redis.pipeline();
    for (const partition of partitions)
      pipeline.keepLease(partitionKeys.lease(partition), this.#holder, LEASE_MS);
    const answers = await answersOf(pipeline);
    return partitions.filter((_, i) => answers[i] === 1);
  }

  async #drop(partitions: readonly number[]): Promise<void> {
    const pipeline = this.#redis.pipeline();
    for (const partition of partitions) {
      this.held.delete(partition);
      pipeline.dropLease(partitionKeys.lease(partition), this.#holder);
    }
    await answersOf(pipeline);
  }
}

/** @throws what Redis answered instead, the first of it */
async function answersOf(pipeline: ChainableCommander): Promise<unknown[]> {
  const answers = (await pipeline.exec()) ?? [];
  for (const [error] of answers) if (error) throw error;
  return answers.map(([, answer]) => answer);
}
