/**
 * What a correction of an older day needs: sessions that have left Redis, out of the archive, and the sums in front of
 * a day that had no marks. Like every load this needs no lock: the commit finds out whether anybody wrote since.
 */
import { fromSessionNumber, SESSIONS, schoolYearOf, sessionNumber } from '../../shared/attendance/dates.ts';
import { addTallies, emptyTallies, type Tallies } from '../../shared/attendance/measures.ts';
import type { DayArchive } from '../../shared/node/archive/day-archive.ts';
import { partitionKeys } from '../../shared/redis/keys.ts';
import { decodeCounts, emptyCounts } from '../../shared/redis/layouts/counts.ts';
import type { Entry } from '../../shared/redis/layouts/entries.ts';
import { decodeLedgerRow } from '../../shared/redis/layouts/ledger.ts';
import { decodeMarks } from '../../shared/redis/layouts/marks.ts';
import { type ReadFrom, RoundTrip } from './round-trip.ts';
import { growSession, masksOf, type School, type YearBook } from './school.ts';

/** Where days are that have left Redis. */
export type OldDays = Pick<DayArchive, 'read'>;

/** What the loads work with. */
export interface LoadParts extends ReadFrom {
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
  const days = year.days.filter((other) => other <= day);
  const { kept, sums } = await nearestRow(parts, urn, days);
  for (const other of days.slice(kept + 1))
    for (const half of SESSIONS) await addCounts(parts, urn, sessionNumber(other, half), sums);
  return sums;
}

/** The row of the last of the days that has one, and which that is; -1 and no sums when none has. */
async function nearestRow(
  parts: LoadParts,
  urn: number,
  days: readonly number[],
): Promise<{ kept: number; sums: Tallies }> {
  const nearest = { kept: -1, sums: emptyTallies() };
  const trip = new RoundTrip(parts);
  days.forEach((day, i) => {
    trip.fields(partitionKeys.ledger(parts.partition, fromSessionNumber(day * 2).date), [urn], (_, row) => {
      nearest.kept = i;
      nearest.sums = decodeLedgerRow(row);
    });
  });
  await trip.run();
  return nearest;
}

async function addCounts(parts: LoadParts, urn: number, session: number, sums: Tallies): Promise<void> {
  const { partition, old } = parts;
  const { date, session: half } = fromSessionNumber(session);
  const add = (value: Buffer) => addTallies(sums, decodeCounts(value).tallies);
  let isHeld = false;
  const trip = new RoundTrip(parts);
  trip.fields(partitionKeys.counts(partition, date, half), [urn], (_, value) => {
    isHeld = true;
    add(value);
  });
  await trip.run();
  if (!isHeld) await old.read('counts', partition, session, [urn], (_, archived) => add(archived));
}
