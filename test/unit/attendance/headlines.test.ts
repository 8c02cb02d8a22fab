import { expect, test } from 'vitest';
import { compareYears } from '../../../shared/attendance/headlines.ts';

const school = (possible: number, attending: number, lastPossible = 0, lastAttending = 0) => ({
  possible,
  attending,
  lastPossible,
  lastAttending,
});

test('[SCREEN305] days gained, schools improved and both rates are sums over the schools with both years', () => {
  const year = compareYears([school(1000, 940, 2000, 1840), school(1000, 920, 1000, 930), school(500, 400)]);
  expect(year).toMatchObject({ thisYear: 3, bothYears: 2, attendance: 90.4 });
  expect(year.both).toEqual({ thisYear: 93, lastYear: 92.33 });
  // 1860 attended of 2000; last year's 2770 of 3000 would give 1846.67: 13.33 sessions, 6.67 days.
  expect(year.daysGained).toBe(7);
  expect(year.improved).toEqual({ schools: 1, share: 0.5 });
});

test('[SCREEN305] without last year there is no comparison, and nothing is made up', () => {
  expect(compareYears([school(100, 95)])).toMatchObject({
    both: null,
    daysGained: null,
    improved: null,
    attendance: 95,
  });
  expect(compareYears([])).toMatchObject({ attendance: null, bothYears: 0 });
});
