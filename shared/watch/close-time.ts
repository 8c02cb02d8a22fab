/** When a school day is closed: by the London clock, so that every process and every replay agrees. */
import { londonInstant, londonTime, toDay } from '../attendance/dates.ts';

/** Minute of the London day at which standings are decided; marks that come later decide the day again. */
const CLOSE_MINUTE = 17 * 60;
const CLOSE_CLOCK = '17:00';

/** The last day (number) that is closed at an instant (ms). Weekends and holidays close like any day. */
export function lastClosedDay(now: number): number {
  const { date, minute } = londonTime(now);
  return minute >= CLOSE_MINUTE ? toDay(date) : toDay(date) - 1;
}

/** The instant (ms) at which a date is closed. */
export function closeInstant(date: string): number {
  return londonInstant(date, CLOSE_CLOCK);
}
