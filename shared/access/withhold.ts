/**
 * Small numbers, for readers who may not see them: cells under 5 are left out, and so is one more cell of every sum
 * that would give a left-out one away.
 */
import type { Measures } from '../attendance/measures.ts';

export const SMALLEST_SHOWN = 5;

/** The cells of a cohort in one order; a set of them is a number with a bit for each. */
export const CELLS = [
  'onRoll',
  'marked',
  'unmarked',
  'possible',
  'attending',
  'absent',
  'present',
  'late',
  'approvedActivity',
  'authorised',
  'unauthorised',
  'unexplained',
  'lateAfterClose',
  'notPossible',
  'administrative',
] as const satisfies readonly (keyof Measures)[];
export const CELL_COUNT = CELLS.length;
export type CellName = (typeof CELLS)[number];

/** Place of a cell in `CELLS`. */
export const cell = (name: CellName): number => CELLS.indexOf(name);
const setOf = (places: readonly number[]): number => places.reduce((set, place) => set | (1 << place), 0);
export const EVERY_CELL = (1 << CELL_COUNT) - 1;

/** A sum and its parts, as places in `CELLS`. */
export interface CellSum {
  sum: number;
  parts: readonly number[];
  /** The sum and its parts as a set. */
  line: number;
}

const cellSum = (sum: CellName, ...parts: CellName[]): CellSum => ({
  sum: cell(sum),
  parts: parts.map(cell),
  line: setOf([sum, ...parts].map(cell)),
});

/** Each sum and its parts, the largest first (contract, *Measures*). */
export const SUMS: readonly CellSum[] = [
  cellSum('onRoll', 'marked', 'unmarked'),
  cellSum('marked', 'possible', 'notPossible', 'administrative'),
  cellSum('possible', 'attending', 'absent'),
  cellSum('attending', 'present', 'approvedActivity'),
  cellSum('absent', 'authorised', 'unauthorised'),
];

/** Whether a set holds exactly one. */
const isOne = (set: number): boolean => set !== 0 && (set & (set - 1)) === 0;

/** The shown part with the fewest pupils; -1 when none is shown. */
function smallestShown(
  values: ArrayLike<number>,
  at: number,
  parts: readonly number[],
  shown: number,
): number {
  let least = -1;
  for (const part of parts)
    if ((shown >> part) & 1 && (least < 0 || values[at + part] < values[at + least])) least = part;
  return least;
}

/**
 * The set withheld, with what must go so that none of it follows within the cohort: the smallest shown part of each sum
 * of which exactly one cell is left out.
 * @param given the cells that are known at all
 */
export function withComplements(
  values: ArrayLike<number>,
  at: number,
  withheld: number,
  given = EVERY_CELL,
): number {
  let all = withheld;
  for (let i = 0; i < SUMS.length; i++) {
    if (!isOne(all & SUMS[i].line)) continue;
    const part = smallestShown(values, at, SUMS[i].parts, given & ~all);
    if (part < 0) continue;
    all |= 1 << part;
    i = -1;
  }
  return all;
}

/** The set of cells that may not be shown of the cohort whose cells stand in `values` from `at`. */
export function withheldOf(values: ArrayLike<number>, at: number, given = EVERY_CELL): number {
  let small = 0;
  for (let place = 0; place < CELL_COUNT; place++)
    if (values[at + place] < SMALLEST_SHOWN) small |= 1 << place;
  return withComplements(values, at, small & given, given);
}

/** The cells of one cohort that may be shown. */
export function withholdSmall(measures: Partial<Measures>): Partial<Measures> {
  const values = CELLS.map((name) => measures[name] ?? 0);
  const given = setOf(CELLS.flatMap((name, place) => (measures[name] === undefined ? [] : [place])));
  const withheld = withheldOf(values, 0, given);
  const shown: Partial<Measures> = {};
  CELLS.forEach((name, place) => {
    if (((given & ~withheld) >> place) & 1) shown[name] = values[place];
  });
  return shown;
}
