/** A session's counts added up by LA, with what is needed to compare with usual. */
import { PHASES, type Phase } from '../../shared/api/schools.ts';
import { STATUTORY } from '../../shared/attendance/cohorts.ts';
import { sharedByPhase, sharedOf } from '../../shared/attendance/shared-gap.ts';
import type { CountsTable } from '../counts/counts-table.ts';
import type { UsualSums } from '../live/usual.ts';

/** Sums over schools. */
export interface AreaSums {
  /** Schools with pupils on roll. */
  schools: number;
  heard: number;
  closed: number;
  onRoll: number;
  marked: number;
  possible: number;
  attending: number;
  /** By phase, of the schools whose usual attendance is known; `judgedExpected` is possible times usual, in pupils. */
  judged: number[];
  judgedAttending: number[];
  judgedExpected: number[];
}

export function noSums(): AreaSums {
  const byPhase = () => PHASES.map(() => 0);
  return {
    schools: 0,
    heard: 0,
    closed: 0,
    onRoll: 0,
    marked: 0,
    possible: 0,
    attending: 0,
    judged: byPhase(),
    judgedAttending: byPhase(),
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
  const { onRoll, marked, possible, attending } = table.measuresAt(index, STATUTORY);
  if (onRoll === 0) return;
  const state = table.stateAt(index);
  if (state === 'closed') sums.closed++;
  else {
    sums.schools++;
    if (state !== 'none') sums.heard++;
  }
  sums.onRoll += onRoll;
  sums.marked += marked;
  sums.possible += possible;
  sums.attending += attending;
  const usualPossible = usual?.[half * 2] ?? 0;
  if (!usual || usualPossible === 0 || possible === 0) return;
  const at = Math.max(0, PHASES.indexOf(phase));
  sums.judged[at] += possible;
  sums.judgedAttending[at] += attending;
  sums.judgedExpected[at] += (possible * usual[half * 2 + 1]) / usualPossible;
}

/** Adds one area's sums to another's. */
export function addSums(to: AreaSums, from: AreaSums): void {
  for (const field of ['schools', 'heard', 'closed', 'onRoll', 'marked', 'possible', 'attending'] as const)
    to[field] += from[field];
  for (const field of ['judged', 'judgedAttending', 'judgedExpected'] as const)
    from[field].forEach((value, phase) => {
      to[field][phase] += value;
    });
}

/** What each phase of all of England shares, points. */
export const sharedGaps = ({ judged, judgedAttending, judgedExpected }: AreaSums): number[] =>
  sharedByPhase(
    judged.map((possible, phase) => ({
      possible,
      attending: judgedAttending[phase],
      expected: judgedExpected[phase],
    })),
  );

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

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

export function figuresOf(sums: AreaSums, shared: readonly number[]): AreaFigures {
  const { onRoll, marked, possible, attending, judged, judgedAttending, judgedExpected } = sums;
  const compared = total(judged);
  const gap = compared > 0 ? (100 * (total(judgedAttending) - total(judgedExpected))) / compared : null;
  return {
    attendance: possible > 0 ? (100 * attending) / possible : null,
    gap,
    own: gap === null ? null : gap - sharedOf(judged, shared),
    coverage: onRoll > 0 ? marked / onRoll : null,
  };
}
