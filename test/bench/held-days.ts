/**
 * An installation as it is at the end of July: fifteen days held, the ledger of a year, three years of imported history.
 * What is laid in weighs what it weighs then; nobody asks for its figures.
 */
import type { Redis } from 'ioredis';
import {
  fromDay,
  SESSIONS,
  schoolYearOf,
  schoolYearStart,
  toDay,
  weekday,
} from '../../shared/attendance/dates.ts';
import { readLayout } from '../../shared/node/layout-record.ts';
import { connectRedis } from '../../shared/node/redis.ts';
import { partitionKeys } from '../../shared/redis/keys.ts';
import { ByteWriter } from '../../shared/redis/layouts/bytes.ts';
import { decodeHistory, encodeHistory, type HistorySession } from '../../shared/redis/layouts/history.ts';
import { decodeLedgerRow, encodeLedgerRow } from '../../shared/redis/layouts/ledger.ts';
import { decodeYearToDate, encodeYearToDate } from '../../shared/redis/layouts/pupils.ts';
import { decodeSeries, encodeSeries } from '../../shared/redis/layouts/series.ts';
import { daySums, emptySeries, putDay } from '../../shared/signal/series.ts';

const SATURDAY = 6;
const SUNDAY = 0;
/** Rows of the ledger that are kept in July: 21 days and ten month ends (docs/data-over-time.md). */
const LEDGER_ROWS = 31;
/** School days of a year. */
const YEAR_DAYS = 190;
const HISTORY_YEARS = 3;

const writer = new ByteWriter();

/** Makes of an installation that has counted `date` one of the end of July, of `days` held days. */
export async function holdDays(redisUrl: string, date: string, days: number): Promise<void> {
  const redis = connectRedis(redisUrl);
  const { partitions } = (await readLayout(redis)) ?? { partitions: 0 };
  for (let p = 0; p < partitions; p++) {
    for (const before of daysBefore(date, days - 1)) await copyDay(redis, p, date, before);
    await fillLedger(redis, p, date);
    await fillYear(redis, p, schoolYearOf(toDay(date)));
    await fillHistory(redis, p, schoolYearOf(toDay(date)));
  }
  redis.disconnect();
}

/** The school days before a date, the latest first. */
function daysBefore(date: string, count: number): string[] {
  const days: string[] = [];
  for (let day = toDay(date) - 1; days.length < count; day--) if (isSchoolDay(day)) days.push(fromDay(day));
  return days;
}

function isSchoolDay(day: number): boolean {
  return weekday(day) !== SATURDAY && weekday(day) !== SUNDAY;
}

/** Marks, counts and logs by minute, and the signals as they were decided. */
async function copyDay(redis: Redis, partition: number, date: string, before: string): Promise<void> {
  for (const session of SESSIONS)
    for (const keyOf of [partitionKeys.state, partitionKeys.counts, partitionKeys.minutes]) {
      const packed = await redis.dumpBuffer(keyOf(partition, date, session));
      if (packed) await redis.restore(keyOf(partition, before, session), 0, packed, 'REPLACE');
    }
  const signals = await redis.dumpBuffer(partitionKeys.signals(partition, date));
  if (signals) await redis.restore(partitionKeys.signals(partition, before), 0, signals, 'REPLACE');
}

/** Rows of as many dates as in July, with the sums of a year. */
async function fillLedger(redis: Redis, partition: number, date: string): Promise<void> {
  const rows = await redis.hgetallBuffer(partitionKeys.ledger(partition, date));
  const ofYear = Object.entries(rows).flatMap(([urn, packed]) => {
    const sums = decodeLedgerRow(packed).map((number) => number * YEAR_DAYS);
    return [urn, encodeLedgerRow(writer, sums)];
  });
  if (ofYear.length === 0) return;
  for (const before of daysBefore(date, LEDGER_ROWS))
    await redis.hset(partitionKeys.ledger(partition, before), ...ofYear);
}

/** Sessions of every pupil as at a year's end, and a year of schools' own days: as that of last year it misleads nobody. */
async function fillYear(redis: Redis, partition: number, schoolYear: number): Promise<void> {
  const ofPupils = await redis.hgetallBuffer(partitionKeys.yearToDate(partition, schoolYear));
  for (const [urn, packed] of Object.entries(ofPupils)) {
    const { possible, absent } = decodeYearToDate(packed);
    const wholeYear = (sessions: Uint16Array) => sessions.map((number) => number * YEAR_DAYS);
    const year = encodeYearToDate(writer, { possible: wholeYear(possible), absent: wholeYear(absent) });
    await redis.hset(partitionKeys.yearToDate(partition, schoolYear), urn, year);
  }
  const ofSchools = await redis.hgetallBuffer(partitionKeys.series(partition, schoolYear));
  for (const [urn, packed] of Object.entries(ofSchools)) {
    const own = decodeSeries(packed);
    if (own.count === 0) continue;
    const year = emptySeries(YEAR_DAYS);
    for (const day of schoolDaysOf(schoolYear - 1)) putDay(year, day, daySums(own, 0));
    await redis.hset(partitionKeys.series(partition, schoolYear - 1), urn, encodeSeries(writer, year));
  }
}

/** Every session of the years before, each with the numbers of one that the school has sent. */
async function fillHistory(redis: Redis, partition: number, schoolYear: number): Promise<void> {
  const known = await redis.hgetallBuffer(partitionKeys.history(partition, schoolYear));
  for (let year = schoolYear - HISTORY_YEARS; year < schoolYear; year++) {
    const filled = Object.entries(known).flatMap(([urn, packed]) => [
      urn,
      encodeHistory(writer, wholeYear(year, decodeHistory(packed))),
    ]);
    if (filled.length > 0) await redis.hset(partitionKeys.history(partition, year), ...filled);
  }
}

function wholeYear(year: number, like: readonly HistorySession[]): HistorySession[] {
  return schoolDaysOf(year).flatMap((day, i) =>
    SESSIONS.map((_, half) => ({
      ...like[(i * SESSIONS.length + half) % like.length],
      session: day * SESSIONS.length + half,
    })),
  );
}

function schoolDaysOf(schoolYear: number): number[] {
  const days: number[] = [];
  for (let day = schoolYearStart(schoolYear); days.length < YEAR_DAYS; day++)
    if (isSchoolDay(day)) days.push(day);
  return days;
}
