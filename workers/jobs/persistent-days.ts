/**
 * Each night: persistent absentees are written down by school. They are counted year to date and move on: what stood a
 * year ago is only there if it was written down then.
 */
import type { Redis } from 'ioredis';
import { fromDay, londonTime, schoolYearOf, toDay } from '../../shared/attendance/dates.ts';
import { type PersistentBySchool, readPersistentBySchool } from '../../shared/node/persistent-by-school.ts';
import { allSchools } from '../../shared/node/pupils/find.ts';
import { globalKeys } from '../../shared/redis/keys.ts';
import { encodePersistentDay } from '../../shared/redis/layouts/persistent-day.ts';
import type { JobParts } from './job.ts';

/** A day is needed 52 weeks later; longer than this nobody compares with it. */
const KEPT_DAYS = 60 * 7;
const DAY_CLOSES = '18:00';
const NEXT_BEGINS = '08:00';

/** The day whose registers are all in and the next one's not yet, as a day number; null in the course of a day. */
export function closedDayAt(now: number): number | null {
  const { date, clock } = londonTime(now);
  if (clock >= DAY_CLOSES) return toDay(date);
  return clock < NEXT_BEGINS ? toDay(date) - 1 : null;
}

/** Writes a day down unless it is; days that nobody needs any more go. */
export async function keepDay(redis: Redis, day: number, schools: PersistentBySchool): Promise<void> {
  const key = globalKeys.persistentDays;
  await redis.hsetnx(key, fromDay(day), encodePersistentDay(schools));
  const old = (await redis.hkeys(key)).filter((date) => toDay(date) < day - KEPT_DAYS);
  if (old.length > 0) await redis.hdel(key, ...old);
}

/** Writes the day that has closed down, once; nothing in the course of a day. */
export async function keepPersistentDay({ redis, config, clock, logger }: JobParts): Promise<void> {
  const day = closedDayAt(clock.now());
  if (day === null || (await redis.hexists(globalKeys.persistentDays, fromDay(day))) === 1) return;
  const urns = await allSchools(redis);
  const store = { redis, partitions: config.partitions };
  const schools = await readPersistentBySchool(store, urns, schoolYearOf(day));
  // Half loaded, it is no count of that day: the next run looks again.
  if (schools.size === 0 || schools.size < urns.length / 2) return;
  await keepDay(redis, day, schools);
  logger.info({ date: fromDay(day), schools: schools.size }, 'persistent_absentees_kept');
}
