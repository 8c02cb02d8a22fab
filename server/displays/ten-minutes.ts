/**
 * Figures that stand for ten minutes of the clock in use, the same for all gateways: the first that finds them old
 * takes them anew, and no other takes them in between.
 */
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { mayRefresh, REFRESH_MS } from '../../shared/access/small-numbers.ts';
import { globalKeys } from '../../shared/redis/keys.ts';

const KEPT_MS = 6 * REFRESH_MS;
const MOST_KEPT = 200;

/** KEYS figures; ARGV text believed to be there ('' for none), text to be, ms to keep. 1 when it was written. */
const REPLACE = `if (redis.call('GET', KEYS[1]) or '') ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1`;

/** Figures with when they were taken, ms on the clock in use. */
export interface Taken<T> {
  at: number;
  figures: T;
}

export class TenMinutes<T> {
  readonly #redis: Redis;
  readonly #schema: z.ZodType<Taken<T>>;
  readonly #kept = new Map<string, Taken<T>>();

  constructor(redis: Redis, figures: z.ZodType<T>) {
    this.#redis = redis;
    this.#schema = z.object({ at: z.number(), figures }) as unknown as z.ZodType<Taken<T>>;
  }

  /**
   * What was taken last, or is taken now when that is ten minutes old.
   * @param what names the figures in Redis
   * @param take null while there is nothing to be told: what was known stays
   */
  async of(what: string, now: number, take: () => T | null): Promise<Taken<T> | null> {
    const known = this.#kept.get(what);
    if (known && !mayRefresh(known.at, now)) return known;
    const key = globalKeys.wallFigures(what);
    const stored = await this.#redis.get(key);
    const before = stored === null ? null : this.#schema.parse(JSON.parse(stored));
    if (before && !mayRefresh(before.at, now)) return this.#keep(what, before);
    const figures = take();
    if (figures === null) return before;
    const text = JSON.stringify({ at: now, figures });
    const isWritten = await this.#redis.eval(REPLACE, 1, key, stored ?? '', text, KEPT_MS);
    if (isWritten === 1) return this.#keep(what, { at: now, figures });
    // Another gateway was first.
    const theirs = await this.#redis.get(key);
    return theirs === null ? null : this.#keep(what, this.#schema.parse(JSON.parse(theirs)));
  }

  #keep(what: string, taken: Taken<T>): Taken<T> {
    if (this.#kept.size > MOST_KEPT) this.#kept.clear();
    this.#kept.set(what, taken);
    return taken;
  }
}
