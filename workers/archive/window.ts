/** Which days stay in Redis. Pure. */
import { fromDay, schoolYearOf, weekday } from '../../shared/attendance/dates.ts';

/** How many school days stay in Redis. */
export interface Window {
  /** Whose marks, counts and minutes stay. */
  stateDays: number;
  /** Whose ledger rows stay. */
  ledgerDays: number;
}

/**
 * Fifteen school days of marks (design, *Fifteen school days in Redis*), and as many rows of the ledger as a window of
 * twenty days that ends today needs.
 */
export const WINDOW: Window = { stateDays: 15, ledgerDays: 21 };

const FRIDAY = 5;

/**
 * The first day of the window of the last `count` school days up to `today`: Mondays to Fridays on which any school
 * has marks. 0 while there are not more than that.
 * @param marked days on which any school has marks
 */
export function windowStart(marked: Iterable<number>, today: number, count: number): number {
  const schoolDays = [...marked]
    .filter((day) => day <= today && weekday(day) <= FRIDAY)
    .sort((a, b) => b - a);
  if (schoolDays.length <= count) return 0;
  return count === 0 ? today + 1 : schoolDays[count - 1];
}

/**
 * Whether a school keeps its ledger row of an older day: the newest of each school year, and in the school year of
 * `today` the last of each month. Sums through any other day are such a row and the counts of a few days.
 * @param days the school's days with marks in the school year of `day`
 */
export function keepsLedgerRow(day: number, days: readonly number[], today: number): boolean {
  const next = days.find((other) => other > day);
  if (next === undefined) return true;
  if (schoolYearOf(day) !== schoolYearOf(today)) return false;
  return fromDay(next).slice(0, 7) !== fromDay(day).slice(0, 7);
}
