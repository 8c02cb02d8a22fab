/**
 * Which imported target holds for a school on a date.
 *
 * Of the rows of the date's school year that were issued on or before the date: the latest issued; of two issued the
 * same day a department's (`abie`) before a local one; of two of one kind the later version, numbers in it compared as
 * numbers (`v10` after `v9`). A target is for mainstream schools: one posted for a special school is kept and returned
 * as given, and marked as such where it is shown.
 */
import type { TargetRow } from '../api/intake/targets.ts';

const RANK = { abie: 1, local: 0 } as const;
const byVersion = new Intl.Collator('en-GB', { numeric: true });

/** Ascending: what comes last is in force. */
export function compareTargets(a: TargetRow, b: TargetRow): number {
  if (a.issuedOn !== b.issuedOn) return a.issuedOn < b.issuedOn ? -1 : 1;
  return RANK[a.kind] - RANK[b.kind] || byVersion.compare(a.version, b.version);
}

/**
 * @param rows of one school
 * @param schoolYear the year it starts in
 * @param date `YYYY-MM-DD`
 */
export function targetInForce(
  rows: readonly TargetRow[],
  schoolYear: number,
  date: string,
): TargetRow | undefined {
  const issued = rows.filter((row) => row.schoolYear === schoolYear && row.issuedOn <= date);
  return issued.sort(compareTargets).at(-1);
}

/** The other rows of that school year, newest first: what was in force before, or is not in force yet. */
export function otherTargets(
  rows: readonly TargetRow[],
  schoolYear: number,
  inForce: TargetRow | undefined,
): TargetRow[] {
  return rows
    .filter((row) => row.schoolYear === schoolYear && row !== inForce)
    .sort(compareTargets)
    .reverse();
}
