/**
 * What is told of many schools to readers without small numbers: sums made only of what the same readers may see of
 * each school. Nothing follows from such a sum that does not follow from the schools themselves, whatever else is taken
 * away from it; so it is no matter how sums overlap, or when each was asked.
 *
 * Of a school the cells left out are filled from those shown, from the top: what a sum has beyond its shown parts is
 * shared among the others. Each gets its share by how common it is in England, but no more than the middle of what a
 * small cell may be; the most common takes the rest. So the sums of the contract (*Measures*) hold. Of a cohort with
 * fewer than five pupils in a school none is counted. The shares are fixed: made of today's figures they would tell of
 * them.
 *
 * Everything is counted in thousandths of a pupil, in whole numbers, and rounded once, at the end.
 */
import { KIND_COUNT } from '../attendance/codes.ts';
import { ALL, COHORT_COUNT, STATUTORY } from '../attendance/cohorts.ts';
import { TALLY_LENGTH, type Tallies } from '../attendance/measures.ts';
import { SchoolCells } from './school-cells.ts';
import { CELL_COUNT, type CellSum, cell, SUMS } from './withhold.ts';

export const THOUSAND = 1000;
/** The middle of 0 to 4: what a cell left out is taken for at most, unless more must lie in it. */
export const MIDDLE = 2 * THOUSAND;

/** Of 1,000 pupils on roll in England about so many (DfE, Pupil attendance in schools, autumn and spring 2024/25). */
export const COMMON = new Float64Array(CELL_COUNT);
COMMON[cell('present')] = 915;
COMMON[cell('authorised')] = 45;
COMMON[cell('unauthorised')] = 20;
COMMON[cell('approvedActivity')] = 15;
COMMON[cell('unmarked')] = 8;
COMMON[cell('late')] = 18;
COMMON[cell('unexplained')] = 6;
COMMON[cell('lateAfterClose')] = 3;
COMMON[cell('notPossible')] = 4;
COMMON[cell('administrative')] = 1;
/** Before anybody is seen to be marked nearly all are unmarked. */
const NEARLY_ALL = 1_000_000;

const [ON_ROLL, MARKED, UNMARKED] = [cell('onRoll'), cell('marked'), cell('unmarked')];
const [PRESENT, LATE, APPROVED] = [cell('present'), cell('late'), cell('approvedActivity')];
const [AUTHORISED, UNAUTHORISED] = [cell('authorised'), cell('unauthorised')];
const [UNEXPLAINED, LATE_AFTER_CLOSE] = [cell('unexplained'), cell('lateAfterClose')];
const [POSSIBLE, NOT_POSSIBLE, ADMINISTRATIVE] = [
  cell('possible'),
  cell('notPossible'),
  cell('administrative'),
];
const UPWARDS: readonly CellSum[] = [...SUMS].reverse().slice(0, -1);

/** How far a school's session is, as its state tells and no further. */
type Progress = 'none' | 'complete' | 'unknown';

/**
 * Of nobody marked, and of nobody unmarked, the state of the session tells (contract, *State*). `complete` is told apart
 * from `closed` by pupils whose session was possible, so it counts only where these are shown.
 */
function progressOf({ values, withheld }: SchoolCells): Progress {
  const at = ALL * CELL_COUNT;
  if (values[at + MARKED] === 0) return 'none';
  const isShown = !((withheld[ALL] >> POSSIBLE) & 1);
  return isShown && values[at + UNMARKED] === 0 ? 'complete' : 'unknown';
}

/** Fills the cells that are left out of cohorts. Holds its working arrays, so that 24,000 schools make no garbage. */
class Filler {
  /** The least that a cell holds by what is shown, and how much of England's pupils its unknown part usually has. */
  readonly #least = new Float64Array(CELL_COUNT);
  readonly #open = new Float64Array(CELL_COUNT);
  readonly #filled = new Float64Array(CELL_COUNT);
  /** Whether anything was taken for what it need not be. */
  guessed = false;

  /**
   * Adds a cohort, by kind in thousandths, to `into` from `to`.
   * @param withheld the set of its cells that are left out
   * @param progress of its school's session
   */
  add(
    { values, withheld: sets }: SchoolCells,
    cohort: number,
    progress: Progress,
    into: Float64Array,
    to: number,
  ): void {
    const at = cohort * CELL_COUNT;
    let withheld = sets[cohort];
    if (withheld & (1 << ON_ROLL)) return;
    const onRoll = values[at + ON_ROLL] * THOUSAND;
    if (progress === 'none') {
      into[to] += onRoll;
      return;
    }
    // Of a complete session nobody is unmarked.
    if (progress === 'complete') withheld &= ~((1 << MARKED) | (1 << UNMARKED));
    this.#begin(values, at, withheld);
    this.#filled[ON_ROLL] = onRoll;
    for (const sum of SUMS) this.#share(sum);
    this.#addKinds(withheld, into, to);
  }

