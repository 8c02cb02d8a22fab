/** What people read of a session, of one school or of an area: counts, and the rates that follow from them. */

import { toTenth } from './shown.ts';

/** What is counted. */
export interface Counted {
  onRoll: number;
  marked: number;
  possible: number;
  attending: number;
  late: number;
  authorised: number;
  /** Those without a reason yet among them. */
  unauthorised: number;
  unexplained: number;
}

/** What it is compared with; percent and points, null where not known. */
export interface Compared {
  usual: number | null;
  /** Attendance minus usual, of the figures shown (`shown.ts`). */
  gap: number | null;
  /** The part of the gap that all of England has today; null where England is not all seen. */
  shared: number | null;
}

/** Rates are percent; null where there is nothing to divide by. */
export interface Figures extends Counted, Compared {
  absent: number;
  attendance: number | null;
  /** The gap beyond the shared part as it is shown. */
  own: number | null;
  /** Marked / on roll, 0 to 1. */
  coverage: number | null;
}

/** `unauthorised` of the answer leaves out those without a reason yet. */
export function figuresOf(counted: Counted, { usual, gap, shared }: Compared): Figures {
  const { onRoll, marked, possible, attending, unauthorised, unexplained } = counted;
  return {
    ...counted,
    absent: possible - attending,
    unauthorised: unauthorised - unexplained,
    attendance: possible > 0 ? (100 * attending) / possible : null,
    usual,
    gap,
    shared,
    own: gap === null ? null : toTenth(gap - toTenth(shared ?? 0)),
    coverage: onRoll > 0 ? marked / onRoll : null,
  };
}
