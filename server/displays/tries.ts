/** Counts what somebody tries, over a quarter of an hour of real time, for every gateway together. */
import type { Redis } from 'ioredis';
import { globalKeys } from '../../shared/redis/keys.ts';
import { ProblemError } from '../http/problem.ts';

const WINDOW_SECONDS = 15 * 60;

/** Counts one more try of `who`; refuses with 429 from one too many on, and says when to come back. */
export async function countTry(redis: Redis, who: string, most: number, detail: string): Promise<void> {
  const key = globalKeys.displayTries(who);
  const tries = await redis.incr(key);
  const left = await redis.ttl(key);
  if (left < 0) await redis.expire(key, WINDOW_SECONDS);
  if (tries <= most) return;
  const seconds = left < 0 ? WINDOW_SECONDS : left;
  throw new ProblemError(429, 'too_many_tries', detail, { headers: { 'Retry-After': String(seconds) } });
}
