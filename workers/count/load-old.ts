/**
 * What a correction of an older day needs: sessions that have left Redis, out of the archive, and the sums in front of
 * a day that had no marks. Like every load this needs no lock: the commit finds out whether anybody wrote since.
 */
import type { Redis } from 'ioredis';
import { fromSessionNumber, SESSIONS, schoolYearOf, sessionNumber } from '../../shared/attendance/dates.ts';
import { addTallies, emptyTallies, type Tallies } from '../../shared/attendance/measures.ts';
import type { DayArchive } from '../../shared/node/archive/day-archive.ts';
import { partitionKeys } from '../../shared/redis/keys.ts';
import { decodeCounts, emptyCounts } from '../../shared/redis/layouts/counts.ts';
import type { Entry } from '../../shared/redis/layouts/entries.ts';
import { decodeLedgerRow } from '../../shared/redis/layouts/ledger.ts';
import { decodeMarks } from '../../shared/redis/layouts/marks.ts';
import { growSession, masksOf, type School, type YearBook } from './school.ts';

/** Where days are that have left Redis. */
export type OldDays = Pick<DayArchive, 'read'>;

/** What the loads work with. */
export interface LoadParts {
  redis: Redis;
  partition: number;
  schools: Map<number, School>;
  old: OldDays;
}

/** Opens a session from its packed marks; counts and minutes follow. */
export function openFromMarks(school: School, session: number, packed: Buffer): void {
  const masks = masksOf(school, session);
  const marks = decodeMarks(packed, masks.length);
  const book = { session, marks, masks, counts: emptyCounts(), minutes: [] };
  growSession(book, marks.rows.length - 1);
  school.sessions.set(session, book);
}

/** Opens the session of those schools that have marks on its day and none of it in Redis, if the archive has it. */
export async function loadOldSession(
  { partition, schools, old }: LoadParts,
  session: number,
  urns: readonly number[],
): Promise<void> {
  const day = session >> 1;
  const missing = urns.filter((urn) => {
    const school = schools.get(urn)!;
    return !school.sessions.has(session) && school.years.get(schoolYearOf(day))?.days.includes(day);
  });
  if (missing.length === 0) return;
  await old.read('state', partition, session, missing, (urn, value) =>
    openFromMarks(schools.get(urn)!, session, value),
  );
  const found = missing.filter((urn) => schools.get(urn)!.sessions.has(session));
  const bookOf = (urn: number) => schools.get(urn)!.sessions.get(session)!;
  await old.read('counts', partition, session, found, (urn, value) => {
    bookOf(urn).counts = decodeCounts(value);
  });
  await old.read('minutes', partition, session, found, (urn, value) => {
    bookOf(urn).minutes = Buffer.from(value);
  });
}

/** Loads the sums in front of each day that the entries begin, where their row is not kept. */
export async function loadSumsBefore(parts: LoadParts, entries: readonly Entry[]): Promise<void> {
  for (const entry of entries) {
    if (entry.kind !== 'register') continue;
    const school = parts.schools.get(entry.urn)!;
    const day = entry.session >> 1;
    const year = school.years.get(schoolYearOf(day))!;
    const before = year.days.findLast((other) => other < day);
    if (year.days.includes(day) || before === undefined || year.ledger.has(before)) continue;
    year.ledger.set(before, await sumsThrough(parts, entry.urn, year, before));
  }
}

/** Sums from 1 September through a day with marks: the nearest row kept, and the counts of the days behind it. */
async function sumsThrough(parts: LoadParts, urn: number, year: YearBook, day: number): Promise<Tallies> {
  const { redis, partition } = parts;
  const days = year.days.filter((other) => other <= day);
  const keyOf = (other: number) => partitionKeys.ledger(partition, fromSessionNumber(other * 2).date);
  const rows = await Promise.all(days.map((other) => redis.hgetBuffer(keyOf(other), String(urn))));
  const kept = rows.findLastIndex((row) => row !== null);
  const sums = kept < 0 ? emptyTallies() : decodeLedgerRow(rows[kept]!);
  for (const other of days.slice(kept + 1))
    for (const half of SESSIONS) await addCounts(parts, urn, sessionNumber(other, half), sums);
  return sums;
}

async function addCounts(parts: LoadParts, urn: number, session: number, sums: Tallies): Promise<void> {
  const { redis, partition, old } = parts;
  const { date, session: half } = fromSessionNumber(session);
  const add = (value: Buffer) => addTallies(sums, decodeCounts(value).tallies);
  const value = await redis.hgetBuffer(partitionKeys.counts(partition, date, half), String(urn));
  if (value) add(value);
  else await old.read('counts', partition, session, [urn], (_, archived) => add(archived));
}
