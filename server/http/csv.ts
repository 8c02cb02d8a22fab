/** Lists as CSV. */
import { stringify } from 'csv-stringify/sync';

export type CsvRow = Record<string, string | number | boolean | null | undefined>;

/**
 * Rows under the union of their fields. Texts that a spreadsheet would take for a formula get a leading apostrophe;
 * numbers stay numbers.
 */
export function toCsv(rows: readonly CsvRow[]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return stringify([...rows], {
    header: true,
    columns,
    escape_formulas: true,
    cast: { number: (value) => ({ value: String(value), escape_formulas: false }), boolean: String },
  });
}

/** Every row with what was asked and when it was answered, so that a row copied out of the file still says so. */
export function withQuery(rows: readonly CsvRow[], query: string, at: number): CsvRow[] {
  const asked = { query, answeredAt: new Date(at).toISOString() };
  return rows.map((row) => ({ ...row, ...asked }));
}

/** Cohorts as rows; counts by code become columns. */
export function cohortRows(
  cohorts: Readonly<
    Record<string, Readonly<Record<string, number | Readonly<Record<string, number>> | undefined>>>
  >,
): CsvRow[] {
  return Object.entries(cohorts).map(([cohort, cells]) => {
    const row: CsvRow = { cohort };
    for (const [name, cell] of Object.entries(cells)) {
      if (typeof cell === 'number') row[name] = cell;
      else for (const [code, marks] of Object.entries(cell ?? {})) row[`code ${code}`] = marks;
    }
    return row;
  });
}
