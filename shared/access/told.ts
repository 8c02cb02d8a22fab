/**
 * What is told of many schools to readers without small numbers: sums made only of what the same readers may see of
 * each school. Nothing follows from such a sum that does not follow from the schools themselves, whatever else is taken
 * away from it; so it is no matter how sums overlap, or when each was asked.
 *
 * Of a school the cells left out are filled from those shown, from the top: what a sum has beyond its shown parts is
 * shared among the others by how common each is in the school, among its pupils of statutory age, who are filled first:
 * by how common each is in England, but no more than the middle of what a small cell may be; the most common takes the
 * rest. So the sums of the contract (*Measures*) hold. England's shares are fixed: made of today's figures they would
 * tell of them. Everyone has at least what those of statutory age are shown to have. Of another cohort with fewer than
 * five pupils in a school none is counted.
 *
 * Everything is counted in thousandths of a pupil, in whole numbers, and rounded once, at the end.
 */
import { KIND_COUNT } from '../attendance/codes.ts';
import { ALL, COHORT_COUNT, STATUTORY } from '../attendance/cohorts.ts';
import { measuresOf, TALLY_LENGTH, type Tallies } from '../attendance/measures.ts';
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
/** Cells that are no sums. */
const isLeaf = (place: number): boolean => COMMON[place] > 0;
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
  const isShown = !(((withheld[ALL] & withheld[STATUTORY]) >> POSSIBLE) & 1);
  return isShown && values[at + UNMARKED] === 0 ? 'complete' : 'unknown';
}

const isOut = ({ withheld }: SchoolCells, cohort: number, place: number): boolean =>
  ((withheld[cohort] >> place) & 1) === 1;

/** The least that a cell holds by what is shown, in thousandths: of everyone, as much as of those of statutory age. */
function leastOf(cells: SchoolCells, cohort: number, place: number): number {
  if (!isOut(cells, cohort, place)) return cells.values[cohort * CELL_COUNT + place] * THOUSAND;
  return cohort === ALL ? leastOf(cells, STATUTORY, place) : 0;
}

/** Fills the cells that are left out of cohorts. Holds its working arrays, so that 24,000 schools make no garbage. */
class Filler {
  /** The least that a cell holds by what is shown, and how much of England's pupils its unknown part usually has. */
  readonly #least = new Float64Array(CELL_COUNT);
  readonly #open = new Float64Array(CELL_COUNT);
  readonly #filled = new Float64Array(CELL_COUNT);
  /** How common the cells are: in England, or among the school's pupils of statutory age as they were filled. */
  #common = COMMON;
  readonly #own = new Float64Array(CELL_COUNT);
  /** Whether anything was taken for what it need not be. */
  guessed = false;

  /**
   * Adds a cohort, by kind in thousandths, to `into` from `to`; of each school those of statutory age first, for the
   * others are filled after them.
   * @param progress of its school's session
   */
  add(cells: SchoolCells, cohort: number, progress: Progress, into: Float64Array, to: number): void {
    if (cohort === STATUTORY) this.#common = COMMON;
    let withheld = cells.withheld[cohort];
    const onRoll = leastOf(cells, cohort, ON_ROLL);
    if (progress === 'none' || onRoll === 0) {
      into[to] += onRoll;
      return;
    }
    if (isOut(cells, cohort, ON_ROLL)) this.guessed = true;
    // Of a complete session nobody is unmarked.
    if (progress === 'complete') withheld &= ~((1 << MARKED) | (1 << UNMARKED));
    for (let place = 0; place < CELL_COUNT; place++) this.#least[place] = leastOf(cells, cohort, place);
    if (progress === 'complete') this.#least[MARKED] = onRoll;
    this.#begin(withheld);
    this.#filled[ON_ROLL] = onRoll;
    for (const sum of SUMS) this.#share(sum);
    this.#fillWithin(withheld);
    this.#addKinds(into, to);
    if (cohort === STATUTORY) this.#keepOwn();
  }

