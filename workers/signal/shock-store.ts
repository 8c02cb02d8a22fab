/** Shared shocks in Redis: what each close was decided with, and what was in force at every minute of a day. */
import type { Redis } from 'ioredis';
import { fromDay, londonTime, toDay } from '../../shared/attendance/dates.ts';
import { globalKeys } from '../../shared/redis/keys.ts';
import { ByteWriter } from '../../shared/redis/layouts/bytes.ts';
import { decodeShock, encodeShock } from '../../shared/redis/layouts/shocks.ts';
import type { DayShock } from '../../shared/signal/shock.ts';
import { CURRENT_SHOCK, LATER_PREFIX } from '../../shared/watch/shock-fields.ts';

/** Days on which the shocks by minute are all kept; then some of them, for `asOf` of an older day. */
const KEEP_ALL_DAYS = 20;
/** Longer than the summer holidays: a day is thinned on the first school day behind them. */
const THIN_BACK_DAYS = 60;
/** Contract: dates reach back to 1 September of last school year. */
const KEEP_DAYS = 730;
const writer = new ByteWriter();

export interface StoredClosings {
  shocks: Map<number, DayShock>;
  /** Days that were closed as they ended; of the others the shock was worked out later, and may be again. */
  decided: Set<number>;
}

export async function readClosings(redis: Redis, schoolYear: number): Promise<StoredClosings> {
  const stored = await redis.hgetallBuffer(globalKeys.closingShocks(schoolYear));
  const closings: StoredClosings = { shocks: new Map(), decided: new Set() };
  for (const [field, packed] of Object.entries(stored)) {
    const isLater = field.startsWith(LATER_PREFIX);
    const day = toDay(isLater ? field.slice(LATER_PREFIX.length) : field);
    if (isLater && closings.decided.has(day)) continue;
    closings.shocks.set(day, decodeShock(packed));
    if (!isLater) closings.decided.add(day);
  }
  return closings;
}

/** Writes shocks of days that were closed long ago. */
export async function writeLater(
  redis: Redis,
  schoolYear: number,
  shocks: ReadonlyMap<number, DayShock>,
): Promise<void> {
  const fields = [...shocks].flatMap(([day, shock]) => [
    LATER_PREFIX + fromDay(day),
    encodeShock(writer, shock),
  ]);
  if (fields.length > 0) await redis.hset(globalKeys.closingShocks(schoolYear), ...fields);
}

/** Writes the shock a day was closed with as it ended, once: of two workers the first has decided. Answers which. */
export async function decideClosing(
  redis: Redis,
  schoolYear: number,
  day: number,
  shock: DayShock,
): Promise<DayShock> {
  const key = globalKeys.closingShocks(schoolYear);
  await redis.hsetnx(key, fromDay(day), encodeShock(writer, shock));
  const stored = await redis.hgetBuffer(key, fromDay(day));
  return stored ? decodeShock(stored) : shock;
}

/** Writes the shock in force from an instant (ms) on; the first of a day thins those of days long gone. */
export async function writeInForce(
  redis: Redis,
  day: number,
  instant: number,
  shock: DayShock,
): Promise<void> {
  const key = globalKeys.shocks(fromDay(day));
  const isFirst = (await redis.exists(key)) === 0;
  await redis.hset(key, String(instant), encodeShock(writer, shock), CURRENT_SHOCK, String(instant));
  if (isFirst) await thinOldDays(redis, day);
}

async function thinOldDays(redis: Redis, today: number): Promise<void> {
  for (let back = 0; back < THIN_BACK_DAYS; back++) {
    await redis.unlink(globalKeys.shocks(fromDay(today - KEEP_DAYS - back)));
    const key = globalKeys.shocks(fromDay(today - KEEP_ALL_DAYS - back));
    const fields = await redis.hkeys(key);
    const passed = passedOver(fields.filter((field) => field !== CURRENT_SHOCK).map(Number));
    if (passed.length > 0) await redis.hdel(key, ...passed.map(String));
  }
}

/**
 * Of the instants (ms) of a day those that go: what is left is what was in force at every full ten minutes while
 * registers come in (08:30 to 10:30, 13:00 to 14:00 London), at other times at every full hour, and the day's last.
 */
export function passedOver(instants: readonly number[]): number[] {
  const order = instants.toSorted((a, b) => a - b);
  return order.filter((at, i) => i + 1 < order.length && nextKept(at) >= order[i + 1]);
}

const MINUTE_MS = 60_000;
const BUSY_MINUTES = [
  [8 * 60 + 30, 10 * 60 + 30],
  [13 * 60, 14 * 60],
] as const;

/** The first instant from `at` on at which a day that was thinned can be asked for exactly. */
function nextKept(at: number): number {
  for (let full = Math.ceil(at / (10 * MINUTE_MS)) * 10 * MINUTE_MS; ; full += 10 * MINUTE_MS) {
    const { minute } = londonTime(full);
    const isBusy = BUSY_MINUTES.some(([from, to]) => minute >= from && minute <= to);
    if (isBusy || minute % 60 === 0) return full;
  }
}

/** The shock in force now; undefined before the first of the day. */
export async function readInForce(redis: Redis, day: number): Promise<DayShock | undefined> {
  const key = globalKeys.shocks(fromDay(day));
  const instant = await redis.hget(key, CURRENT_SHOCK);
  const packed = instant === null ? null : await redis.hgetBuffer(key, instant);
  return packed ? decodeShock(packed) : undefined;
}
