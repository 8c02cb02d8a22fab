import { sharedOf } from '../../shared/attendance/shared-gap.ts';
import { type Figures, figuresOf } from './figures.ts';
import { shownDifference } from './shown.ts';

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

/** The sums of one area and session, as people read them. */
export interface AreaFigures extends Figures {
  /** Schools with pupils on roll, by what has come in. */
  schools: { none: number; partial: number; complete: number; closed: number; expected: number };
}

/**
 * Reads one sum out of a block of sums that starts at `at`; `national` is what each phase shares, if that is known.
 * Usual is what the schools that have marked usually show, weighted by the marks they have sent.
 */
export function figuresAt(
  sums: ArrayLike<number>,
  at: number,
  national: readonly number[] | null,
): AreaFigures {
  const of = (field: keyof typeof SUM): number => sums[at + SUM[field]];
  const judged = of('judged');
  const usual = judged > 0 ? of('expected') / judged / 10 : null;
  const gap = usual === null ? null : shownDifference((100 * of('judgedAttending')) / judged, usual);
  const byPhase = [0, 1, 2, 3].map((phase) => sums[at + SUM.judgedByPhase + phase]);
  const shared = gap === null || national === null ? null : sharedOf(byPhase, national);
  const counted = {
    onRoll: of('onRoll'),
    marked: of('marked'),
    possible: of('possible'),
    attending: of('attending'),
    late: of('late'),
    authorised: of('authorised'),
    unauthorised: of('unauthorised'),
    unexplained: of('unexplained'),
  };
  const [none, partial, complete, closed] = [of('none'), of('partial'), of('complete'), of('closed')];
  return {
    ...figuresOf(counted, { usual, gap, shared }),
    schools: { none, partial, complete, closed, expected: none + partial + complete },
  };
}
