/** The numbers of the projection, in one versioned table. Where they come from: docs/projection.md. */
import type { Session } from '../attendance/dates.ts';

export const PROJECTION_VERSION = 'p1';

/** Phases with numbers of their own; every other phase is projected as `other`. */
export type ProjectedPhase = 'primary' | 'secondary' | 'special' | 'other';

export interface PhaseParameters {
  /** Attendance of a school of which nothing is known, percent, and how far such a school may lie from it, points. */
  readonly level: number;
  readonly levelSpread: number;
  /** How far a whole session of a large school lies from what was expected of it, points (standard deviation). */
  readonly common: number;
  /** The part of that variance that falls with the roll, relative to that of pupils who stay away independently. */
  readonly perPupil: number;
  /** Variance between groups of children of a class relative to that of independent ones: they are away together. */
  readonly clustering: number;
  /** Points by which the last registers lie below the first: tidy classes send theirs first. */
  readonly later: number;
  /** Share of pupils marked N who turn out to be attending, by minutes between a school's first mark and its newest. */
  readonly turning: Readonly<Record<Session, readonly number[]>>;
  /** How far that share of one school's session lies from the phase's (standard deviation). */
  readonly turningSpread: Readonly<Record<Session, number>>;
}

/** A row a phase: those of `PARAMETERS`, or what `learnHabits` made of them. */
export type Parameters = Readonly<Record<ProjectedPhase, PhaseParameters>>;

/**
 * Minutes at which the shares of `turning` hold; between them they run straight. The first is for schools that send
 * everything at once, after the late ones have come to the door; a session that is partly in counts from the second.
 */
export const TURNING_MINUTES = [0, 15, 25, 35, 60, 120] as const;

/** Share of pupils on roll who are possible attendances, and pupils who weigh as much as this belief. */
export const POSSIBLE_SHARE = { share: 0.985, weight: 40 } as const;

/** Of what is shared by the schools of a phase, as a share of their expected absence (standard deviations). */
export const SHARED = {
  /** England's day before any register is in. */
  day: 0.25,
  /** An area's part beyond that of the area above it. */
  area: 0.06,
  /** Schools whose registers come late, against those whose registers are in. */
  lateSchools: 0.01,
  /** The share of N that turns, everywhere alike today. */
  turning: 0.03,
} as const;

const UNKNOWN_TURNING = { AM: [0.35, 0.33, 0.25, 0.12, 0.06, 0.01], PM: [0.2, 0.2, 0.15, 0.1, 0.05, 0.01] };

/** The table in force. */
export const PARAMETERS: Parameters = {
  primary: {
    level: 94.7,
    levelSpread: 1.6,
    common: 0.8,
    perPupil: 0.9,
    clustering: 1.25,
    later: 0.2,
    turning: UNKNOWN_TURNING,
    turningSpread: { AM: 0.12, PM: 0.12 },
  },
  secondary: {
    level: 91.5,
    levelSpread: 2.8,
    common: 1,
    perPupil: 0.9,
    clustering: 1.25,
    later: 0.2,
    turning: UNKNOWN_TURNING,
    turningSpread: { AM: 0.1, PM: 0.1 },
  },
  special: {
    level: 86.8,
    levelSpread: 4.5,
    common: 1.3,
    perPupil: 0.9,
    clustering: 1.25,
    later: 0.2,
    turning: UNKNOWN_TURNING,
    turningSpread: { AM: 0.12, PM: 0.12 },
  },
  other: {
    level: 92,
    levelSpread: 5,
    common: 1.3,
    perPupil: 1,
    clustering: 1.4,
    later: 0.2,
    turning: UNKNOWN_TURNING,
    turningSpread: { AM: 0.12, PM: 0.12 },
  },
};

/** The row of a phase as schools name it (`primary`, `Secondary`, `all-through`, ...). */
export function projectedPhase(phase: string): ProjectedPhase {
  const name = phase.toLowerCase();
  if (name.includes('primary') || name === 'nursery') return 'primary';
  if (name.includes('secondary')) return 'secondary';
  return name.startsWith('special') ? 'special' : 'other';
}

/** Share of N expected to turn, at minutes after the school's first mark. */
export function turningAt(shares: readonly number[], minutes: number): number {
  const last = TURNING_MINUTES.length - 1;
  if (minutes >= TURNING_MINUTES[last]) return shares[last];
  let i = 0;
  while (minutes >= TURNING_MINUTES[i + 1]) i++;
  const part = Math.max(0, minutes - TURNING_MINUTES[i]) / (TURNING_MINUTES[i + 1] - TURNING_MINUTES[i]);
  return shares[i] + part * (shares[i + 1] - shares[i]);
}
