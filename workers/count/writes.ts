/** Turns what a batch has changed into the packed values the commit writes. */
import { fromSessionNumber, schoolYearStart } from '../../shared/attendance/dates.ts';
import { addTallies, type Tallies } from '../../shared/attendance/measures.ts';
import { rosterId } from '../../shared/attendance/roster.ts';
import { partitionKeys } from '../../shared/redis/keys.ts';
import { ByteWriter } from '../../shared/redis/layouts/bytes.ts';
import type { Change } from '../../shared/redis/layouts/changes.ts';
import { writeCounts } from '../../shared/redis/layouts/counts.ts';
import { encodeHistory } from '../../shared/redis/layouts/history.ts';
import { encodeDays, encodeLedgerRow } from '../../shared/redis/layouts/ledger.ts';
import { encodeMarks } from '../../shared/redis/layouts/marks.ts';
import { encodeMinutes } from '../../shared/redis/layouts/minutes.ts';
import { encodePersistent } from '../../shared/redis/layouts/persistent.ts';
import { encodeYearToDate } from '../../shared/redis/layouts/pupils.ts';
import { encodeQuarantine } from '../../shared/redis/layouts/quarantine.ts';
import type { Touched } from './apply.ts';
import { addToLedger, fromIdentityKey, type School, type SessionBook, type YearBook } from './school.ts';

/** Hash key to field and value in turn. */
export class HashWrites {
  readonly byKey = new Map<string, (string | Buffer)[]>();

  set(key: string, field: string, value: string | Buffer): void {
    const fields = this.byKey.get(key);
    if (fields) fields.push(field, value);
    else this.byKey.set(key, [field, value]);
  }
}

const writer = new ByteWriter();

/**
 * Settles the ledger and the versions of a touched school, and adds its values to `writes` and what readers must
 * hear of to `change`.
 */
export function writeSchool(
  partition: number,
  school: School,
  touched: Touched,
  writes: HashWrites,
  change: Change,
): void {
  const firstDays = settleLedger(school, touched.sessions);
  for (const book of touched.sessions.keys()) {
    book.counts.version++;
    change.counts.push({ urn: school.urn, session: book.session, counts: book.counts });
    writeSession(partition, school.urn, book, writes);
  }
  for (const year of touched.years) writeYear(partition, school.urn, year, firstDays.get(year), writes);
  for (const roster of touched.rosters)
    writes.set(partitionKeys.rosters(partition, school.urn), rosterId(roster), roster.packed);
  if (touched.rosters.length > 0) change.rosters.push(school.urn);
  if (touched.quarantine) writeQuarantine(partition, school, writes);
  for (const schoolYear of touched.historyYears) {
    const packed = encodeHistory(writer, school.history.get(schoolYear) ?? []);
    writes.set(partitionKeys.history(partition, schoolYear), String(school.urn), packed);
  }
  if (touched.historyYears.size > 0) change.history.push(school.urn);
}

/** Adds what each session gained to its ledger; returns the first day that moved of each year. */
function settleLedger(school: School, sessions: ReadonlyMap<SessionBook, Tallies>): Map<YearBook, number> {
  const firstDays = new Map<YearBook, number>();
  for (const [book, before] of sessions) {
    const day = book.session >> 1;
    for (const year of school.years.values()) {
      if (day < schoolYearStart(year.schoolYear) || day >= schoolYearStart(year.schoolYear + 1)) continue;
      const difference = book.counts.tallies.slice();
      addTallies(difference, before, -1);
      addToLedger(year, day, difference);
      firstDays.set(year, Math.min(day, firstDays.get(year) ?? day));
    }
  }
  return firstDays;
}

function writeSession(partition: number, urn: number, book: SessionBook, writes: HashWrites): void {
  const { date, session } = fromSessionNumber(book.session);
  writes.set(partitionKeys.state(partition, date, session), String(urn), encodeMarks(writer, book.marks));
  writeCounts(writer, book.counts);
  writes.set(partitionKeys.counts(partition, date, session), String(urn), writer.take());
  const minutes = Buffer.isBuffer(book.minutes) ? book.minutes : encodeMinutes(writer, book.minutes);
  writes.set(partitionKeys.minutes(partition, date, session), String(urn), minutes);
  book.minutes = minutes;
}

function writeYear(
  partition: number,
  urn: number,
  year: YearBook,
  firstDay: number | undefined,
  writes: HashWrites,
): void {
  const { schoolYear, days, ledger, pupils, persistent } = year;
  const field = String(urn);
  writes.set(partitionKeys.days(partition, schoolYear), field, encodeDays(days, schoolYearStart(schoolYear)));
  writes.set(partitionKeys.yearToDate(partition, schoolYear), field, encodeYearToDate(writer, pupils));
  writes.set(partitionKeys.persistent(partition, schoolYear), field, encodePersistent(writer, persistent));
  for (const [day, row] of ledger) {
    if (firstDay === undefined || day < firstDay) continue;
    const { date } = fromSessionNumber(day * 2);
    writes.set(partitionKeys.ledger(partition, date), field, encodeLedgerRow(writer, row));
  }
}

function writeQuarantine(partition: number, school: School, writes: HashWrites): void {
  const marks = [...school.quarantine].map(([key, reason]) => ({ ...fromIdentityKey(key), reason }));
  const packed = marks.length > 0 ? encodeQuarantine(writer, marks) : '';
  writes.set(partitionKeys.quarantine(partition), String(school.urn), packed);
}
