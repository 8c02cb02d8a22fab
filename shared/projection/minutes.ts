/** How far into its registers a school is, where the minute of its first mark is not at hand. */
import { londonInstant, type Session } from '../attendance/dates.ts';

/** London clock at which registers usually begin (domain 7.6). */
const USUAL_BEGIN: Record<Session, string> = { AM: '08:43', PM: '13:06' };

/** The instant (ms) at which registers of a session usually begin: once a session, not once a school. */
export function usualBeginOf(date: string, session: Session): number {
  return londonInstant(date, USUAL_BEGIN[session]);
}

/**
 * Whole minutes from when registers usually begin to a school's newest mark (`SessionSoFar.minutesIn`); it moves only
 * with the newest mark. Schools begin within a quarter of an hour of each other: the minute of the school's own first
 * mark is better where it is known.
 */
export function minutesSince(usualBegin: number, newestMarkAt: number): number {
  return Math.max(0, Math.floor((newestMarkAt - usualBegin) / 60_000));
}
