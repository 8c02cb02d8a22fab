/**
 * Moves days that have left the window from Redis to day files. In this order: the file is written, synced and in
 * place; then one script notes it and drops what is in it and has not changed since. Whatever dies in between, a value
 * is in Redis, in the file that Redis names, or in both.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { Redis, Result } from 'ioredis';
import { fromDay, SESSIONS, schoolYearOf, schoolYearStart } from '../../shared/attendance/dates.ts';
import { dayField, dayFilePath, listDayFiles } from '../../shared/node/archive/day-archive.ts';
import {
  DAY_KINDS,
  DayFile,
  type DayValues,
  emptyDayValues,
  encodeDayFile,
  putHalf,
} from '../../shared/node/archive/day-file.ts';
import { writeWhole } from '../../shared/node/archive/durable-file.ts';
import { crashPoint } from '../../shared/node/crash-points.ts';
import { partitionKeys } from '../../shared/redis/keys.ts';
import { decodeDays } from '../../shared/redis/layouts/ledger.ts';
import { keepsLedgerRow, type Window, windowStart } from './window.ts';

declare module 'ioredis' {
  interface RedisCommander<Context> {
    retireDay(...keysAndArguments: (string | number)[]): Result<number, Context>;
  }
}

/** To be given to the connection: `scripts` of ioredis. */
export const retireScripts = {
  retireDay: { numberOfKeys: 7, lua: readFileSync(new URL('./retire.lua', import.meta.url), 'utf8') },
};

export interface OldDaysParts {
  /** With `retireScripts`. */
  redis: Redis;
  archive: string;
  partitions: number;
  /** School days that stay. */
  window: Window;
}

/** Days with marks of each school of a partition, by school year. */
type MarkedDays = Map<number, Map<number, number[]>>;

/** What a round moved. */
export interface Moved {
  /** Day files written. */
  files: number;
  bytes: number;
  /** Ledger rows dropped. */
  rows: number;
}

/** Moves everything that has left the window as of `today` (a day number). Running it again does no harm. */
export async function moveOldDays(parts: OldDaysParts, today: number): Promise<Moved> {
  const marked: MarkedDays[] = [];
  for (let p = 0; p < parts.partitions; p++) marked.push(await readMarkedDays(parts.redis, p, today));
  const all = new Set(
    marked.flatMap((years) => [...years.values()].flatMap((schools) => [...schools.values()].flat())),
  );
  const stateFrom = windowStart(all, today, parts.window.stateDays);
  const ledgerFrom = windowStart(all, today, parts.window.ledgerDays);
  const moved: Moved = { files: 0, bytes: 0, rows: 0 };
  for (let p = 0; p < parts.partitions; p++) {
    const days = [...new Set([...marked[p].values()].flatMap((schools) => [...schools.values()].flat()))];
    for (const day of await stillHeld(
      parts.redis,
      p,
      days.filter((other) => other < stateFrom),
    )) {
      moved.bytes += await moveDay(parts, p, day);
      moved.files++;
    }
    moved.rows += await dropLedgerRows(
      parts.redis,
      p,
      days.filter((other) => other < ledgerFrom),
      marked[p],
      today,
    );
  }
  return moved;
}

async function readMarkedDays(redis: Redis, p: number, today: number): Promise<MarkedDays> {
  const marked: MarkedDays = new Map();
  const thisYear = schoolYearOf(today);
  for (const schoolYear of [thisYear - 1, thisYear, thisYear + 1]) {
    const hash = await redis.hgetallBuffer(partitionKeys.days(p, schoolYear));
    const schools = Object.entries(hash).map(
      ([urn, bitmap]) => [Number(urn), decodeDays(bitmap, schoolYearStart(schoolYear))] as const,
    );
    marked.set(schoolYear, new Map(schools));
  }
  return marked;
}

/** Those of the days of which Redis holds any session. */
async function stillHeld(redis: Redis, p: number, days: readonly number[]): Promise<number[]> {
  const held = await Promise.all(
    days.map((day) => redis.exists(...SESSIONS.map((half) => partitionKeys.counts(p, fromDay(day), half)))),
  );
  return days.filter((_, i) => held[i] > 0);
}

