/** The numbers of the projection, in one versioned table. Where they come from: docs/projection.md. */
import type { Session } from '../attendance/dates.ts';

export const PROJECTION_VERSION = 'p2';

/** Phases with numbers of their own; every other phase is projected as `other`. */
export type ProjectedPhase = 'primary' | 'secondary' | 'special' | 'other';

/** How a session's marks come in. */
export interface Filling {
  /** Share of pupils marked N who turn out to attend, while registers are still coming. */
  readonly early: number;
  /** How far that share of one school's session lies from the phase's (standard deviation). */
  readonly earlySpread: number;
  /** Pupils marked N while registers are coming, for each one absent at the close. */
  readonly unexplained: number;
  /** The share of N once all are in, by minutes between the school's first mark and its newest (`TURNING_MINUTES`). */
  readonly turning: readonly number[];
  /** How far these shares of one school's session lie from the phase's (standard deviation), at the same minutes. */
  readonly turningSpread: readonly number[];
  /** Points by which the last registers lie below the first: tidy classes send theirs first. */
  readonly later: number;
  /** Variance between groups of children of a class relative to that of independent ones: they are away together. */
  readonly clustering: number;
}

export interface PhaseParameters {
  /** Attendance of a school of which nothing is known, percent, and how far such a school may lie from it, points. */
  readonly level: number;
  readonly levelSpread: number;
  /** How far a whole session of a large school lies from what was expected of it, points (standard deviation). */
  readonly common: number;
  /** The part of that variance that falls with the roll, relative to that of pupils who stay away independently. */
  readonly perPupil: number;
  readonly filling: Readonly<Record<Session, Filling>>;
}

/** A row a phase: those of `PARAMETERS`, or what `learnHabits` made of them. */
export type Parameters = Readonly<Record<ProjectedPhase, PhaseParameters>>;

/**
 * Minutes at which the shares of `turning` hold; between them they run straight. At 0 stand schools that send all at
 * once, when the first late ones have come to the door already.
 */
export const TURNING_MINUTES = [0, 1, 15, 25, 35, 60, 120] as const;

/** Minutes over which a session partly in goes over from `early` to `turning`: a class that is missing stays missing. */
export const EARLY_MINUTES = { until: 15, gone: 25 } as const;

/** Share of pupils on roll who are possible attendances, and pupils who weigh as much as this belief. */
export const POSSIBLE_SHARE = { share: 0.985, weight: 40 } as const;

/** Of what is shared by the schools of a phase, as a share of their expected absence (standard deviations). */
export const SHARED = {
  /** England's day before any register is in. */
  day: 0.25,
  /** An area's part beyond that of the area above it. */
  area: 0.06,
  /** Schools whose registers come late, against those whose registers are in. */
  lateSchools: 0.02,
  /** The share of N that turns, everywhere alike today. */
  turning: 0.02,
} as const;

/** Nothing is believed of the order of registers before mornings have been seen. */
const filling = (early: number, earlySpread: number, clustering: number): Filling => ({
  early,
  earlySpread,
  unexplained: 0.85,
  turning: [0.9, 1, 0.9, 0.5, 0.1, 0.03, 0].map((part) => part * early),
  turningSpread: [1, 1, 1.1, 0.7, 0.15, 0.05, 0.02].map((part) => part * earlySpread),
  later: 0,
  clustering,
});

/** The table in force. */
export const PARAMETERS: Parameters = {
  primary: {
    level: 94.7,
    levelSpread: 1.6,
    common: 0.8,
    perPupil: 0.9,
    filling: { AM: filling(0.34, 0.08, 1.2), PM: filling(0.147, 0.05, 1.15) },
  },
  secondary: {
    level: 91.5,
    levelSpread: 2.8,
    common: 1,
    perPupil: 0.9,
    filling: { AM: filling(0.355, 0.08, 1.5), PM: filling(0.175, 0.05, 1.25) },
  },
  special: {
    level: 86.8,
    levelSpread: 4.5,
    common: 1.3,
    perPupil: 0.9,
    filling: { AM: filling(0.14, 0.05, 1.05), PM: filling(0.07, 0.03, 1) },
  },
  other: {
    level: 92,
    levelSpread: 5,
    common: 1.3,
    perPupil: 1,
    filling: { AM: filling(0.3, 0.12, 1.5), PM: filling(0.15, 0.08, 1.3) },
  },
};

/** The row of a phase as schools name it (`primary`, `Secondary`, `all-through`, ...). */
export function projectedPhase(phase: string): ProjectedPhase {
  const name = phase.toLowerCase();
  if (name.includes('primary') || name === 'nursery') return 'primary';
  if (name.includes('secondary')) return 'secondary';
  return name.startsWith('special') ? 'special' : 'other';
}

/** Where a minute lies among the knots of `turning`: the earlier knot, and the weight of the later one. */
export function knotAt(minutes: number): [knot: number, weight: number] {
  const last = TURNING_MINUTES.length - 1;
  if (minutes >= TURNING_MINUTES[last]) return [last - 1, 1];
  let i = 0;
  while (minutes >= TURNING_MINUTES[i + 1]) i++;
  const into = Math.max(0, minutes - TURNING_MINUTES[i]);
  return [i, into / (TURNING_MINUTES[i + 1] - TURNING_MINUTES[i])];
}

/** What holds at the knots (`turning`, `turningSpread`), at minutes after the school's first mark. */
export function turningAt(atKnots: readonly number[], minutes: number): number {
  const [knot, weight] = knotAt(minutes);
  return atKnots[knot] + weight * (atKnots[knot + 1] - atKnots[knot]);
}
