/** The logs by minute of many schools added up: what changed in each minute, and how it stood at its end. */
import { KIND_COUNT } from '../../shared/attendance/codes.ts';
import { STATUTORY } from '../../shared/attendance/cohorts.ts';
import { type Measures, measuresOf } from '../../shared/attendance/measures.ts';
import { eachMinuteChange, MINUTE_WIDTH } from '../../shared/redis/layouts/minutes.ts';

/** Rows of a minute's kinds, as the log has them. */
export const LOGGED_ROWS = { all: 0, statutory: 1 } as const;
export type LoggedCohort = keyof typeof LOGGED_ROWS;

/** How the sums stood at the end of a minute (minutes since 1970): `kinds` of `all`, then of `statutory`. */
export interface MinuteSum {
  minute: number;
  kinds: Float64Array;
}

export class MinuteSums {
  readonly #changes = new Map<number, Float64Array>();

  /** Adds one school's packed log. */
  add(bytes: Buffer): void {
    let minute = -1;
    let row: Float64Array = new Float64Array(MINUTE_WIDTH);
    eachMinuteChange(bytes, (at, place, difference) => {
      if (at !== minute) {
        minute = at;
        row = this.#changes.get(at) ?? new Float64Array(MINUTE_WIDTH);
        this.#changes.set(at, row);
      }
      row[place] += difference;
    });
  }

  /** Cumulative, in time order. */
  rows(): MinuteSum[] {
    let kinds: Float64Array = new Float64Array(MINUTE_WIDTH);
    return [...this.#changes]
      .sort(([a], [b]) => a - b)
      .map(([minute, changed]) => {
        kinds = kinds.map((value, i) => value + changed[i]);
        return { minute, kinds };
      });
  }
}

/** The kinds of both logged cohorts out of a session's tallies. */
export function loggedSums(tallies: ArrayLike<number>): Float64Array {
  const kinds = new Float64Array(MINUTE_WIDTH);
  for (const [row, cohort] of [0, STATUTORY].entries())
    for (let i = 0; i < KIND_COUNT; i++) kinds[row * KIND_COUNT + i] = tallies[cohort * KIND_COUNT + i];
  return kinds;
}

/**
 * The rows with what stands now at their end: as the last minute if nothing was marked since, else under `minute`.
 * Pupils who are only on roll (kind 0) are no change: the log begins with a school's first mark.
 */
export function withNow(rows: readonly MinuteSum[], now: Float64Array, minute: number): MinuteSum[] {
  const last = rows.at(-1);
  const isMarked = (place: number): boolean => place % KIND_COUNT !== 0;
  if (now.every((value, i) => !isMarked(i) || value === (last?.kinds[i] ?? 0))) return [...rows];
  const at = Math.max(minute, last?.minute ?? 0);
  return [...rows.filter((row) => row.minute !== at), { minute: at, kinds: now }];
}

/** Measures of a cohort at the end of a minute, of `onRoll` pupils. */
export function measuresAtMinute({ kinds }: MinuteSum, cohort: LoggedCohort, onRoll: number): Measures {
  const measures = measuresOf(kinds, LOGGED_ROWS[cohort]);
  return { ...measures, onRoll, unmarked: Math.max(0, onRoll - measures.marked) };
}
