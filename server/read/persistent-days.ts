/** Persistent absentees as workers/jobs wrote them down, day by day: what a year is compared with. */
import type { Redis } from 'ioredis';
import { fromDay, toDay } from '../../shared/attendance/dates.ts';
import type { PersistentBySchool } from '../../shared/node/persistent-by-school.ts';
import { globalKeys } from '../../shared/redis/keys.ts';
import { decodePersistentDay } from '../../shared/redis/layouts/persistent-day.ts';

/** Where the day itself was not written down, one up to so many days before it stands for it. */
const NEAR_DAYS = 6;

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

/** The same day of last year. */
export async function readLastYear(redis: Redis, wanted: number): Promise<LastYear> {
  const days = (await redis.hkeys(globalKeys.persistentDays)).map(toDay);
  const since = days.length > 0 ? Math.min(...days) : null;
  const found = nearestDay(days, wanted);
  if (found === null) return { since, schools: new Map() };
  const bytes = await redis.hgetBuffer(globalKeys.persistentDays, fromDay(found));
  return { since, schools: bytes ? decodePersistentDay(bytes) : new Map() };
}
