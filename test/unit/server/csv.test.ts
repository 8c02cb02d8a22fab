import { expect, test } from 'vitest';
import { cohortRows, toCsv, withQuery } from '../../../server/http/csv.ts';

test('[READ43] a text that a spreadsheet would run is made harmless; numbers stay numbers', () => {
  const csv = toCsv([{ name: '=HYPERLINK("x")', gap: -3.4 }]);
  expect(csv).toBe(`name,gap\n"'=HYPERLINK(""x"")",-3.4\n`);
});

test('[SCREEN430] every row of a file says what was asked and when it was answered', () => {
  const rows = withQuery(
    [{ urn: 100_000 }, { urn: 100_001 }],
    '/api/v1/events?area=la:201',
    1_795_162_200_000,
  );
  expect(toCsv(rows)).toBe(
    [
      'urn,query,answeredAt',
      '100000,/api/v1/events?area=la:201,2026-11-20T08:10:00.000Z',
      '100001,/api/v1/events?area=la:201,2026-11-20T08:10:00.000Z',
      '',
    ].join('\n'),
  );
});

test('[READ44] cohorts become rows, codes columns', () => {
  expect(cohortRows({ all: { onRoll: 3, codes: { L: 1 } }, 'year:7': { onRoll: 2 } })).toEqual([
    { cohort: 'all', onRoll: 3, 'code L': 1 },
    { cohort: 'year:7', onRoll: 2 },
  ]);
});
