import { describe, expect, test } from 'vitest';
import { codeRow, KIND_COUNT, KIND_OF_ROW } from '../../../shared/attendance/codes.ts';
import { ALL } from '../../../shared/attendance/cohorts.ts';
import { emptyTallies, measuresOf } from '../../../shared/attendance/measures.ts';
import { hasShared, sharedRows } from '../../helpers/shared-data.ts';

const FILES = [
  'data/dfe-daily-2022-09-12-to-10-14.csv.gz',
  'data/dfe-daily-2024-09-09-to-13.csv.gz',
  'data/dfe-daily-2025-09-08-to-12.csv.gz',
];

/** The register code of a column that counts sessions by reason; those of both halves of `/` have their own. */
function codeOfColumn(column: string): string | undefined {
  if (column === 'reason_present_am') return '/';
  if (column === 'reason_present_pm') return '\\';
  const match = /^reason_([a-z]\d?)_/.exec(column);
  return match?.[1].toUpperCase();
}

/** Columns that count sessions outside the denominator, or what other columns count already. */
const APART = /^reason_(present|not_attending.*|[xyz]_not_attending.*|d_aea.*|other.*)$/;

function tallyOf(row: Record<string, string>) {
  const tallies = emptyTallies();
  for (const [column, value] of Object.entries(row)) {
    const code = APART.test(column) ? undefined : codeOfColumn(column);
    if (code) tallies[ALL * KIND_COUNT + KIND_OF_ROW[codeRow(code)]] += Number(value);
  }
  return tallies;
}

/** The published columns that a row's own codes do not give, with what they gave instead. */
function wrongColumns(row: Record<string, string>): string[] {
  const measures = measuresOf(tallyOf(row), ALL);
  // Reasons of authorised absence are not all itemised, so that one sum is taken as published.
  const authorised = Number(row.authorised_absence);
  const absent = measures.absent - measures.authorised + authorised;
  const possible = measures.possible - measures.authorised + authorised;
  const ours: Record<string, number> = {
    overall_attendance: measures.attending,
    approved_educational_activity: measures.approvedActivity,
    present_sessions: measures.present,
    unauthorised_absence: measures.unauthorised,
    late_sessions: measures.late + measures.lateAfterClose,
    overall_absence: absent,
    possible_sessions: possible,
  };
  const rates = {
    attendance_perc: (100 * measures.attending) / possible,
    overall_absence_perc: (100 * absent) / possible,
    unauth_not_yet_perc: (100 * measures.unexplained) / possible,
    unauth_late_registers_closed_perc: (100 * measures.lateAfterClose) / possible,
  };
  // Until August 2025 rates over several schools' phases were weighted by census, and are not those of the sums.
  const isWeighted = Number(row.time_period) < 2025 && (row.la_name === '' || row.school_type === 'Total');
  return Object.entries(isWeighted ? ours : { ...ours, ...rates })
    .filter(([column, value]) => row[column] !== undefined && Math.abs(value - Number(row[column])) > 1e-9)
    .map(
      ([column, value]) => `${row.la_name} ${row.attendance_date} ${column}: ${value}, not ${row[column]}`,
    );
}

describe.skipIf(!hasShared)('against DfE daily files in ../shared/data', () => {
  test.each(FILES)('[WORDS3] measures of the codes in %s are those DfE published', (file) => {
    // Cells of one school alone are withheld as "c"; a row with nobody in has no rate.
    const rows = sharedRows(file).filter((row) => Number(row.possible_sessions) > 0);
    expect(rows.length).toBeGreaterThan(2000);
    expect(rows.flatMap(wrongColumns)).toEqual([]);
  });
});
