/** Where what is stored differs from what was recounted. */

const FIRST = 20;

export interface Difference {
  /** Which of the stored things. */
  of:
    | 'marks'
    | 'rosters'
    | 'counts'
    | 'minutes'
    | 'ledger'
    | 'days'
    | 'year-to-date'
    | 'persistent'
    | 'quarantine'
    | 'history'
    | 'head';
  /** 0 for what belongs to a partition and to no school. */
  urn: number;
  /** The school day, or the school year (`2026`) of what is kept by year. */
  date: string;
  session: string;
  cohort: string;
  measure: string;
  stored: number | string;
  recounted: number | string;
}

export type Place = Pick<Difference, 'of' | 'urn' | 'date' | 'session'>;

/** What has been compared so far. */
export interface Comparison {
  cells: number;
  differences: number;
  firstDifferences: Difference[];
}

export function emptyComparison(): Comparison {
  return { cells: 0, differences: 0, firstDifferences: [] };
}

export function compareCell(
  comparison: Comparison,
  place: Place,
  cohort: string,
  measure: string,
  stored: number | string,
  recounted: number | string,
): void {
  comparison.cells++;
  if (stored === recounted) return;
  comparison.differences++;
  if (comparison.firstDifferences.length < FIRST)
    comparison.firstDifferences.push({ ...place, cohort, measure, stored, recounted });
}

/** Compares two rows cell by cell, the shorter one going on with zeros; `nameOf` gives cohort and measure. */
export function compareRows(
  comparison: Comparison,
  place: Place,
  nameOf: (index: number) => readonly [string, string],
  stored: ArrayLike<number>,
  recounted: ArrayLike<number>,
): void {
  const length = Math.max(stored.length, recounted.length);
  for (let i = 0; i < length; i++) {
    const [a, b] = [stored[i] ?? 0, recounted[i] ?? 0];
    if (a === b) comparison.cells++;
    else compareCell(comparison, place, ...nameOf(i), a, b);
  }
}
