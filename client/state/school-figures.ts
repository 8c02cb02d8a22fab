/** One school's session out of the flat arrays, as people read it. */
import { type SessionState, STATES } from '../../shared/attendance/measures.ts';
import { COUNT, COUNTS, NO_ROW, type SchoolTable } from './schools.ts';

export interface SchoolFigures {
  /** Null while no row of the school has come. */
  state: SessionState | null;
  version: number;
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
  /** Percent; null where there is nothing to divide by. */
  attendance: number | null;
  usual: number | null;
  /** Points. */
  gap: number | null;
  /** The part of the gap that all schools of the phase have today, points; null where England is not all seen. */
  shared: number | null;
  /** The gap beyond the shared part: the school's own. */
  own: number | null;
  /** 0 to 1. */
  coverage: number | null;
}

/** `national` is what each phase shares; a caller with many schools works it out once. */
export function schoolFigures(
  table: SchoolTable,
  school: number,
  session: number,
  national: readonly number[] | null = table.sharedGaps(session),
): SchoolFigures {
  const cell = 2 * school + session;
  const of = (field: number): number => table.counts[cell * COUNTS + field];
  const [onRoll, marked, possible, attending] = [
    of(COUNT.onRoll),
    of(COUNT.marked),
    of(COUNT.possible),
    of(COUNT.attending),
  ];
  const attendance = possible > 0 ? (100 * attending) / possible : null;
  const usualPossible = table.usualPossible[cell];
  const usual = usualPossible > 0 ? (100 * table.usualAttending[cell]) / usualPossible : null;
  const gap = attendance === null || usual === null ? null : attendance - usual;
  const shared = gap === null || national === null ? null : national[table.phaseOf(school)];
  return {
    state: table.state[cell] === NO_ROW ? null : STATES[table.state[cell]],
    version: table.version[cell],
    onRoll,
    marked,
    possible,
    attending,
    absent: possible - attending,
    authorised: of(COUNT.authorised),
    unauthorised: of(COUNT.unauthorised) - of(COUNT.unexplained),
    unexplained: of(COUNT.unexplained),
    late: of(COUNT.late),
    attendance,
    usual,
    gap,
    shared,
    own: gap === null ? null : gap - (shared ?? 0),
    coverage: onRoll > 0 ? marked / onRoll : null,
  };
}
