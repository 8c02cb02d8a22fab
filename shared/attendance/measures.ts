/**
 * What is counted. A tally row holds, for one cohort, how many pupils are in each kind (`KINDS`); the measures of
 * the contract are sums over the kinds, so their identities hold by construction.
 */

import { CLOSURE_ROWS, CODE_COUNT, CODES, KIND_COUNT } from './codes.ts';
import { COHORT_COUNT, COHORTS, type Cohort } from './cohorts.ts';

const [
  UNMARKED,
  PRESENT,
  LATE,
  APPROVED,
  AUTHORISED,
  UNAUTHORISED,
  UNEXPLAINED,
  LATE_AFTER_CLOSE,
  NOT_POSSIBLE,
  ADMIN,
] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] as const;

/** All tally rows of a school-session or a sum of them: `COHORT_COUNT` rows of `KIND_COUNT`. */
export type Tallies = Int32Array;
export const TALLY_LENGTH = COHORT_COUNT * KIND_COUNT;

/** A fresh, empty set of tallies. */
export function emptyTallies(): Tallies {
  return new Int32Array(TALLY_LENGTH);
}

/** `into += add * factor`, row by row. */
export function addTallies(into: Tallies | Float64Array, add: Tallies | Float64Array, factor = 1): void {
  for (let i = 0; i < TALLY_LENGTH; i++) into[i] += add[i] * factor;
}

/** The measures of the contract for one cohort; all are numbers of pupils (or pupil-sessions, in a sum over sessions). */
export interface Measures {
  onRoll: number;
  marked: number;
  unmarked: number;
  possible: number;
  attending: number;
  absent: number;
  present: number;
  late: number;
  approvedActivity: number;
  authorised: number;
  unauthorised: number;
  unexplained: number;
  lateAfterClose: number;
  notPossible: number;
  administrative: number;
}

/** Measures of one cohort. Formulae: DfE's attendance dashboard pipeline (present, AEA, authorised, unauthorised). */
export function measuresOf(tallies: Tallies | Float64Array, cohort: number): Measures {
  const at = cohort * KIND_COUNT;
  const present = tallies[at + PRESENT] + tallies[at + LATE];
  const approvedActivity = tallies[at + APPROVED];
  const authorised = tallies[at + AUTHORISED];
  const unexplained = tallies[at + UNEXPLAINED];
  const lateAfterClose = tallies[at + LATE_AFTER_CLOSE];
  const unauthorised = tallies[at + UNAUTHORISED] + unexplained + lateAfterClose;
  const notPossible = tallies[at + NOT_POSSIBLE];
  const administrative = tallies[at + ADMIN];
  const unmarked = tallies[at + UNMARKED];
  const attending = present + approvedActivity;
  const absent = authorised + unauthorised;
  const possible = attending + absent;
  const marked = possible + notPossible + administrative;
  return {
    onRoll: marked + unmarked,
    marked,
    unmarked,
    possible,
    attending,
    absent,
    present,
    late: tallies[at + LATE],
    approvedActivity,
    authorised,
    unauthorised,
    unexplained,
    lateAfterClose,
    notPossible,
    administrative,
  };
}

/** Measures by cohort name; cohorts with nobody on roll are left out, `all` never is. */
export function cohortMeasures(tallies: Tallies | Float64Array): Partial<Record<Cohort, Measures>> {
  const byCohort: Partial<Record<Cohort, Measures>> = {};
  for (let cohort = 0; cohort < COHORT_COUNT; cohort++) {
    const measures = measuresOf(tallies, cohort);
    if (cohort === 0 || measures.onRoll > 0) byCohort[COHORTS[cohort]] = measures;
  }
  return byCohort;
}

/** Marks by code letter for the cohort `all`; letters nobody has are left out. */
export function codeCounts(codes: ArrayLike<number>): Record<string, number> {
  const byLetter: Record<string, number> = {};
  for (let row = 0; row < CODE_COUNT; row++) if (codes[row] > 0) byLetter[CODES[row].code] = codes[row];
  return byLetter;
}

/** A session of one school is one of these (contract, *State*). */
export const STATES = ['none', 'partial', 'complete', 'closed'] as const;
export type SessionState = (typeof STATES)[number];

/**
 * State of a school-session from its tallies and its marks by code: `none` has no mark, `closed` has only `#` and
 * `Y4`, `complete` has nobody unmarked.
 */
export function sessionState(tallies: Tallies, codes: ArrayLike<number>): SessionState {
  const { marked, unmarked } = measuresOf(tallies, 0);
  if (marked === 0) return 'none';
  let closure = 0;
  for (const row of CLOSURE_ROWS) closure += codes[row];
  if (closure === marked) return 'closed';
  return unmarked === 0 ? 'complete' : 'partial';
}
