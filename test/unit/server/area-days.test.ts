import { describe, expect, test } from 'vitest';
import { lastDays } from '../../../server/signal/area-days.ts';
import type { JudgedDay } from '../../../shared/watch/judged-days.ts';

const day = (number: number, change: Partial<JudgedDay> = {}): JudgedDay => ({
  day: number,
  possible: 100,
  attendance: 94,
  expected: 95,
  usualRange: 2,
  standing: 'on-track',
  usable: true,
  toDate: 94,
  path: undefined,
  onTarget: undefined,
  ...change,
});

describe('the last days of an area’s schools', () => {
  test('[CASE10] schools are lined up under the same dates, a dash where one had no day', () => {
    const { days, schools } = lastDays([
      { urn: 1, days: [day(2500), day(2501, { standing: 'slipping' })] },
      { urn: 2, days: [day(2501, { usable: false })] },
      { urn: 3, days: [] },
    ]);
    expect(days).toHaveLength(2);
    expect(schools.map(({ standings }) => standings)).toEqual(['os', '-o', '--']);
    expect(schools.map(({ gaps }) => gaps)).toEqual([
      [-10, -10],
      [null, null],
      [null, null],
    ]);
    expect(schools.map(({ gap }) => gap)).toEqual([-1, null, null]);
  });

  test('[CASE10] twenty days, each weighing as much as its possible sessions', () => {
    const many = Array.from({ length: 25 }, (_, i) => day(2500 + i));
    expect(lastDays([{ urn: 1, days: many }]).days).toHaveLength(20);
    const two = [day(2500, { possible: 300, attendance: 95 }), day(2501, { possible: 100, attendance: 91 })];
    expect(lastDays([{ urn: 1, days: two }]).schools[0].gap).toBe(-1);
  });
});
