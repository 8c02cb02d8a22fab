/** Orders of the tables. Equal and missing values keep the order of names, missing ones last. */
import type { Sort } from '../state/address.ts';

export interface Sortable {
  name: string;
  gap: number | null;
  own: number | null;
  attendance: number | null;
  coverage: number | null;
  onRoll: number;
}

const names = new Intl.Collator('en-GB', { numeric: true });

/** Lowest first for gaps, attendance and coverage (what to look at), largest first for pupils. */
export function sorted<T extends Sortable>(rows: readonly T[], sort: Sort): T[] {
  const byName = (a: T, b: T): number => names.compare(a.name, b.name);
  if (sort === 'name') return [...rows].sort(byName);
  if (sort === 'pupils') return [...rows].sort((a, b) => b.onRoll - a.onRoll || byName(a, b));
  const value = (row: T): number => row[sort] ?? Number.POSITIVE_INFINITY;
  return [...rows].sort((a, b) => (value(a) === value(b) ? byName(a, b) : value(a) - value(b)));
}
