/** A session's counts added up by LA, with what is needed to compare with usual; exact, or rounded for a wall. */
import {
  mayMove,
  type NestedCells,
  partsBeside,
  roundCells,
  STEP,
} from '../../shared/access/small-numbers.ts';
import { PHASES, type Phase } from '../../shared/api/schools.ts';
import { ALL, STATUTORY } from '../../shared/attendance/cohorts.ts';
import { sharedByPhase, sharedOf } from '../../shared/attendance/shared-gap.ts';
import type { CountsTable } from '../counts/counts-table.ts';
import type { UsualSums } from '../live/usual.ts';
import { addCells, type CohortCells, noCells } from '../read/rounded-sums.ts';

/** Sums over schools. */
export interface AreaSums {
  /** Schools with pupils on roll that are open, those of them heard from, and those closed. */
  schools: number;
  heard: number;
  closed: number;
  onRoll: number;
  marked: number;
  /** Pupils of schools whose usual attendance is not known. */
  possible: number;
  absent: number;
  /** By phase, of the schools whose usual attendance is known; `judgedExpected` is possible times usual, in pupils. */
  judged: number[];
  judgedAbsent: number[];
  judgedExpected: number[];
  /** Everyone on roll. */
  all: NestedCells;
  /** Of statutory age beside the fields above. */
  unauthorised: number;
  unexplained: number;
  late: number;
  approvedActivity: number;
}

/** Rates of fewer pupils are left out, and so are those of fewer schools: they would be of single ones. */
const FEWEST_PUPILS = 10;
export const FEWEST_SCHOOLS = 3;
const COUNTS = [
  'schools',
  'heard',
  'closed',
  'onRoll',
  'marked',
  'possible',
  'absent',
  'unauthorised',
  'unexplained',
  'late',
  'approvedActivity',
] as const;
const BESIDE = ['unauthorised', 'unexplained', 'late', 'approvedActivity'] as const;
const BY_PHASE = ['judged', 'judgedAbsent', 'judgedExpected'] as const;

export function noSums(): AreaSums {
  const byPhase = () => PHASES.map(() => 0);
  return {
    schools: 0,
    heard: 0,
    closed: 0,
    onRoll: 0,
    marked: 0,
    possible: 0,
    absent: 0,
    judged: byPhase(),
    judgedAbsent: byPhase(),
    judgedExpected: byPhase(),
    all: noCells(),
    unauthorised: 0,
    unexplained: 0,
    late: 0,
    approvedActivity: 0,
  };
}

/** A school of an area: its URN and phase. */
export interface Member {
  urn: number;
  phase: Phase;
}

/** Adds a school's session. */
export function addSchool(
  sums: AreaSums,
  { urn, phase }: Member,
  table: CountsTable,
  usual: UsualSums | undefined,
  half: 0 | 1,
): void {
  const index = table.indexOf(urn);
  if (index < 0) return;
  addCells(sums.all, table.measuresAt(index, ALL));
  const measures = table.measuresAt(index, STATUTORY);
  const { onRoll, marked, possible, absent } = measures;
  if (onRoll === 0) return;
  const state = table.stateAt(index);
  if (state === 'closed') sums.closed++;
  else {
    sums.schools++;
    if (state !== 'none') sums.heard++;
  }
  for (const field of BESIDE) sums[field] += measures[field];
  sums.onRoll += onRoll;
  sums.marked += marked;
  const usualPossible = usual?.[half * 2] ?? 0;
  if (!usual || usualPossible === 0) {
    sums.possible += possible;
    sums.absent += absent;
    return;
  }
  const at = Math.max(0, PHASES.indexOf(phase));
  sums.judged[at] += possible;
  sums.judgedAbsent[at] += absent;
  sums.judgedExpected[at] += (possible * usual[half * 2 + 1]) / usualPossible;
}

/** Adds one area's sums to another's. */
export function addSums(to: AreaSums, from: AreaSums): void {
  for (const field of COUNTS) to[field] += from[field];
  addCells(to.all, from.all);
  for (const field of BY_PHASE)
    from[field].forEach((value, phase) => {
      to[field][phase] += value;
    });
}

/** What a wall's figures of one area are made of. */
export interface ShownCells extends CohortCells {
  /** Late and approved activity; null where too few attend besides (`partsBeside`). */
  beside: number[] | null;
}

