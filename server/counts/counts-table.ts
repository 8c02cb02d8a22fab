/**
 * Counts of one session for many schools, in flat arrays: a school is an index, its tally rows stand side by side.
 * A school that nobody has marked yet stands with version 0 and the pupils on roll, all unmarked.
 */

import { CODE_COUNT } from '../../shared/attendance/codes.ts';
import { COHORT_COUNT } from '../../shared/attendance/cohorts.ts';
import {
  type Measures,
  measuresOf,
  type SessionState,
  STATES,
  sessionState,
  TALLY_LENGTH,
  type Tallies,
} from '../../shared/attendance/measures.ts';
import type { SessionCounts } from '../../shared/redis/layouts/counts.ts';

const FIRST_CAPACITY = 256;
const GROWTH = 1.5;

export class CountsTable {
  /** `sessionNumber` of the date and session. */
  readonly session: number;
  readonly #indexOf = new Map<number, number>();
  #urns = new Uint32Array(FIRST_CAPACITY);
  #versions = new Uint32Array(FIRST_CAPACITY);
  /** Which change of the table put the school's counts in. */
  #changes = new Uint32Array(FIRST_CAPACITY);
  #lastChange = 0;
  #newest = new Float64Array(FIRST_CAPACITY);
  /** Index into `STATES`. */
  #states = new Uint8Array(FIRST_CAPACITY);
  #tallies = new Int32Array(FIRST_CAPACITY * TALLY_LENGTH);
  #codes = new Uint16Array(FIRST_CAPACITY * CODE_COUNT);

  constructor(session: number) {
    this.session = session;
  }

  get size(): number {
    return this.#indexOf.size;
  }

  /** Index of a school, or -1. */
  indexOf(urn: number): number {
    return this.#indexOf.get(urn) ?? -1;
  }

  urnAt(index: number): number {
    return this.#urns[index];
  }

  versionAt(index: number): number {
    return this.#versions[index];
  }

  /** A number above 0 that another one takes the place of whenever the school's counts change, its roll included. */
  changeAt(index: number): number {
    return this.#changes[index];
  }

  /** Greatest `recordedAt` of a counted mark, ms; 0 when there is none. */
  newestAt(index: number): number {
    return this.#newest[index];
  }

  /** A view of the school's tally rows; do not keep it over a change. */
  talliesAt(index: number): Tallies {
    return this.#tallies.subarray(index * TALLY_LENGTH, (index + 1) * TALLY_LENGTH);
  }

  codesAt(index: number): Uint16Array {
    return this.#codes.subarray(index * CODE_COUNT, (index + 1) * CODE_COUNT);
  }

  measuresAt(index: number, cohort: number): Measures {
    return measuresOf(this.#tallies, index * COHORT_COUNT + cohort);
  }

  /** Whether a school has marks. */
  isHeard(urn: number): boolean {
    const index = this.indexOf(urn);
    return index >= 0 && this.stateAt(index) !== 'none';
  }

  stateAt(index: number): SessionState {
    return STATES[this.#states[index]];
  }

  /** Adds the school's tallies and marks by code to sums. */
  addTo(index: number, tallies: Tallies, codes: Uint32Array): void {
    const own = this.#tallies;
    const from = index * TALLY_LENGTH;
    for (let i = 0; i < TALLY_LENGTH; i++) tallies[i] += own[from + i];
    const ownCodes = this.#codes;
    const fromCodes = index * CODE_COUNT;
    for (let row = 0; row < CODE_COUNT; row++) codes[row] += ownCodes[fromCodes + row];
  }

  /**
   * Puts newer counts in; says whether anything changed. Counts of an older or equal version are left out, so that
   * loading and tailing may overlap; version 0 replaces version 0.
   */
  put(urn: number, counts: SessionCounts): boolean {
    let index = this.indexOf(urn);
    if (index < 0) index = this.#add(urn);
    else if (counts.version < this.#versions[index]) return false;
    else if (counts.version === this.#versions[index] && counts.version !== 0) return false;
    this.#versions[index] = counts.version;
    this.#changes[index] = ++this.#lastChange;
    this.#newest[index] = counts.newestMarkAt;
    this.#tallies.set(counts.tallies, index * TALLY_LENGTH);
    this.#codes.set(counts.codes, index * CODE_COUNT);
    this.#states[index] = STATES.indexOf(sessionState(counts.tallies, counts.codes));
    return true;
  }

  #add(urn: number): number {
    const index = this.#indexOf.size;
    if (index === this.#urns.length) this.#grow();
    this.#indexOf.set(urn, index);
    this.#urns[index] = urn;
    return index;
  }

  #grow(): void {
    const capacity = Math.ceil(this.#urns.length * GROWTH);
    const grown = <T extends Uint8Array | Uint32Array | Float64Array | Int32Array | Uint16Array>(
      larger: T,
      from: T,
    ): T => {
      larger.set(from);
      return larger;
    };
    this.#urns = grown(new Uint32Array(capacity), this.#urns);
    this.#versions = grown(new Uint32Array(capacity), this.#versions);
    this.#changes = grown(new Uint32Array(capacity), this.#changes);
    this.#newest = grown(new Float64Array(capacity), this.#newest);
    this.#states = grown(new Uint8Array(capacity), this.#states);
    this.#tallies = grown(new Int32Array(capacity * TALLY_LENGTH), this.#tallies);
    this.#codes = grown(new Uint16Array(capacity * CODE_COUNT), this.#codes);
  }
}
