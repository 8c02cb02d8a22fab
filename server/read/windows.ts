/**
 * Windows of school days, and sums over them as differences of ledger rows: a row holds the sums from 1 September
 * through its day, so a stretch of days is the row at its end less the row before it, within one school year.
 */
import type { Window } from '../../shared/api/parameters.ts';
import { schoolYearOf, schoolYearStart } from '../../shared/attendance/dates.ts';
import { DAYS_OF_WINDOW, termStart } from './school-years.ts';

/** Further back than the longest holiday and twenty school days. */
const LOOK_BACK_DAYS = 120;

/** The earliest day a window of this kind can reach back to. */
export function windowReach(window: Window, day: number): number {
  if (window === 'year') return schoolYearStart(schoolYearOf(day));
  if (window === 'term') return termStart(day);
  return day - LOOK_BACK_DAYS;
}

/**
 * First day of a window that ends on `day`. A school day is one with marks (`marked`, ascending) or one by the
 * school's calendar; of fewer school days than asked for, all within reach are taken.
 */
export function windowStart(
  window: Window,
  day: number,
  marked: readonly number[],
  isSchoolDay: (day: number) => boolean,
): number {
  const reach = windowReach(window, day);
  let left = DAYS_OF_WINDOW[window];
  if (left === undefined) return reach;
  const hasMarks = new Set(marked);
  let start = day;
  for (let at = day; at >= reach && left > 0; at--) {
    if (!hasMarks.has(at) && !isSchoolDay(at)) continue;
    start = at;
    left--;
  }
  return start;
}

/** One ledger row to add or take away. */
export interface Term {
  day: number;
  factor: 1 | -1;
}

/** The ledger rows whose sum is that of the days `from` to `to`, of a school with marks on `marked` days. */
export function ledgerTerms(marked: readonly number[], from: number, to: number): Term[] {
  const terms: Term[] = [];
  for (let year = schoolYearOf(from); year <= schoolYearOf(to); year++) {
    const begins = schoolYearStart(year);
    const ends = schoolYearStart(year + 1) - 1;
    const first = Math.max(from, begins);
    const upTo = lastWithin(marked, begins, Math.min(to, ends));
    if (upTo === undefined || upTo < first) continue;
    terms.push({ day: upTo, factor: 1 });
    const before = lastWithin(marked, begins, first - 1);
    if (before !== undefined) terms.push({ day: before, factor: -1 });
  }
  return terms;
}

function lastWithin(days: readonly number[], from: number, to: number): number | undefined {
  return days.findLast((day) => day >= from && day <= to);
}
