/** An installation that has held a day for fifteen: what Redis then has to load is what it has in the middle of term. */
import { fromDay, SESSIONS, toDay, weekday } from '../../shared/attendance/dates.ts';
import { readLayout } from '../../shared/node/layout-record.ts';
import { connectRedis } from '../../shared/node/redis.ts';
import { partitionKeys } from '../../shared/redis/keys.ts';

const SATURDAY = 6;
const SUNDAY = 0;
/** Rows of the ledger that are kept: 21 days and the month ends so far (docs/data-over-time.md). */
const LEDGER_ROWS = 24;

/** The school days before a date, the latest first. */
function daysBefore(date: string, count: number): string[] {
  const days: string[] = [];
  for (let day = toDay(date) - 1; days.length < count; day--)
    if (weekday(day) !== SATURDAY && weekday(day) !== SUNDAY) days.push(fromDay(day));
  return days;
}

/**
 * Copies marks, counts and logs by minute of a date to the school days before it, so that as many are held as are in
 * term, and its ledger rows. The copies weigh what days weigh; nobody asks for their figures.
 * @returns MB that Redis holds then
 */
export async function holdDays(redisUrl: string, date: string, days: number): Promise<number> {
  const redis = connectRedis(redisUrl);
  const { partitions } = (await readLayout(redis)) ?? { partitions: 0 };
  const copy = async (from: string, to: string) => {
    const packed = await redis.dumpBuffer(from);
    if (packed) await redis.restore(to, 0, packed, 'REPLACE');
  };
  for (let p = 0; p < partitions; p++) {
    for (const before of daysBefore(date, days - 1))
      for (const session of SESSIONS)
        for (const keyOf of [partitionKeys.state, partitionKeys.counts, partitionKeys.minutes])
          await copy(keyOf(p, date, session), keyOf(p, before, session));
    for (const before of daysBefore(date, LEDGER_ROWS - 1))
      await copy(partitionKeys.ledger(p, date), partitionKeys.ledger(p, before));
  }
  const used = /used_memory:(\d+)/.exec(await redis.info('memory'))?.[1];
  redis.disconnect();
  return Number(used) / 1e6;
}
