/**
 * Rows of several schools for readers without small numbers: made only of what they may see of each school. What is told
 * of a school is kept until its counts change, so that a row is no dearer than one of exact sums.
 */
import { ToldSums, wholePupils } from '../../shared/access/told.ts';
import { KIND_COUNT } from '../../shared/attendance/codes.ts';
import { STATUTORY } from '../../shared/attendance/cohorts.ts';
import { measuresOf } from '../../shared/attendance/measures.ts';
import type { Row } from '../../shared/live/down.ts';
import type { CountsTable } from '../counts/counts-table.ts';
import { measuresRow, stateOfSum } from './rows.ts';

/** Where the statutory row begins in tallies. */
const FROM = STATUTORY * KIND_COUNT;

/** What is told of the schools of a table, by index. */
interface Kept {
  /** The change of the table it was made at; 0 before the first time. */
  changes: Uint32Array;
  /** Statutory pupils by kind, in thousandths. */
  kinds: Int32Array;
}

const emptyKept = (schools: number): Kept => ({
  changes: new Uint32Array(schools),
  kinds: new Int32Array(schools * KIND_COUNT),
});

export class ToldRows {
  readonly #kept = new WeakMap<CountsTable, Kept>();
  readonly #one = new ToldSums();

  /** Undefined when none of the schools is in the table. */
  row(table: CountsTable, half: number, id: number, urns: Iterable<number>): Row | undefined {
    const kept = this.#keptOf(table);
    const sums = new Float64Array(KIND_COUNT);
    let [schools, version] = [0, 0];
    for (const urn of urns) {
      const index = table.indexOf(urn);
      if (index < 0) continue;
      schools++;
      version += table.versionAt(index);
      if (kept.changes[index] !== table.changeAt(index)) this.#make(table, index, kept);
      for (let kind = 0; kind < KIND_COUNT; kind++) sums[kind] += kept.kinds[index * KIND_COUNT + kind];
    }
    if (schools === 0) return undefined;
    const measures = measuresOf(wholePupils(sums), 0);
    return measuresRow(id, half, stateOfSum(measures.onRoll, measures.marked), version, measures);
  }

  #make(table: CountsTable, index: number, kept: Kept): void {
    this.#one.clear();
    this.#one.addHeadline(table.talliesAt(index));
    kept.kinds.set(this.#one.thousandths.subarray(FROM, FROM + KIND_COUNT), index * KIND_COUNT);
    kept.changes[index] = table.changeAt(index);
  }

  #keptOf(table: CountsTable): Kept {
    const known = this.#kept.get(table);
    if (known && known.changes.length >= table.size) return known;
    const larger = emptyKept(table.size + Math.ceil(table.size / 2));
    if (known) {
      larger.changes.set(known.changes);
      larger.kinds.set(known.kinds);
    }
    this.#kept.set(table, larger);
    return larger;
  }
}