/** Archives one day of a partition; answers the bytes of its file. */
export async function moveDay(
  { redis, archive, partitions }: OldDaysParts,
  p: number,
  day: number,
): Promise<number> {
  const date = fromDay(day);
  const noted = Number((await redis.hget(partitionKeys.archive(p), dayField(date))) ?? 0);
  const before =
    noted > 0 ? await (await DayFile.open(dayFilePath(archive, p, date, noted))).readAll() : emptyDayValues();
  const held = await readHeld(redis, p, date);
  for (const kind of DAY_KINDS)
    for (const [urn, halves] of held[kind])
      for (const [half, value] of halves.entries()) if (value) putHalf(before[kind], urn, half, value);
  const onDisk = (await listDayFiles(archive, p)).filter((file) => file.date === date);
  const version = Math.max(noted, ...onDisk.map((file) => file.version)) + 1;
  const content = await encodeDayFile({ day, partition: p, partitions, version }, before);
  const path = dayFilePath(archive, p, date, version);
  await writeWhole(path, content, () => crashPoint('archive:day-written'));
  // Read back before anything is dropped: a disk that does not keep what it is given is found out here.
  await (await DayFile.open(path)).readAll();
  crashPoint('archive:day-in-place');
  await redis.retireDay(...retireKeys(p, date), dayField(date), version, ...retireArguments(held));
  crashPoint('archive:day-recorded');
  // Somebody may just be reading the version before.
  for (const file of onDisk) if (file.version !== noted) await rm(file.path, { force: true });
  return content.length;
}

/** What Redis holds of a date, at one instant: counts that do not belong to their marks would let marks be dropped. */
async function readHeld(redis: Redis, p: number, date: string): Promise<DayValues> {
  const values = emptyDayValues();
  const asked = DAY_KINDS.flatMap((kind) => SESSIONS.map((session, half) => ({ kind, session, half })));
  const transaction = redis.multi();
  for (const { kind, session } of asked) transaction.hgetallBuffer(partitionKeys[kind](p, date, session));
  const answers = (await transaction.exec()) ?? [];
  asked.forEach(({ kind, half }, i) => {
    const [error, hash] = answers[i];
    if (error) throw error;
    for (const [urn, value] of Object.entries(hash as Record<string, Buffer>))
      putHalf(values[kind], Number(urn), half, value);
  });
  return values;
}

function retireKeys(p: number, date: string): string[] {
  const sessions = SESSIONS.flatMap((session) => [
    partitionKeys.counts(p, date, session),
    partitionKeys.state(p, date, session),
    partitionKeys.minutes(p, date, session),
  ]);
  return [partitionKeys.archive(p), ...sessions];
}

function retireArguments(held: DayValues): (string | number)[] {
  return SESSIONS.flatMap((_, half) => {
    const schools = [...held.counts].flatMap(([urn, halves]) => {
      const counts = halves[half];
      return counts ? [String(urn), createHash('sha1').update(counts).digest('hex')] : [];
    });
    return [schools.length / 2, ...schools];
  });
}

/** Drops the ledger rows of older days that no school keeps; answers how many. */
async function dropLedgerRows(
  redis: Redis,
  p: number,
  days: readonly number[],
  marked: MarkedDays,
  today: number,
): Promise<number> {
  const held = await Promise.all(days.map((day) => redis.hlen(partitionKeys.ledger(p, fromDay(day)))));
  let dropped = 0;
  for (const [i, day] of days.entries()) {
    const schools = [...(marked.get(schoolYearOf(day)) ?? [])].filter(([, own]) => own.includes(day));
    // Only of schools known to have marks behind the day: a row that came since may be a school's newest.
    const unkept = schools.filter(([, own]) => !keepsLedgerRow(day, own, today)).map(([urn]) => String(urn));
    if (unkept.length > 0 && held[i] > schools.length - unkept.length)
      dropped += await redis.hdel(partitionKeys.ledger(p, fromDay(day)), ...unkept);
  }
  return dropped;
}
