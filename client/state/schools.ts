/**
 * Every school's two sessions of the day in flat arrays, with the sums of all areas kept as rows come in.
 *
 * - Rows carry absolute values and a version: applying one twice, or an older one after a newer, changes nothing.
 * - Sums are sums: `apply` takes the school's old figures out of each of its areas and puts the new ones in, all in
 *   integers, so they equal a fresh addition at any time.
 * - A row of a school that the registry does not list yet waits and is applied by the next registry.
 * - No reactivity in here: whoever shows it counts versions.
 */

import { PHASES } from '../../shared/api/schools.ts';
import { type PhaseSums, sharedByPhase } from '../../shared/attendance/shared-gap.ts';
import { type Registry, ROW, ROW_LENGTH, type Row, type Usual } from '../../shared/live/down.ts';
import { type AreaIndex, indexAreas } from './areas.ts';
import { SUM, SUM_LENGTH } from './sums.ts';

/** Fields of a row that are kept as counts: `onRoll` to `unexplained`. */
const FIRST = ROW.onRoll;
export const COUNTS = ROW_LENGTH - FIRST;
/** Offset of a row's field within a school-session's counts. */
export const COUNT = {
  onRoll: ROW.onRoll - FIRST,
  marked: ROW.marked - FIRST,
  possible: ROW.possible - FIRST,
  attending: ROW.attending - FIRST,
  late: ROW.late - FIRST,
  approvedActivity: ROW.approvedActivity - FIRST,
  authorised: ROW.authorised - FIRST,
  unauthorised: ROW.unauthorised - FIRST,
  unexplained: ROW.unexplained - FIRST,
} as const;

/** No row has come for this school-session. */
export const NO_ROW = 255;

export class SchoolTable {
  readonly registry: Registry;
  readonly index: AreaIndex;
  readonly size: number;
  /** By school-session `2 * school + session`. */
  readonly state: Uint8Array;
  readonly version: Int32Array;
  readonly counts: Int32Array;
  readonly usualPossible: Int32Array;
  readonly usualAttending: Int32Array;
  /** By `(2 * area + session) * SUM_LENGTH + field`. */
  readonly sums: Float64Array;
  /** Whether the rows are of all of England: only then is what England shares known. */
  readonly national: boolean;
  /** `possible`, `attending` and thousandths expected of the schools compared, by `3 * (4 * session + phase)`. */
  readonly #compared = new Float64Array(2 * PHASES.length * 3);
  /** What the phases share by session; null where it is to be worked out anew. */
  readonly #shared: (readonly number[] | null)[] = [null, null];
  /** Index in `PHASES` of each school's phase. */
  readonly phase: Uint8Array;
  readonly #schoolOf: Map<number, number>;
  readonly #waiting = new Map<number, Row>();
  readonly #waitingUsual = new Map<number, Usual>();

  constructor(registry: Registry, national = true) {
    this.registry = registry;
    this.national = national;
    this.index = indexAreas(registry);
    this.size = registry.schools.urn.length;
    this.state = new Uint8Array(2 * this.size).fill(NO_ROW);
    this.version = new Int32Array(2 * this.size).fill(-1);
    this.counts = new Int32Array(2 * this.size * COUNTS);
    this.usualPossible = new Int32Array(2 * this.size);
    this.usualAttending = new Int32Array(2 * this.size);
    this.sums = new Float64Array(2 * this.index.areas.length * SUM_LENGTH);
    const other = PHASES.indexOf('other');
    this.phase = Uint8Array.from(registry.schools.phase, (phase) => (PHASES[phase] ? phase : other));
    this.#schoolOf = new Map(registry.schools.urn.map((urn, school) => [urn, school]));
  }

  /** The number of a school, or -1. */
  schoolOf(urn: number): number {
    return this.#schoolOf.get(urn) ?? -1;
  }

