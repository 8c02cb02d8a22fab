/** When a wall is calm: at night, at the weekend, in the holidays. */
import { fromDay, londonTime, toDay } from '../attendance/dates.ts';

/** Minutes of the London day between which registers are worth watching. */
export const DAY_BEGINS = 7 * 60 + 30;
export const DAY_ENDS = 17 * 60;
/** No school's calendar leaves a longer gap. */
const FURTHEST_DAYS = 120;

export interface Calm {
  /** Why: the day has not begun, is over, or is no school day. */
  why: 'before' | 'after' | 'closed';
  /** The next school day (today's date, before it begins), or null when no calendar knows one. */
  until: string | null;
  /** The last school day that has begun, or null when there is none near. */
  last: string | null;
}

/**
 * Null while a school day is under way.
 * @param now the installation's clock, ms
 * @param isSchoolDay whether most schools shown are open on a day number
 */
export function calmAt(now: number, isSchoolDay: (day: number) => boolean): Calm | null {
  const { date, minute } = londonTime(now);
  const today = toDay(date);
  const isOpen = isSchoolDay(today);
  if (isOpen && minute >= DAY_BEGINS && minute < DAY_ENDS) return null;
  const isBefore = isOpen && minute < DAY_BEGINS;
  const until = isBefore ? today : findDay(today, 1, isSchoolDay);
  const last = isOpen && !isBefore ? today : findDay(today, -1, isSchoolDay);
  return {
    why: isOpen ? (isBefore ? 'before' : 'after') : 'closed',
    until: until === null ? null : fromDay(until),
    last: last === null ? null : fromDay(last),
  };
}

function findDay(from: number, step: 1 | -1, isSchoolDay: (day: number) => boolean): number | null {
  for (let away = 1; away <= FURTHEST_DAYS; away++)
    if (isSchoolDay(from + step * away)) return from + step * away;
  return null;
}