  /** What was filled is how common cells are in the school. */
  #keepOwn(): void {
    this.#own.set(this.#filled);
    this.#common = this.#own;
  }

  /** A share of what is left by how common a cell is; by England's shares no more than a small cell may be. */
  #shareOf(left: number, common: number, of: number): number {
    const share = of === 0 ? 0 : Math.floor((left * common) / of);
    return this.#common === COMMON ? Math.min(MIDDLE, share) : share;
  }

  /** From the leaves up: the least of each cell, and how much is open in it. */
  #begin(withheld: number): void {
    const [least, open] = [this.#least, this.#open];
    for (let place = 0; place < CELL_COUNT; place++)
      open[place] = isLeaf(place) && (withheld >> place) & 1 ? this.#common[place] : 0;
    this.#raise(PRESENT, least[LATE]);
    this.#raise(UNAUTHORISED, least[UNEXPLAINED] + least[LATE_AFTER_CLOSE]);
    for (const { sum, parts } of UPWARDS) {
      if (!((withheld >> sum) & 1)) continue;
      let inParts = 0;
      for (const part of parts) {
        inParts += least[part];
        open[sum] += open[part];
      }
      this.#raise(sum, inParts);
    }
    if (this.#common === COMMON && open[UNMARKED] > 0 && least[MARKED] === 0) open[UNMARKED] = NEARLY_ALL;
  }

  /** A cell has no less than the parts it is known by; one that is shown has more already. */
  #raise(place: number, least: number): void {
    if (this.#least[place] < least) this.#least[place] = least;
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
      const share = part === most ? 0 : this.#shareOf(left, open[part], all);
      filled[part] = least[part] + share;
      given += share;
    }
    filled[most] += left - given;
  }

  /** The parts that no sum of the contract has. */
  #fillWithin(withheld: number): void {
    const [least, filled] = [this.#least, this.#filled];
    this.#within(LATE, PRESENT, filled[PRESENT] - least[LATE], withheld);
    const left = filled[UNAUTHORISED] - least[UNEXPLAINED] - least[LATE_AFTER_CLOSE];
    this.#within(UNEXPLAINED, UNAUTHORISED, left, withheld);
    this.#within(LATE_AFTER_CLOSE, UNAUTHORISED, left, withheld);
  }

  /** One of them: its usual share of what more may lie in it. */
  #within(place: number, of: number, left: number, withheld: number): void {
    const isOut = (withheld >> place) & 1;
    if (isOut && left > 0) this.guessed = true;
    this.#filled[place] =
      this.#least[place] + (isOut ? this.#shareOf(left, this.#common[place], this.#common[of]) : 0);
  }

  /** The kinds, in the order of `KINDS`. */
  #addKinds(into: Float64Array, to: number): void {
    const filled = this.#filled;
    into[to] += filled[UNMARKED];
    into[to + 1] += filled[PRESENT] - filled[LATE];
    into[to + 2] += filled[LATE];
    into[to + 3] += filled[APPROVED];
    into[to + 4] += filled[AUTHORISED];
    into[to + 5] += filled[UNAUTHORISED] - filled[UNEXPLAINED] - filled[LATE_AFTER_CLOSE];
    into[to + 6] += filled[UNEXPLAINED];
    into[to + 7] += filled[LATE_AFTER_CLOSE];
    into[to + 8] += filled[NOT_POSSIBLE];
    into[to + 9] += filled[ADMINISTRATIVE];
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
    this.#add(STATUTORY, progress);
    for (let cohort = 0; cohort < COHORT_COUNT; cohort++)
      if (cohort !== STATUTORY) this.#add(cohort, progress);
  }

  /** Adds everyone and those of statutory age alone; `tallies` needs no more than these two rows. */
  addHeadline(tallies: Tallies): void {
    this.#cells.readHeadline(measuresOf(tallies, ALL), measuresOf(tallies, STATUTORY));
    const progress = progressOf(this.#cells);
    this.#add(STATUTORY, progress);
    this.#add(ALL, progress);
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
