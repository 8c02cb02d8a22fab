/** A school's days as the signal counts them: its own statutory sums where a day has marks, else imported history. */
import { STATUTORY } from '../attendance/cohorts.ts';
import { schoolYearStart } from '../attendance/dates.ts';
import { type Measures, measuresOf, type Tallies } from '../attendance/measures.ts';
import type { HistorySession } from '../redis/layouts/history.ts';
import { type DaySeries, type DaySums, daySums, emptySeries, findDay, putDay } from '../signal/series.ts';

/** Sums of one session, pupils of statutory age. */
export type SessionSums = Pick<Measures, 'possible' | 'attending' | 'marked' | 'onRoll'>;

/** A day nobody has said anything of. */
export function noSums(): DaySums {
  return {
    possibleAm: 0,
    attendingAm: 0,
    markedAm: 0,
    onRollAm: 0,
    possiblePm: 0,
    attendingPm: 0,
    markedPm: 0,
    onRollPm: 0,
  };
}

/** Sums of a session out of its tallies; undefined while nobody at all is marked: such a session is not own yet. */
export function sessionSums(tallies: Tallies): SessionSums | undefined {
  return measuresOf(tallies, 0).marked === 0 ? undefined : measuresOf(tallies, STATUTORY);
}

/** Writes a session (0 morning, 1 afternoon) into a day's sums. */
export function putSession(sums: DaySums, half: number, session: SessionSums): void {
  const { possible, attending, marked, onRoll } = session;
  if (half === 0) {
    sums.possibleAm = possible;
    sums.attendingAm = attending;
    sums.markedAm = marked;
    sums.onRollAm = onRoll;
  } else {
    sums.possiblePm = possible;
    sums.attendingPm = attending;
    sums.markedPm = marked;
    sums.onRollPm = onRoll;
  }
}

/** Imported sessions as days: all who are possible are marked. */
export function historyDays(sessions: Iterable<HistorySession>): DaySeries {
  const series = emptySeries();
  for (const { session, possible, attending } of sessions) {
    const at = findDay(series, session >> 1);
    const sums = at < 0 ? noSums() : daySums(series, at);
    putSession(sums, session & 1, { possible, attending, marked: possible, onRoll: possible });
    putDay(series, session >> 1, sums);
  }
  return series;
}

/** Imported days with the school's own over them: a day that has marks is its own alone. */
export function joinDays(imported: DaySeries, own: DaySeries): DaySeries {
  const joined: DaySeries = {
    count: imported.count,
    days: imported.days.slice(),
    sums: imported.sums.slice(),
  };
  for (let i = 0; i < own.count; i++) putDay(joined, own.days[i], daySums(own, i));
  return joined;
}

const BITMAP_BYTES = 46;

/** A school's days of a school year, and the bits, from 1 September, of those that have marks: they are its own. */
export interface SchoolDaysSoFar {
  readonly series: DaySeries;
  readonly ownDays: Uint8Array;
}

export function noOwnDays(): Uint8Array {
  return new Uint8Array(BITMAP_BYTES);
}

export function isOwn(ownDays: Uint8Array, offset: number): boolean {
  return (ownDays[offset >> 3] & (1 << (offset & 7))) !== 0;
}

export function setOwn(ownDays: Uint8Array, offset: number): void {
  ownDays[offset >> 3] |= 1 << (offset & 7);
}

/**
 * Puts a session's counts into a school's days. The first marks of a day push what was imported of it aside. `sums` undefined:
 * nobody is marked (any more). Says whether anything changed.
 */
export function putCounts(
  book: SchoolDaysSoFar,
  schoolYear: number,
  session: number,
  sums: SessionSums | undefined,
): boolean {
  const day = session >> 1;
  const offset = day - schoolYearStart(schoolYear);
  const known = isOwn(book.ownDays, offset);
  if (!known && !sums) return false;
  const at = known ? findDay(book.series, day) : -1;
  const before = at < 0 ? noSums() : daySums(book.series, at);
  const after = { ...before };
  putSession(after, session & 1, sums ?? { possible: 0, attending: 0, marked: 0, onRoll: 0 });
  const fields = Object.keys(after) as (keyof typeof after)[];
  if (known && at >= 0 && fields.every((field) => after[field] === before[field])) return false;
  setOwn(book.ownDays, offset);
  putDay(book.series, day, after);
  return true;
}
