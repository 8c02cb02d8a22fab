/** What holds for every item of one request: its stamp, the dates it may speak of, the instants it may name. */

import { HISTORY_SCHOOL_YEARS } from '../../shared/api/intake/history.ts';
import { FUTURE_TOLERANCE_MS } from '../../shared/api/intake.ts';
import { londonTime, schoolYearOf, schoolYearStart, toDay } from '../../shared/attendance/dates.ts';
import { Fault } from './fault.ts';
import { createInstantReader } from './instant.ts';

/** Rosters of the coming year may be sent ahead. */
const ROSTER_DAYS_AHEAD = 366;

export interface Rules {
  /** Time of marks and rosters that name none, ms; a repeat with one idempotency key has the first one's. */
  stamp: number;
  /** London date of receipt. */
  today: string;
  /** Day number of a mark's date, or its fault. */
  markDay(date: unknown, path: string): number | Fault;
  /** Day number of a roster's `asOf`, or its fault. */
  rosterDay(date: unknown, path: string): number | Fault;
  /** Day number of a session before Bellwether, or its fault. */
  historyDay(date: unknown, path: string): number | Fault;
  /** Instant of a text, or its fault. */
  instant(text: unknown, path: string): number | Fault;
}

/**
 * @param receivedAt time of receipt, ms, on the clock in use
 * @param stamp of marks without a time of their own
 */
export function createRules(receivedAt: number, stamp: number): Rules {
  const today = londonTime(receivedAt).date;
  const todayDay = toDay(today);
  const schoolYear = schoolYearOf(todayDay);
  const latest = receivedAt + FUTURE_TOLERANCE_MS;
  const readInstant = createInstantReader();
  return {
    stamp,
    today,
    markDay: dayReader(
      schoolYearStart(schoolYear - 1),
      todayDay + 1,
      'from 1 September of last school year to tomorrow',
    ),
    rosterDay: dayReader(0, todayDay + ROSTER_DAYS_AHEAD, 'from 2020 to a year ahead'),
    historyDay: dayReader(
      schoolYearStart(schoolYear - HISTORY_SCHOOL_YEARS),
      todayDay,
      `from 1 September ${HISTORY_SCHOOL_YEARS} school years ago to today`,
    ),
    instant: (text, path) => {
      const instant = typeof text === 'string' ? readInstant(text) : Number.NaN;
      if (instant <= latest) return instant;
      if (Number.isNaN(instant))
        return new Fault('malformed', path, 'is not an RFC 3339 instant like 2026-11-20T09:02:11Z', text);
      return new Fault('recorded_in_future', path, 'is more than 5 minutes after receipt', text);
    },
  };
}

function dayReader(first: number, last: number, range: string) {
  const known = new Map<string, number>();
  return (date: unknown, path: string): number | Fault => {
    const seen = typeof date === 'string' ? known.get(date) : undefined;
    if (seen !== undefined) return seen;
    if (date === undefined) return new Fault('malformed', path, 'is missing');
    const day = typeof date === 'string' ? toDay(date) : -1;
    if (day < first || day > last) {
      const message = isRealDate(date) ? `is not ${range}` : 'is not a real date like 2026-11-20';
      return new Fault('bad_date', path, message, date);
    }
    known.set(date as string, day);
    return day;
  };
}

const DAYS_IN_MONTH = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Whether it is a real `YYYY-MM-DD`, of any century. Hot: every date of birth of England passes here. */
export function isRealDate(date: unknown): date is string {
  if (typeof date !== 'string' || date.length !== 10 || date[4] !== '-' || date[7] !== '-') return false;
  const year = digits(date, 0, 4);
  const month = digits(date, 5, 7);
  const day = digits(date, 8, 10);
  if (year < 0 || month < 1 || month > 12 || day < 1 || day > DAYS_IN_MONTH[month - 1]) return false;
  return month !== 2 || day !== 29 || (year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0));
}

/** The number that the characters from `start` to before `end` are, -1 when one is no digit. */
function digits(text: string, start: number, end: number): number {
  let value = 0;
  for (let i = start; i < end; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}
