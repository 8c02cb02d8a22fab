/** Shared shocks in Redis: what each close was decided with, and what was in force at every minute of a day. */
import type { Redis } from 'ioredis';
import { fromDay, toDay } from '../../shared/attendance/dates.ts';
import { globalKeys } from '../../shared/redis/keys.ts';
import { ByteWriter } from '../../shared/redis/layouts/bytes.ts';
import { decodeShock, encodeShock } from '../../shared/redis/layouts/shocks.ts';
import type { DayShock } from '../../shared/signal/shock.ts';
import { CURRENT_SHOCK, LATER_PREFIX } from '../../shared/watch/shock-fields.ts';

/** Days on which the shocks by minute are kept, as long as the counts by minute. */
const KEEP_DAYS = 20;
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

/** Writes the shock in force from an instant (ms) on; drops those of days no longer kept. */
export async function writeInForce(
  redis: Redis,
  day: number,
  instant: number,
  shock: DayShock,
): Promise<void> {
  const key = globalKeys.shocks(fromDay(day));
  await redis.hset(key, String(instant), encodeShock(writer, shock), CURRENT_SHOCK, String(instant));
  await redis.unlink(globalKeys.shocks(fromDay(day - KEEP_DAYS)));
}

/** The shock in force now; undefined before the first of the day. */
export async function readInForce(redis: Redis, day: number): Promise<DayShock | undefined> {
  const key = globalKeys.shocks(fromDay(day));
  const instant = await redis.hget(key, CURRENT_SHOCK);
  const packed = instant === null ? null : await redis.hgetBuffer(key, instant);
  return packed ? decodeShock(packed) : undefined;
}
