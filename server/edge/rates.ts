/**
 * How often one reader, and one address, may ask. Redis holds the counts for all servers together; while it is away
 * each server counts by itself, so that a limit neither vanishes nor shuts everybody out.
 *
 * Redis writes to disk before it answers, so a reader's requests are counted here and reported fifty at a time: who
 * asks less than that in a second costs Redis nothing.
 */
import type { RequestHandler } from 'express';
import type { Redis } from 'ioredis';
import {
  type RateLimiterAbstract,
  RateLimiterMemory,
  RateLimiterRedis,
  RateLimiterRes,
} from 'rate-limiter-flexible';
import { ProblemError } from '../http/problem.ts';

/** Requests a second of one token or session, over all servers; the contract's floor is 200. */
export const READER_RATE = 1000;
const REPORT_EVERY = 50;
const MINUTE_SECONDS = 60;
/** Failed attempts to be somebody, a minute and address: a school or an office may share one. */
const STRANGER_RATE = 120;
/** Sign-ins begun or come back from, a minute and address: a whole department arrives at nine. */
const SIGN_IN_RATE = 600;
const MOST_READERS = 50_000;

export interface Rates {
  /** Counts a request by what its reader was let in by. @throws ProblemError 429 when there were too many */
  reader(key: string): Promise<void>;
  /** Counts a failed attempt. @throws ProblemError 429 when there were too many from this address */
  stranger(address: string): Promise<void>;
  /** Counts a sign-in. @throws ProblemError 429 when there were too many from this address */
  signIn(address: string): Promise<void>;
}

function tooOften(waitMs: number): ProblemError {
  const seconds = Math.max(1, Math.ceil(waitMs / 1000));
  const detail = `Too many requests; go on in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}.`;
  return new ProblemError(429, 'too_often', detail, { headers: { 'Retry-After': String(seconds) } });
}

function limiter(redis: Redis, name: string, points: number, duration: number): RateLimiterAbstract {
  return new RateLimiterRedis({
    storeClient: redis,
    keyPrefix: `limit:{access}:${name}`,
    points,
    duration,
    rejectIfRedisNotReady: true,
    insuranceLimiter: new RateLimiterMemory({ points, duration }),
  });
}

/** How long to wait; 0 when there is no need. */
async function waitOf(limit: RateLimiterAbstract, key: string, points: number): Promise<number> {
  try {
    await limit.consume(key, points);
    return 0;
  } catch (refused) {
    // Anything else is a limiter that does not work, and that must stop nobody.
    return refused instanceof RateLimiterRes ? refused.msBeforeNext : 0;
  }
}

interface Asked {
  second: number;
  requests: number;
  /** Instant in ms until which this reader is refused without asking Redis. */
  refusedUntil: number;
}

/** @param now real time, ms */
export function createRates(redis: Redis, now: () => number, readerRate = READER_RATE): Rates {
  const readers = limiter(redis, 'reader', readerRate, 1);
  const strangers = limiter(redis, 'stranger', STRANGER_RATE, MINUTE_SECONDS);
  const signIns = limiter(redis, 'sign-in', SIGN_IN_RATE, MINUTE_SECONDS);
  const asked = new Map<string, Asked>();
  const byAddress = async (limit: RateLimiterAbstract, address: string) => {
    const wait = await waitOf(limit, address, 1);
    if (wait > 0) throw tooOften(wait);
  };
  return {
    async reader(key) {
      // The fixed tokens are everybody's on this machine, and of no other.
      if (key.startsWith('demo:')) return;
      const at = now();
      const second = Math.floor(at / 1000);
      const held = asked.get(key) ?? { second, requests: 0, refusedUntil: 0 };
      if (asked.size > MOST_READERS) asked.clear();
      asked.set(key, held);
      if (held.refusedUntil > at) throw tooOften(held.refusedUntil - at);
      if (held.second !== second) Object.assign(held, { second, requests: 0 });
      if (++held.requests % REPORT_EVERY !== 0) return;
      const wait = await waitOf(readers, key, REPORT_EVERY);
      if (wait === 0) return;
      held.refusedUntil = at + wait;
      throw tooOften(wait);
    },
    stranger: (address) => byAddress(strangers, address),
    signIn: (address) => byAddress(signIns, address),
  };
}

/** Sign-ins by account, and where they come back to. */
const SIGN_IN_PATHS = new Set(['/session/sign-in', '/session/callback', '/session/back-channel']);

export function limitSignIns(rates: Rates): RequestHandler {
  return (request, _, next) => {
    // Routes are found by any spelling of their case, and with a slash at the end.
    const path = request.path.toLowerCase().replace(/\/+$/, '');
    const isSignIn = SIGN_IN_PATHS.has(path) || (path === '/session' && request.method === 'POST');
    if (!isSignIn) return next();
    rates.signIn(request.ip ?? '').then(() => next(), next);
  };
}
