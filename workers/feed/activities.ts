/** What pupils who are in do instead of sitting in class, and when pupils are not expected: chances by phase. */
import { toDay } from '../../shared/attendance/dates.ts';
import { CODE_SHARES, type SimulatedPhase } from './published.ts';

export interface Activities {
  /** Chance that a class is on a visit on a day. */
  readonly visit: number;
  /** Chance that a pupil plays for the school on a day. */
  readonly sport: number;
  /** Share of pupils taught elsewhere for a half-term: by another provider (B), arranged by the LA (K). */
  readonly elsewhere: number;
  readonly arranged: number;
  /** Share of year 10 on work experience in the school's week for it. */
  readonly work: number;
  /** Chance of being late in a morning and in an afternoon, for a pupil of mean propensity. */
  readonly lateMorning: number;
  readonly lateAfternoon: number;
  /** Share of pupils on a part-time timetable (out every afternoon) in a half-term. */
  readonly partTime: number;
  /** Chance of study leave for year 11 in its weeks. */
  readonly study: number;
  /** Chance that a pupil is away on a feast. */
  readonly feast: number;
  /** Share of pupils who are at another school two days a week. */
  readonly dual: number;
}

/** Part of the late marks that fall in the morning (from the published difference of `/` and `\`). */
const LATE_IN_MORNING: Record<SimulatedPhase, number> = { primary: 0.85, secondary: 0.75, special: 0.72 };
/** Year groups 10 and 11 as a share of pupils, and the weeks of work experience and study leave as shares of a year. */
const YEAR_SHARE: Record<SimulatedPhase, number> = { primary: 0, secondary: 0.187, special: 0.1 };
const WORK_WEEK = 5 / 189;
const STUDY_WEEKS = 29 / 189;
const FEASTS_A_YEAR = 1 / 189;

/** Corrections for overlaps, found by `npm run calibrate`. */
const AIM: Record<SimulatedPhase, Partial<Record<string, number>>> = {
  primary: { L: 1.029, V: 0.984, K: 0.96, B: 1 },
  secondary: { L: 1.063, V: 0.981, W: 1.097, S: 0.913, K: 0.99, B: 0.98, C2: 1.012 },
  special: { L: 1.098, V: 0.979, W: 1.093, S: 0.95, C2: 1 },
};

const DUAL: Record<SimulatedPhase, number> = { primary: 0.0005, secondary: 0.002, special: 0.012 };

function activitiesOf(phase: SimulatedPhase): Activities {
  const shares = CODE_SHARES[phase];
  const share = (code: string) => ((shares[code] ?? 0) / 100) * (AIM[phase][code] ?? 1);
  const here = (shares['/'] + shares['\\'] + shares.L) / 100;
  const year = YEAR_SHARE[phase] || 1;
  return {
    visit: share('V') / here,
    sport: share('P') / here,
    elsewhere: share('B') / here,
    arranged: share('K') / here,
    work: share('W') / here / (year * WORK_WEEK),
    lateMorning: (2 * share('L') * LATE_IN_MORNING[phase]) / here,
    lateAfternoon: (2 * share('L') * (1 - LATE_IN_MORNING[phase])) / here,
    partTime: 2 * share('C2'),
    study: share('S') / (year * STUDY_WEEKS),
    feast: (share('R') * 0.6) / FEASTS_A_YEAR,
    dual: DUAL[phase],
  };
}

export const ACTIVITIES: Record<SimulatedPhase, Activities> = {
  primary: activitiesOf('primary'),
  secondary: activitiesOf('secondary'),
  special: activitiesOf('special'),
};

/** Study leave of year 11, both school years. */
const STUDY_LEAVE: readonly (readonly [number, number])[] = [
  [toDay('2026-05-11'), toDay('2026-06-26')],
  [toDay('2027-05-10'), toDay('2027-06-25')],
];

export function isStudyLeave(day: number): boolean {
  return STUDY_LEAVE.some(([from, to]) => day >= from && day <= to);
}

/** Weeks (counted from 1 September 2025) in which schools place their week of work experience, and how many. */
export const WORK_WEEKS = { first: 25, count: 18 } as const;