  /** Takes rows in; answers how many changed something. */
  apply(rows: readonly Row[]): number {
    let changed = 0;
    for (const row of rows) {
      if (row.length !== ROW_LENGTH)
        throw new Error(`A live row has ${row.length} fields, not ${ROW_LENGTH}.`);
      const school = this.schoolOf(row[ROW.urn]);
      if (school < 0) {
        const key = row[ROW.urn] * 2 + row[ROW.session];
        if ((this.#waiting.get(key)?.[ROW.version] ?? -1) <= row[ROW.version]) this.#waiting.set(key, row);
      } else if (this.#applyRow(school, row)) changed++;
    }
    return changed;
  }

  #applyRow(school: number, row: Row): boolean {
    const cell = 2 * school + row[ROW.session];
    if (row[ROW.version] < this.version[cell]) return false;
    this.#addToAreas(school, cell, -1);
    this.version[cell] = row[ROW.version];
    this.state[cell] = row[ROW.state];
    for (let field = 0; field < COUNTS; field++) this.counts[cell * COUNTS + field] = row[FIRST + field];
    this.#addToAreas(school, cell, 1);
    return true;
  }

  /** Takes in what schools usually show. */
  applyUsual(usual: readonly Usual[]): void {
    for (const entry of usual) {
      const [urn, session, possible, attending] = entry;
      const school = this.schoolOf(urn);
      if (school < 0) {
        this.#waitingUsual.set(urn * 2 + session, entry);
        continue;
      }
      const cell = 2 * school + session;
      this.#addToAreas(school, cell, -1);
      this.usualPossible[cell] = possible;
      this.usualAttending[cell] = attending;
      this.#addToAreas(school, cell, 1);
    }
  }

  /** Adds (or with `sign` -1 takes out) what a school-session contributes to each area of the school. */
  #addToAreas(school: number, cell: number, sign: 1 | -1): void {
    const state = this.state[cell];
    if (state === NO_ROW) return;
    const { counts, sums } = this;
    const { start, areasOf } = this.index;
    const at = cell * COUNTS;
    const possible = counts[at + COUNT.possible];
    const expected = this.expectedOf(cell);
    const phase = this.phase[school];
    for (let i = start[school]; i < start[school + 1]; i++) {
      const to = (2 * areasOf[i] + (cell & 1)) * SUM_LENGTH;
      if (counts[at + COUNT.onRoll] > 0) sums[to + state] += sign;
      for (let field = 0; field < COUNTS; field++) sums[to + SUM.onRoll + field] += sign * counts[at + field];
      if (expected < 0) continue;
      sums[to + SUM.judged] += sign * possible;
      sums[to + SUM.judgedAttending] += sign * counts[at + COUNT.attending];
      sums[to + SUM.expected] += sign * expected;
      sums[to + SUM.judgedByPhase + phase] += sign * possible;
    }
    if (expected < 0 || possible === 0) return;
    this.#shared[cell & 1] = null;
    const row = PHASES.length * (cell & 1) + phase;
    this.#compared[3 * row] += sign * possible;
    this.#compared[3 * row + 1] += sign * counts[at + COUNT.attending];
    this.#compared[3 * row + 2] += sign * expected;
  }

  /** What the schools of each phase share in a session, points; null when not all of England is seen. */
  sharedGaps(session: number): readonly number[] | null {
    if (!this.national) return null;
    this.#shared[session] ??= sharedByPhase(
      PHASES.map((_, phase): PhaseSums => {
        const row = PHASES.length * session + phase;
        const [possible, attending, expected] = this.#compared.subarray(3 * row, 3 * row + 3);
        return { possible, attending, expected: expected / 1000 };
      }),
    );
    return this.#shared[session];
  }

  /** Thousandths of a pupil expected to attend of `possible`; -1 when the school's usual is not known. */
  expectedOf(cell: number): number {
    const of = this.usualPossible[cell];
    const possible = this.counts[cell * COUNTS + COUNT.possible];
    return of > 0 ? Math.round((possible * 1000 * this.usualAttending[cell]) / of) : -1;
  }

  /** All that is known, as rows: what a new registry is filled with, and what a digest is made of. */
  *rows(): Generator<Row> {
    const { urn } = this.registry.schools;
    for (let cell = 0; cell < 2 * this.size; cell++) {
      if (this.state[cell] === NO_ROW) continue;
      const counts = this.counts.subarray(cell * COUNTS, (cell + 1) * COUNTS);
      yield [urn[cell >> 1], cell & 1, this.state[cell], this.version[cell], ...counts];
    }
    yield* this.#waiting.values();
  }

  *#usuals(): Generator<Usual> {
    const { urn } = this.registry.schools;
    for (let cell = 0; cell < 2 * this.size; cell++) {
      if (this.usualPossible[cell] === 0) continue;
      yield [urn[cell >> 1], cell & 1, this.usualPossible[cell], this.usualAttending[cell]];
    }
    yield* this.#waitingUsual.values();
  }

  /** The same figures under a new registry: schools added, moved between areas, or gone. */
  under(registry: Registry): SchoolTable {
    const table = new SchoolTable(registry, this.national);
    table.applyUsual([...this.#usuals()]);
    table.apply([...this.rows()]);
    return table;
  }
}
