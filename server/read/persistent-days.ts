/**
 * Persistent absentees day by day. They are counted year to date and move on: what stood a year ago is only there if it was
 * written down then. A day is written down once, by the first gateway that has counted it whole.
 */
import type { Redis } from 'ioredis';
import { fromDay, toDay } from '../../shared/attendance/dates.ts';
import { globalKeys } from '../../shared/redis/keys.ts';
import {
  decodePersistentDay,
  encodePersistentDay,
  type PersistentOf,
} from '../../shared/redis/layouts/persistent-day.ts';

/** A day is needed 52 weeks later; longer than this nobody compares with it. */
const KEPT_DAYS = 60 * 7;
/** Where the day itself was a holiday or nobody looked, one up to so many days before it stands for it. */
const NEAR_DAYS = 6;

export type PersistentBySchool = ReadonlyMap<number, PersistentOf>;

/** What there is of last year. */
export interface LastYear {
  /** The first day written down, as a day number; null before any. */
  since: number | null;
  /** Schools of the day compared with; empty where there is none. */
  schools: PersistentBySchool;
}

/** The latest of some days that is not after the one wanted, nor much before it; null without one. */
export function nearestDay(days: readonly number[], wanted: number): number | null {
  const near = days.filter((day) => day <= wanted && day >= wanted - NEAR_DAYS);
  return near.length > 0 ? Math.max(...near) : null;
}

/** Writes a day down unless it is; days that nobody needs any more go. */
export async function keepDay(redis: Redis, day: number, schools: PersistentBySchool): Promise<void> {
  const key = globalKeys.persistentDays;
  if ((await redis.hexists(key, fromDay(day))) === 1) return;
  await redis.hsetnx(key, fromDay(day), encodePersistentDay(schools));
  const old = (await redis.hkeys(key)).filter((date) => toDay(date) < day - KEPT_DAYS);
  if (old.length > 0) await redis.hdel(key, ...old);
}

/** The same day of last year. */
export async function readLastYear(redis: Redis, wanted: number): Promise<LastYear> {
  const days = (await redis.hkeys(globalKeys.persistentDays)).map(toDay);
  const since = days.length > 0 ? Math.min(...days) : null;
  const found = nearestDay(days, wanted);
  if (found === null) return { since, schools: new Map() };
  const bytes = await redis.hgetBuffer(globalKeys.persistentDays, fromDay(found));
  return { since, schools: bytes ? decodePersistentDay(bytes) : new Map() };
}