  /** From the leaves up: the least of each cell, and how much is open in it. */
  #begin(values: Float64Array, at: number, withheld: number): void {
    const [least, open] = [this.#least, this.#open];
    for (let place = 0; place < CELL_COUNT; place++) {
      const isOut = (withheld >> place) & 1;
      least[place] = isOut ? 0 : values[at + place] * THOUSAND;
      open[place] = isOut ? COMMON[place] : 0;
    }
    if ((withheld >> PRESENT) & 1) least[PRESENT] = least[LATE];
    if ((withheld >> UNAUTHORISED) & 1) least[UNAUTHORISED] = least[UNEXPLAINED] + least[LATE_AFTER_CLOSE];
    for (const { sum, parts } of UPWARDS) {
      if (!((withheld >> sum) & 1)) continue;
      for (const part of parts) {
        least[sum] += least[part];
        open[sum] += open[part];
      }
    }
    if (open[UNMARKED] > 0 && least[MARKED] === 0) open[UNMARKED] = NEARLY_ALL;
  }

  /** Shares a sum among its parts. */
  #share({ sum, parts }: CellSum): void {
    const [least, open, filled] = [this.#least, this.#open, this.#filled];
    let left = filled[sum];
    let all = 0;
    let most = parts[0];
    for (const part of parts) {
      left -= least[part];
      all += open[part];
      if (open[part] > open[most]) most = part;
    }
    if (left > 0 && all > open[most]) this.guessed = true;
    let given = 0;
    for (const part of parts) {
      const share = part === most || all === 0 ? 0 : Math.min(MIDDLE, Math.floor((left * open[part]) / all));
      filled[part] = least[part] + share;
      given += share;
    }
    filled[most] += left - given;
  }

  /** The kinds, in the order of `KINDS`. */
  #addKinds(withheld: number, into: Float64Array, to: number): void {
    const filled = this.#filled;
    const late = this.#within(LATE, PRESENT, filled[PRESENT], withheld);
    const leftOut = filled[UNAUTHORISED] - this.#least[UNEXPLAINED] - this.#least[LATE_AFTER_CLOSE];
    const unexplained = this.#within(UNEXPLAINED, UNAUTHORISED, leftOut, withheld);
    const lateAfterClose = this.#within(LATE_AFTER_CLOSE, UNAUTHORISED, leftOut, withheld);
    into[to] += filled[UNMARKED];
    into[to + 1] += filled[PRESENT] - late;
    into[to + 2] += late;
    into[to + 3] += filled[APPROVED];
    into[to + 4] += filled[AUTHORISED];
    into[to + 5] += filled[UNAUTHORISED] - unexplained - lateAfterClose;
    into[to + 6] += unexplained;
    into[to + 7] += lateAfterClose;
    into[to + 8] += filled[NOT_POSSIBLE];
    into[to + 9] += filled[ADMINISTRATIVE];
  }

  /** A part that no sum of the contract has: its usual share of what it may lie in, as small as it must be. */
  #within(place: number, of: number, whole: number, withheld: number): number {
    if (!((withheld >> place) & 1)) return this.#least[place];
    if (whole > 0) this.guessed = true;
    return Math.min(MIDDLE, Math.floor((whole * COMMON[place]) / COMMON[of]));
  }
}

/**
 * Rows of kinds in thousandths as whole pupils. Rounded are the sums from the left: every measure is a stretch of
 * kinds, so one that is whole stays as it is, and none comes out below 0.
 */
export function wholePupils(thousandths: Float64Array): Float64Array {
  const whole = new Float64Array(thousandths.length);
  let [sum, before] = [0, 0];
  for (let i = 0; i < thousandths.length; i++) {
    if (i % KIND_COUNT === 0) sum = before = 0;
    sum += thousandths[i];
    const now = Math.round(sum / THOUSAND);
    whole[i] = now - before;
    before = now;
  }
  return whole;
}

/** Sums over schools and sessions. */
export class ToldSums {
  readonly #cells = new SchoolCells();
  readonly #filler = new Filler();
  /** By kind in thousandths, a row a cohort. */
  readonly thousandths = new Float64Array(TALLY_LENGTH);

  /** Adds a school's session, every cohort. */
  add(tallies: Tallies): void {
    this.#cells.read(tallies);
    const progress = progressOf(this.#cells);
    for (let cohort = 0; cohort < COHORT_COUNT; cohort++) this.#add(cohort, progress);
  }

  /** Adds everyone and those of statutory age alone; `tallies` needs no more than these two rows. */
  addHeadline(tallies: Tallies): void {
    this.#cells.readCohort(tallies, ALL);
    this.#cells.readCohort(tallies, STATUTORY);
    const progress = progressOf(this.#cells);
    this.#add(ALL, progress);
    this.#add(STATUTORY, progress);
  }

  #add(cohort: number, progress: Progress): void {
    this.#filler.add(this.#cells, cohort, progress, this.thousandths, cohort * KIND_COUNT);
  }

  /** Whether any of it is an approximation: a cell of a school is left out and does not follow from those shown. */
  get isApproximate(): boolean {
    return this.#filler.guessed;
  }

  /** Whole pupils, as tallies. */
  get tallies(): Float64Array {
    return wholePupils(this.thousandths);
  }

  /** Takes everything away again. */
  clear(): void {
    this.thousandths.fill(0);
    this.#filler.guessed = false;
  }
}
