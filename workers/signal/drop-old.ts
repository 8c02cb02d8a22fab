/** What is no longer kept of signals by day. */
import { fromDay } from '../../shared/attendance/dates.ts';
import type { Store } from '../../shared/node/packed-values.ts';
import { partitionKeys } from '../../shared/redis/keys.ts';

/** Signals of a day are kept so many days, as long as the counts by minute. */
const KEEP_DAYS = 20;
/** An installation that stood still for longer than this leaves days behind. */
const BACK_DAYS = 40;

/** Drops the signals of the day that has passed, and of those before it on which nobody worked. @param today day number */
export async function dropOldSignals({ redis, partitions }: Store, today: number): Promise<void> {
  const passed = Array.from({ length: BACK_DAYS }, (_, back) => fromDay(today - KEEP_DAYS - back));
  for (let p = 0; p < partitions; p++)
    await redis.unlink(passed.map((date) => partitionKeys.signals(p, date)));
}
