/**
 * Adding ledger rows up. Of older days not every row is kept: the sums through such a day are its own counts and the
 * sums through the day with marks before it, and so on down to a row that is kept or to 1 September.
 */
import { fromDay, SESSIONS, schoolYearOf, sessionNumber } from '../../shared/attendance/dates.ts';
import { TALLY_LENGTH, type Tallies } from '../../shared/attendance/measures.ts';
import { forEachSessionValue, forEachValue, type Store } from '../../shared/node/packed-values.ts';
import { partitionKeys } from '../../shared/redis/keys.ts';
import { decodeCounts } from '../../shared/redis/layouts/counts.ts';
import { decodeLedgerRow } from '../../shared/redis/layouts/ledger.ts';
import type { Term } from './windows.ts';

/** A ledger row of a school, to add or to take away. */
export type SchoolTerm = Term & { urn: number };

/** Schools of a day with how many times their row counts: what remains of a school may be nothing. */
type Factors = Map<number, number>;

/**
 * Adds the rows of `terms` to `into`, times their factor.
 * @param marked days with marks of each school, ascending, back to 1 September of the earliest term's school year
 */
export async function addLedgerRows(
  store: Store,
  into: Float64Array,
  terms: readonly SchoolTerm[],
  marked: ReadonlyMap<number, readonly number[]>,
): Promise<void> {
  const open = new Map<number, Factors>();
  for (const { urn, day, factor } of terms) addFactor(open, day, urn, factor);
  while (open.size > 0) {
    const day = Math.max(...open.keys());
    const factors = open.get(day)!;
    open.delete(day);
    await addKeptRows(store, into, day, factors);
    if (factors.size === 0) continue;
    await addDay(store, into, day, factors);
    for (const [urn, factor] of factors) {
      const before = marked.get(urn)?.findLast((other) => other < day);
      if (before !== undefined && schoolYearOf(before) === schoolYearOf(day))
        addFactor(open, before, urn, factor);
    }
  }
}

function addFactor(open: Map<number, Factors>, day: number, urn: number, factor: number): void {
  const factors = open.get(day) ?? new Map<number, number>();
  open.set(day, factors);
  const sum = (factors.get(urn) ?? 0) + factor;
  if (sum === 0) factors.delete(urn);
  else factors.set(urn, sum);
}

/** Adds the rows there are and takes their schools out of `factors`. */
async function addKeptRows(store: Store, into: Float64Array, day: number, factors: Factors): Promise<void> {
  const date = fromDay(day);
  await forEachValue(
    store,
    [...factors.keys()],
    (p) => partitionKeys.ledger(p, date),
    (urn, bytes) => {
      addTimes(into, decodeLedgerRow(bytes), factors.get(urn) ?? 0);
      factors.delete(urn);
    },
  );
}

/** Adds the counts of one day. */
async function addDay(store: Store, into: Float64Array, day: number, factors: Factors): Promise<void> {
  for (const session of SESSIONS)
    await forEachSessionValue(store, 'counts', sessionNumber(day, session), factors.keys(), (urn, bytes) =>
      addTimes(into, decodeCounts(bytes).tallies, factors.get(urn) ?? 0),
    );
}

function addTimes(into: Float64Array, tallies: Tallies, factor: number): void {
  for (let i = 0; i < TALLY_LENGTH; i++) if (tallies[i] !== 0) into[i] += tallies[i] * factor;
}
