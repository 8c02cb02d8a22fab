/** School years and terms, as windows need them. */
import type { Window } from '../../shared/api/parameters.ts';
import { fromDay, schoolYearOf, schoolYearStart, toDay } from '../../shared/attendance/dates.ts';

/** The school years that the days `from` to `to` touch, ascending. */
export function schoolYearsBetween(from: number, to: number): number[] {
  const years: number[] = [];
  for (let year = schoolYearOf(from); year <= schoolYearOf(to); year++) years.push(year);
  return years;
}

/** Day number of Easter Sunday. Anonymous Gregorian algorithm (Meeus, *Astronomical Algorithms*, chapter 8). */
export function easterSunday(year: number): number {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d = Math.floor(b / 4);
  const e = b % 4;
  const f = Math.floor((b + 8) / 25);
  const g = Math.floor((b - f + 1) / 3);
  const h = (19 * a + b - d - g + 15) % 30;
  const i = Math.floor(c / 4);
  const k = c % 4;
  const l = (32 + 2 * e + 2 * i - h - k) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const month = Math.floor((h + l - 7 * m + 114) / 31);
  const dayOfMonth = ((h + l - 7 * m + 114) % 31) + 1;
  return toDay(`${year}-0${month}-${String(dayOfMonth).padStart(2, '0')}`);
}

/** First day of the term a day lies in: 1 September, 1 January, or the day after Easter Sunday. */
export function termStart(day: number): number {
  const year = Number(fromDay(day).slice(0, 4));
  const september = schoolYearStart(year);
  if (day >= september) return september;
  const easter = easterSunday(year);
  return day > easter ? easter + 1 : toDay(`${year}-01-01`);
}

/** How many school days a window counts back; undefined for term and year. */
export const DAYS_OF_WINDOW: Readonly<Record<Window, number | undefined>> = {
  '5d': 5,
  '20d': 20,
  term: undefined,
  year: undefined,
};
