/** What is asked of the signal at an instant, and what it answers. */
import type { Gap } from './gap.ts';
import type { DayView, Standing } from './school-year.ts';
import type { DayShock } from './shock.ts';
import type { Projection, Today } from './today.ts';
import type { YearToDate } from './year-to-date.ts';

/** Who set a target. Only `abie` and `local` count for the slipping list. */
export const TARGET_KINDS = ['abie', 'local', 'modelled'] as const;
export interface Target {
  value: number;
  kind: (typeof TARGET_KINDS)[number];
}

export interface Signal {
  standing: Standing;
  /** Day number of the close that decided the standing; 0 before the first. */
  since: number;
  today: Today;
  /** Chance, 0 to 1. */
  likelyTonight: number;
  /** Percent; absent before the first mark. */
  attendance?: number;
  /** Own established level with season and today's shared shock, percent. */
  expected: number;
  /** Percent: the school's established level as of the last close, season and weekday taken out. */
  level: number;
  target?: number;
  /** Signed: below nought a fall, above a rise; about standard deviations. */
  evidence: number;
  coverage: number;
  /** Pupils absent beyond expected, so far. */
  extraAbsent?: number;
  gap?: Gap;
  yearToDate?: YearToDate;
  /** The usual range of a whole day about `expected`, points either side (two usual spreads). */
  usualRange: number;
  /** Day number on which a fall most likely began, and its size, points; while slipping or recovering. */
  fellOn?: number;
  fall?: number;
  rules: string;
  reason: string;
}

export interface Moment {
  /** Day number of today. */
  day: number;
  /** Today so far (`viewDay`); of a finished day, its last view. */
  view: DayView;
  /** Has `day` been closed, so that `year` holds it? */
  finished: boolean;
  /** Planned or sudden closure, training day, holiday. */
  isClosed: boolean;
  shock: DayShock;
  target?: Target;
  /** Where the day will close, of `shared/projection`; absent: what is in so far and expected for the rest. */
  projection?: Projection;
  /** Is today the last school day of its week by the school's calendar? */
  endsWeek: boolean;
  /** School days left this year after today, by the calendar. */
  daysLeft?: number;
}
