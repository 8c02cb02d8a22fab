/**
 * What may be shown of one school to readers without small numbers, all cohorts together: what is left out of one
 * cohort must not follow from the others and everyone.
 */
import { ALL, COHORT_COUNT, COHORTS, STATUTORY } from '../attendance/cohorts.ts';
import { type Measures, measuresOf, type Tallies } from '../attendance/measures.ts';
import { CELL_COUNT, CELLS, EVERY_CELL, withComplements, withheldOf } from './withhold.ts';

/** Cohorts that add up to another, or would if every attribute were known. */
interface Family {
  whole: number;
  parts: readonly number[];
  /** Those of the parts that a cell may be left out of to keep another. */
  yielding: readonly number[];
}

const cohortsLike = (pattern: RegExp): number[] =>
  COHORTS.flatMap((name, cohort) => (pattern.test(name) ? [cohort] : []));

const YEARS = cohortsLike(/^year:/);
const STATUTORY_YEARS = cohortsLike(/^year:([1-9]|1[01])$/);
const OTHER_YEARS = YEARS.filter((cohort) => !STATUTORY_YEARS.includes(cohort));
/** No cohort: everyone less those of statutory age, which anybody takes from each other. */
const OTHERS = COHORT_COUNT;
const family = (whole: number, parts: readonly number[], yielding = parts): Family => ({
  whole,
  parts,
  yielding,
});

const FAMILIES: readonly Family[] = [
  // Statutory years first: another year left out for one of them would follow from everyone's.
  family(STATUTORY, STATUTORY_YEARS),
  family(ALL, YEARS),
  family(ALL, [STATUTORY, ...OTHER_YEARS], OTHER_YEARS),
  family(ALL, cohortsLike(/^sex:/)),
  family(ALL, cohortsLike(/^fsm:/)),
  family(ALL, cohortsLike(/^sen:/)),
  family(ALL, cohortsLike(/^eal:/)),
];

/**
 * Leaves one more cell out of every family in which it is left out of one cohort alone, until there is none.
 * @param values `width` cells a cohort, the first of them its pupils
 * @param withheld of each cohort the set of cells left out
 * @param onHidden told of each cohort of which one more cell was left out
 */
export function hideInFamilies(
  values: ArrayLike<number>,
  width: number,
  withheld: Uint16Array,
  onHidden: (cohort: number) => void,
): void {
  for (let i = 0; i < FAMILIES.length; i++) {
    const alone = leftOutAlone(values, width, withheld, FAMILIES[i]);
    let hasHidden = false;
    for (let place = 0; alone >> place !== 0; place++) {
      const part = (alone >> place) & 1 ? smallestPart(values, width, withheld, FAMILIES[i], place) : -1;
      if (part < 0) continue;
      withheld[part] |= 1 << place;
      onHidden(part);
      hasHidden = true;
    }
    if (hasHidden) i = -1;
  }
}

/** The set of cells that are left out of exactly one of a family's cohorts that have pupils. */
function leftOutAlone(
  values: ArrayLike<number>,
  width: number,
  withheld: Uint16Array,
  { whole, parts }: Family,
): number {
  let [once, twice] = [withheld[whole], 0];
  for (const part of parts) {
    if (values[part * width] === 0) continue;
    twice |= once & withheld[part];
    once |= withheld[part];
  }
  return once & ~twice;
}

/** The yielding part of a family that shows a cell and in which it is smallest; -1 without one. */
function smallestPart(
  values: ArrayLike<number>,
  width: number,
  withheld: Uint16Array,
  { yielding }: Family,
  place: number,
): number {
  let least = -1;
  for (const part of yielding) {
    if (values[part * width] === 0 || (withheld[part] >> place) & 1) continue;
    if (least < 0 || values[part * width + place] < values[least * width + place]) least = part;
  }
  return least;
}

export class SchoolCells {
  /** Every cell of every cohort, `CELL_COUNT` a cohort in the order of `CELLS`; last of `OTHERS`. */
  readonly values = new Float64Array((COHORT_COUNT + 1) * CELL_COUNT);
  /** Of each cohort the set of cells that may not be shown. */
  readonly withheld = new Uint16Array(COHORT_COUNT + 1);

  /** Reads a school's tallies, of a session or of sums. */
  read(tallies: Tallies | Float64Array): void {
    for (let cohort = 0; cohort < COHORT_COUNT; cohort++)
      this.#readCohort(cohort, measuresOf(tallies, cohort));
    this.#guardOthers();
    const complete = (cohort: number) => {
      this.withheld[cohort] = withComplements(this.values, cohort * CELL_COUNT, this.withheld[cohort]);
    };
    hideInFamilies(this.values, CELL_COUNT, this.withheld, complete);
  }

  /** Everyone and those of statutory age alone, of which families hide nothing more. */
  readHeadline(everyone: Measures, statutory: Measures): void {
    this.#readCohort(ALL, everyone);
    this.#readCohort(STATUTORY, statutory);
    this.#guardOthers();
  }

  #readCohort(cohort: number, measures: Measures): void {
    const at = cohort * CELL_COUNT;
    this.#put(at, measures);
    this.withheld[cohort] = measures.onRoll === 0 ? EVERY_CELL : withheldOf(this.values, at);
  }

  /** Leaves out of everyone what would tell a small cell of those who are not of statutory age. */
  #guardOthers(): void {
    const { values, withheld } = this;
    const [everyone, statutory, others] = [ALL, STATUTORY, OTHERS].map((cohort) => cohort * CELL_COUNT);
    for (let place = 0; place < CELL_COUNT; place++)
      values[others + place] = values[everyone + place] - values[statutory + place];
    if (values[others] === 0) return;
    withheld[OTHERS] = withheldOf(values, others);
    withheld[ALL] = withComplements(values, everyone, withheld[ALL] | withheld[OTHERS]);
  }

  #put(at: number, measures: Measures): void {
    const { values } = this;
    values[at] = measures.onRoll;
    values[at + 1] = measures.marked;
    values[at + 2] = measures.unmarked;
    values[at + 3] = measures.possible;
    values[at + 4] = measures.attending;
    values[at + 5] = measures.absent;
    values[at + 6] = measures.present;
    values[at + 7] = measures.late;
    values[at + 8] = measures.approvedActivity;
    values[at + 9] = measures.authorised;
    values[at + 10] = measures.unauthorised;
    values[at + 11] = measures.unexplained;
    values[at + 12] = measures.lateAfterClose;
    values[at + 13] = measures.notPossible;
    values[at + 14] = measures.administrative;
  }

  /** The cells of a cohort that may be shown. */
  shown(cohort: number): Partial<Measures> {
    const shown: Partial<Measures> = {};
    CELLS.forEach((name, place) => {
      if (!((this.withheld[cohort] >> place) & 1)) shown[name] = this.values[cohort * CELL_COUNT + place];
    });
    return shown;
  }
}
