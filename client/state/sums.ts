import { sharedOf } from '../../shared/attendance/shared-gap.ts';

/**
 * What is added up for an area and session: schools by state, the measures of the rows, and what is needed to compare
 * with usual. Every field is an integer, so adding and taking away leaves exactly the sum of what is there.
 */

/** The first four are in the order of `STATES`; 4 to 12 are in the order of `ROW`. */
export const SUM = {
  none: 0,
  partial: 1,
  complete: 2,
  closed: 3,
  onRoll: 4,
  marked: 5,
  possible: 6,
  attending: 7,
  late: 8,
  approvedActivity: 9,
  authorised: 10,
  unauthorised: 11,
  unexplained: 12,
  /** `possible` of the schools whose usual attendance is known. */
  judged: 13,
  /** `attending` of the same schools. */
  judgedAttending: 14,
  /** Their `possible` times their usual attendance, in thousandths of a pupil. */
  expected: 15,
  /** `judged` by phase: four fields in the order of `PHASES`. */
  judgedByPhase: 16,
} as const;
export const SUM_LENGTH = 20;

/** The sums of one area and session, as people read them. Rates are percent; null where there is nothing to divide by. */
export interface AreaFigures {
  /** Schools with pupils on roll, by what has come in. */
  schools: { none: number; partial: number; complete: number; closed: number; expected: number };
  onRoll: number;
  marked: number;
  possible: number;
  attending: number;
  absent: number;
  authorised: number;
  /** Without those that have no reason yet. */
  unauthorised: number;
  unexplained: number;
  late: number;
  attendance: number | null;
  /** What the schools that have marked usually show, weighted by the marks they have sent. */
  usual: number | null;
  /** Attendance minus usual, points, over the schools whose usual is known. */
  gap: number | null;
  /** The part of the gap that all of England has today, points; null where England is not all seen. */
  shared: number | null;
  /** The gap beyond the shared part: the area's own. */
  own: number | null;
  /** Marked / on roll, 0 to 1. */
  coverage: number | null;
}

/** Reads one sum out of a block of sums that starts at `at`; `national` is what each phase shares, if that is known. */
export function figuresAt(
  sums: ArrayLike<number>,
  at: number,
  national: readonly number[] | null,
): AreaFigures {
  const of = (field: number): number => sums[at + field];
  const [possible, attending, onRoll, judged] = [
    of(SUM.possible),
    of(SUM.attending),
    of(SUM.onRoll),
    of(SUM.judged),
  ];
  const usual = judged > 0 ? of(SUM.expected) / judged / 10 : null;
  const gap = usual === null ? null : (100 * of(SUM.judgedAttending)) / judged - usual;
  const byPhase = [0, 1, 2, 3].map((phase) => of(SUM.judgedByPhase + phase));
  const shared = gap === null || national === null ? null : sharedOf(byPhase, national);
  return {
    schools: {
      none: of(SUM.none),
      partial: of(SUM.partial),
      complete: of(SUM.complete),
      closed: of(SUM.closed),
      expected: of(SUM.none) + of(SUM.partial) + of(SUM.complete),
    },
    onRoll,
    marked: of(SUM.marked),
    possible,
    attending,
    absent: possible - attending,
    authorised: of(SUM.authorised),
    unauthorised: of(SUM.unauthorised) - of(SUM.unexplained),
    unexplained: of(SUM.unexplained),
    late: of(SUM.late),
    attendance: possible > 0 ? (100 * attending) / possible : null,
    usual,
    gap,
    shared,
    own: gap === null ? null : gap - (shared ?? 0),
    coverage: onRoll > 0 ? of(SUM.marked) / onRoll : null,
  };
}