/** The exact cells of an area, by cohort. */
export function cellsOf(sums: AreaSums): CohortCells {
  const { all, onRoll, marked, unauthorised, unexplained } = sums;
  const possible = sums.possible + total(sums.judged);
  const absent = sums.absent + total(sums.judgedAbsent);
  return { all, statutory: { onRoll, marked, possible, absent, unauthorised, unexplained } };
}

/** The cells of an LA as they may be shown. */
export function shownCells(sums: AreaSums): ShownCells {
  const { all, statutory } = cellsOf(sums);
  const shown = roundCells(statutory);
  const beside = partsBeside(shown, [sums.late, sums.approvedActivity]) ?? null;
  return { all: roundCells(all), statutory: shown, beside };
}

/**
 * The sums of one LA as a wall may use them: made of its shown cells alone, whatever is worked out of them. Phases
 * keep their share of the pupils and their usual level; a phase of fewer than 10 pupils is compared with nothing.
 */
export function roundedSums(sums: AreaSums): AreaSums {
  const rounded = noSums();
  const { statutory: exact } = cellsOf(sums);
  const { onRoll, marked, possible, absent } = roundCells(exact);
  for (const [phase, compared] of sums.judged.entries()) {
    if (compared < FEWEST_PUPILS) continue;
    const share = compared / exact.possible;
    rounded.judged[phase] = share * possible;
    rounded.judgedAbsent[phase] = share * absent;
    rounded.judgedExpected[phase] = (sums.judgedExpected[phase] / compared) * rounded.judged[phase];
  }
  const { schools, heard, closed } = sums;
  const unjudged = {
    possible: possible - total(rounded.judged),
    absent: absent - total(rounded.judgedAbsent),
  };
  return { ...rounded, schools, heard, closed, onRoll, marked, ...unjudged };
}

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/** What each phase of all of England shares, points: of exact sums of so many pupils that nothing small shows. */
const sharedByEachPhase = ({ judged, judgedAbsent, judgedExpected }: AreaSums): number[] =>
  sharedByPhase(
    judged.map((possible, phase) => ({
      possible,
      attending: possible - judgedAbsent[phase],
      expected: judgedExpected[phase],
    })),
  );

/** What England shares, points by phase: of few pupils, all phases alike, out of rounded sums alone. */
export function sharedGaps(exact: AreaSums, rounded: AreaSums): number[] {
  if (mayMove(exact.onRoll)) return sharedByEachPhase(exact);
  const { judged, judgedAbsent, judgedExpected } = rounded;
  const all = (by: readonly number[]) => [total(by)];
  const together = {
    judged: all(judged),
    judgedAbsent: all(judgedAbsent),
    judgedExpected: all(judgedExpected),
  };
  const [shared] = sharedByEachPhase({ ...rounded, ...together });
  return judged.map(() => shared);
}

/** An area's session as people read it: percent and points, null where there is nothing to say. */
export interface AreaFigures {
  attendance: number | null;
  /** Attendance minus usual. */
  gap: number | null;
  /** What is left of the gap without England's shared part. */
  own: number | null;
  /** Share of pupils on roll whose registers are in, 0 to 1. */
  coverage: number | null;
}

/**
 * Points of attendance above or below usual, of so many pupils, as they may be told: to a tenth, and to no less than 5
 * pupils. Usual is six sessions of the same weekday; what it tells of their sum is then wider (30 pupils) than what their
 * own rounded counts leave open (24).
 */
export function gapTold(gap: number, pupils: number): number {
  const step = Math.max(1, Math.ceil((1000 * STEP) / pupils)) / 10;
  return Math.round(gap / step) * step;
}

/** Attendance and gaps of fewer than three schools heard from, or ten pupils, are left out. */
export function figuresOf(sums: AreaSums, shared: readonly number[]): AreaFigures {
  const { onRoll, marked, judged, judgedAbsent, judgedExpected } = sums;
  const compared = total(judged);
  const possible = sums.possible + compared;
  const absent = sums.absent + total(judgedAbsent);
  const isShown = sums.heard + sums.closed >= FEWEST_SCHOOLS && possible >= FEWEST_PUPILS;
  const isJudged = isShown && compared > 0;
  const there = compared - total(judgedAbsent);
  const exact = isJudged ? (100 * (there - total(judgedExpected))) / compared : null;
  const gap = exact === null ? null : gapTold(exact, compared);
  return {
    attendance: isShown ? 100 - (100 * absent) / possible : null,
    gap,
    own: gap === null ? null : gap - sharedOf(judged, shared),
    coverage: onRoll > 0 ? marked / onRoll : null,
  };
}
