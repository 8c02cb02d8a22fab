/** How a wall stands, in one phrase: read from the door, by somebody who has never seen it. */
import type { Link } from '../live/link.ts';

/** Without a new mark for so long (on the clock in use) a wall no longer calls itself live. */
export const QUIET_MS = 10 * 60_000;

export interface Standing {
  link: Link;
  /** The marks are made up, on a clock of their own. */
  isSimulated: boolean;
  /** No school is in session. */
  isCalm: boolean;
  /** How old the newest mark is on the clock in use, ms; null before the first. */
  markAge: number | null;
}

/**
 * One phrase, and nothing beside it that says otherwise. What keeps the screen from knowing (no word, stopped) comes
 * before what it knows; marks that are made up are never called live without saying so.
 */
export function stateWords({ link, isSimulated, isCalm, markAge }: Standing): string {
  if (link.kind === 'stopped') return 'Stopped';
  if (link.kind === 'reconnecting') return `No word, ${link.seconds} s`;
  if (link.kind === 'opening') return 'Connecting';
  if (isCalm) return isSimulated ? 'Simulation, out of hours' : 'Out of hours';
  if (link.kind === 'catching-up') return isSimulated ? 'Simulation, catching up' : 'Catching up';
  if (markAge === null || markAge > QUIET_MS)
    return isSimulated ? 'Simulation, no new marks' : 'No new marks';
  return isSimulated ? 'Live simulation' : 'Live';
}
