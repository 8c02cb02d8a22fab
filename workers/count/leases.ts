/**
 * Which partitions a worker works on: its fair share of those nobody holds. A lease only saves two workers from doing
 * the same work; no count depends on it (`partition.ts`).
 */
import type { Redis, Result } from 'ioredis';
import { globalKeys, partitionKeys } from '../../shared/redis/keys.ts';

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
  dropLease: {
    numberOfKeys: 1,
    lua: `if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])`,
  },
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

  /** `holder` names this worker among all that are alive: `<random>:<pid>`. */
  constructor(redis: Redis, holder: string, partitions: number) {
    this.#redis = redis;
    this.#holder = holder;
    this.#partitions = partitions;
  }

  /**
   * Says that this worker is alive, keeps what it holds and moves towards its fair share.
   * Call it a few times within a lease's life.
   */
  async refresh(): Promise<void> {
    const share = Math.ceil(this.#partitions / (await this.#aliveWorkers()));
    for (const partition of this.held) if (this.held.size > share) await this.#drop(partition);
    const free = [...Array(this.#partitions).keys()].filter((partition) => !this.held.has(partition));
    const room = share - this.held.size;
    const tries = room > 0 ? await this.#keepAll(free, room) : [];
    const kept = await this.#keepAll([...this.held], this.held.size);
    this.held.clear();
    for (const partition of [...kept, ...tries]) this.held.add(partition);
  }

  /** Gives everything up, so that others need not wait for the leases to end. */
  async release(): Promise<void> {
    for (const partition of [...this.held]) await this.#drop(partition);
    await this.#redis.zrem(globalKeys.workers, this.#holder);
  }

  async #aliveWorkers(): Promise<number> {
    return Math.max(1, await this.#redis.sayAlive(globalKeys.workers, this.#holder, SEEN_MS));
  }

  /** The partitions, at most `limit`, whose lease this worker now has. */
  async #keepAll(partitions: readonly number[], limit: number): Promise<number[]> {
    const kept: number[] = [];
    for (const partition of partitions) {
      if (kept.length === limit) break;
      if (await this.#redis.keepLease(partitionKeys.lease(partition), this.#holder, LEASE_MS))
        kept.push(partition);
    }
    return kept;
  }

  async #drop(partition: number): Promise<void> {
    this.held.delete(partition);
    await this.#redis.dropLease(partitionKeys.lease(partition), this.#holder);
  }
}
