import { expect, test } from 'vitest';
import { cohortRows, toCsv } from '../../../server/http/csv.ts';

test('[READ43] a text that a spreadsheet would run is made harmless; numbers stay numbers', () => {
  const csv = toCsv([{ name: '=HYPERLINK("x")', gap: -3.4 }]);
  expect(csv).toBe(`name,gap\n"'=HYPERLINK(""x"")",-3.4\n`);
});

test('[READ44] cohorts become rows, codes columns', () => {
  expect(cohortRows({ all: { onRoll: 3, codes: { L: 1 } }, 'year:7': { onRoll: 2 } })).toEqual([
    { cohort: 'all', onRoll: 3, 'code L': 1 },
    { cohort: 'year:7', onRoll: 2 },
  ]);
});
