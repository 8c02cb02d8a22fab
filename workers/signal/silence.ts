/** Which registers are late for their school at a minute of the day. */
import { londonTime, type Session, toDay } from '../../shared/attendance/dates.ts';
import { DAY_STRIDE, findDay, PM_OFFSET, SUM } from '../../shared/signal/series.ts';
import type { Arrivals } from './arrivals.ts';
import type { SchoolBook } from './school-book.ts';

const NOON = 12 * 60;

export interface UnderWay {
  day: number;
  minute: number;
  session: Session;
}

/** The session under way at an instant (ms): the morning's until noon. */
export function sessionUnderWay(now: number): UnderWay {
  const { date, minute } = londonTime(now);
  return { day: toDay(date), minute, session: minute < NOON ? 'AM' : 'PM' };
}

/** Late for itself: open today, and most of its pupils not marked when they usually are. */
export function isSilent(book: SchoolBook, arrivals: Arrivals, { day, minute, session }: UnderWay): boolean {
  const half = session === 'PM' ? 1 : 0;
  const index = findDay(book.series, day);
  if (index < 0 && !book.days.isSchoolDay(day)) return false;
  let coverage = 0;
  if (index >= 0) {
    const at = index * DAY_STRIDE + half * PM_OFFSET;
    const onRoll = book.series.sums[at + SUM.onRoll];
    coverage = onRoll > 0 ? book.series.sums[at + SUM.marked] / onRoll : 0;
  }
  return arrivals.isLate(book.urn, half, coverage, minute);
}
