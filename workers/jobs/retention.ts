import { fromDay, londonTime, SESSIONS, toDay } from '../../shared/attendance/dates.ts';
import { partitionKeys } from '../../shared/redis/keys.ts';
import type { JobParts } from './job.ts';

/** Counts by minute are kept this many days (design, *Flow*). */
const KEEP_DAYS = 20;
/** How far back a run looks: a fortnight of missed runs is made good. */
const LOOK_BACK_DAYS = 14;

/** Drops the counts by minute of sessions older than 20 days; the counts themselves stay. */
export async function dropOldMinutes({ redis, config, clock }: JobParts): Promise<void> {
  const today = toDay(londonTime(clock.now()).date);
  for (let day = today - KEEP_DAYS - LOOK_BACK_DAYS; day < today - KEEP_DAYS; day++) {
    for (let partition = 0; partition < config.partitions; partition++) {
      const keys = SESSIONS.map((session) => partitionKeys.minutes(partition, fromDay(day), session));
      await redis.unlink(...keys);
    }
  }
}
