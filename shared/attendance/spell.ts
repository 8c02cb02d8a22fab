/** Spells of absence: how long a pupil has been away, and on which weekdays they are. */
import { KINDS, type Kind } from './codes.ts';
import { weekday } from './dates.ts';

const ABSENT: readonly Kind[] = ['authorised', 'unauthorised', 'unexplained', 'lateAfterClose'];
const ATTENDING: readonly Kind[] = ['present', 'late', 'approvedActivity'];

/** By index into `KINDS`. */
export const IS_ABSENT = Uint8Array.from(KINDS, (kind) => (ABSENT.includes(kind) ? 1 : 0));
const IS_ATTENDING = Uint8Array.from(KINDS, (kind) => (ATTENDING.includes(kind) ? 1 : 0));

const SCHOOL_WEEK = 5;

/** A spell of absence up to a session; indexes of sessions, two a day. */
export interface Spell {
  /** The first missed session. */
  first: number;
  /** Sessions missed. */
  sessions: number;
  /** Days with a missed session. */
  days: number;
}

/**
 * The spell that the absence at session `at` belongs to: back to the last session attended. Sessions without a mark,
 * and those that were not possible, neither end a spell nor lengthen it.
 * @param kinds index into `KINDS` by session, two sessions a day, in time order
 */
export function spellAt(kinds: Uint8Array, at: number): Spell {
  const spell: Spell = { first: at, sessions: 0, days: 0 };
  let day = -1;
  for (let i = at; i >= 0 && !IS_ATTENDING[kinds[i]]; i--) {
    if (!IS_ABSENT[kinds[i]]) continue;
    spell.first = i;
    spell.sessions++;
    if (i >> 1 !== day) spell.days++;
    day = i >> 1;
  }
  return spell;
}

/** Possible and missed sessions, Monday to Friday. */
export interface Weekdays {
  possible: number[];
  absent: number[];
}

/** @param days day number of each pair of sessions in `kinds` */
export function weekdaysOf(kinds: Uint8Array, days: readonly number[]): Weekdays {
  const pattern: Weekdays = {
    possible: new Array(SCHOOL_WEEK).fill(0),
    absent: new Array(SCHOOL_WEEK).fill(0),
  };
  for (let i = 0; i < kinds.length; i++) {
    const of = weekday(days[i >> 1]) - 1;
    if (of >= SCHOOL_WEEK) continue;
    if (IS_ABSENT[kinds[i]]) pattern.absent[of]++;
    if (IS_ABSENT[kinds[i]] || IS_ATTENDING[kinds[i]]) pattern.possible[of]++;
  }
  return pattern;
}
