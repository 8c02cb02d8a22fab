/** One school's session out of the flat arrays, as people read it. */
import { type SessionState, STATES } from '../../shared/attendance/measures.ts';
import { type Figures, figuresOf } from './figures.ts';
import { COUNT, COUNTS, NO_ROW, type SchoolTable } from './schools.ts';
import { shownDifference } from './shown.ts';

export interface SchoolFigures extends Figures {
  /** Null while no row of the school has come. */
  state: SessionState | null;
  version: number;
}

/** `national` is what each phase shares; a caller with many schools works it out once. */
export function schoolFigures(
  table: SchoolTable,
  school: number,
  session: number,
  national: readonly number[] | null = table.sharedGaps(session),
): SchoolFigures {
  const cell = 2 * school + session;
  const of = (field: keyof typeof COUNT): number => table.counts[cell * COUNTS + COUNT[field]];
  const [possible, attending] = [of('possible'), of('attending')];
  const usualPossible = table.usualPossible[cell];
  const usual = usualPossible > 0 ? (100 * table.usualAttending[cell]) / usualPossible : null;
  const gap = possible === 0 || usual === null ? null : shownDifference((100 * attending) / possible, usual);
  const shared = gap === null || national === null ? null : national[table.phase[school]];
  const counted = {
    onRoll: of('onRoll'),
    marked: of('marked'),
    possible,
    attending,
    late: of('late'),
    authorised: of('authorised'),
    unauthorised: of('unauthorised'),
    unexplained: of('unexplained'),
  };
  return {
    ...figuresOf(counted, { usual, gap, shared }),
    state: table.state[cell] === NO_ROW ? null : STATES[table.state[cell]],
    version: table.version[cell],
  };
}

/** Attendance of a school's day so far, both sessions together, percent; null before the first mark. */
export function dayAttendance(table: SchoolTable, school: number): number | null {
  const sum = (field: 'possible' | 'attending'): number =>
    table.counts[2 * school * COUNTS + COUNT[field]] + table.counts[(2 * school + 1) * COUNTS + COUNT[field]];
  const possible = sum('possible');
  return possible === 0 ? null : (100 * sum('attending')) / possible;
}
