/** A session's counts added up by LA, with what is needed to compare with usual; exact, or rounded for a wall. */
import { roundCount } from '../../shared/access/small-numbers.ts';
import { PHASES, type Phase } from '../../shared/api/schools.ts';
import { STATUTORY } from '../../shared/attendance/cohorts.ts';
import { sharedByPhase, sharedOf } from '../../shared/attendance/shared-gap.ts';
import type { CountsTable } from '../counts/counts-table.ts';
import type { UsualSums } from '../live/usual.ts';

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
}

/** Rates of fewer pupils are left out, and so are those of fewer schools: they would be of single ones. */
const FEWEST_PUPILS = 10;
export const FEWEST_SCHOOLS = 3;
const COUNTS = ['schools', 'heard', 'closed', 'onRoll', 'marked', 'possible', 'absent'] as const;
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
  const { onRoll, marked, possible, absent } = table.measuresAt(index, STATUTORY);
  if (onRoll === 0) return;
  const state = table.stateAt(index);
  if (state === 'closed') sums.closed++;
  else {
    sums.schools++;
    if (state !== 'none') sums.heard++;
  }
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
  for (const field of BY_PHASE)
    from[field].forEach((value, phase) => {
      to[field][phase] += value;
    });
}

/**
 * The sums of one LA as a wall may use them: every number of pupils rounded to 5, a phase of fewer than 10 pupils
 * compared with nothing. What is made of them, larger areas too, says nothing that they do not.
 *
 * A part is rounded and its whole (absent, and possible), never two parts that make up a whole: their steps lie apart,
 * and who knows the whole would find each part between the steps of both.
 */
export function roundedSums(sums: AreaSums): AreaSums {
  const rounded = noSums();
  let { possible, absent } = sums;
  for (const [phase, compared] of sums.judged.entries()) {
    const away = sums.judgedAbsent[phase];
    if (compared < FEWEST_PUPILS) {
      possible += compared;
      absent += away;
      continue;
    }
    rounded.judged[phase] = roundCount(compared);
    rounded.judgedAbsent[phase] = roundCount(away);
    // The usual level stays, for as many pupils as are told.
    rounded.judgedExpected[phase] = (sums.judgedExpected[phase] / compared) * roundCount(compared);
  }
  const { schools, heard, closed } = sums;
  return {
    ...rounded,
    schools,
    heard,
    closed,
    onRoll: roundCount(sums.onRoll),
    marked: roundCount(sums.marked),
    possible: roundCount(possible),
    absent: roundCount(absent),
  };
}

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/** What each phase of all of England shares, points. */
export const sharedGaps = ({ judged, judgedAbsent, judgedExpected }: AreaSums): number[] =>
  sharedByPhase(
    judged.map((possible, phase) => ({
      possible,
      attending: possible - judgedAbsent[phase],
      expected: judgedExpected[phase],
    })),
  );

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

/** Attendance and gaps of fewer than three schools heard from, or ten pupils, are left out. */
export function figuresOf(sums: AreaSums, shared: readonly number[]): AreaFigures {
  const { onRoll, marked, judged, judgedAbsent, judgedExpected } = sums;
  const compared = total(judged);
  const possible = sums.possible + compared;
  const absent = sums.absent + total(judgedAbsent);
  const isShown = sums.heard + sums.closed >= FEWEST_SCHOOLS && possible >= FEWEST_PUPILS;
  const isJudged = isShown && compared > 0;
  const there = compared - total(judgedAbsent);
  const gap = isJudged ? (100 * (there - total(judgedExpected))) / compared : null;
  return {
    attendance: isShown ? 100 - (100 * absent) / possible : null,
    gap,
    own: gap === null ? null : gap - sharedOf(judged, shared),
    coverage: onRoll > 0 ? marked / onRoll : null,
  };
}
