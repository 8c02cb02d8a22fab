import fc from 'fast-check';
import { expect, test } from 'vitest';
import { emptySeries, putDay, slice, withPredecessors } from '../../../shared/signal/series.ts';
import { FIRST_DAY, fullDay, schoolDays, seriesOf } from './school.ts';

const shown = (series: ReturnType<typeof emptySeries>) => ({
  days: [...series.days.subarray(0, series.count)],
  sums: [...series.sums.subarray(0, series.count * 8)],
});

test('[SIGNAL2] the order in which days are put never matters, and a day put again is replaced', () => {
  const days = schoolDays(30);
  fc.assert(
    fc.property(fc.shuffledSubarray(days, { minLength: days.length }), (order) => {
      const series = emptySeries(1);
      for (const day of order) putDay(series, day, fullDay(100, 50));
      for (const day of order) putDay(series, day, fullDay(100, day % 9));
      expect(shown(series)).toEqual(shown(seriesOf(days, 100, (i) => days[i] % 9)));
    }),
    { numRuns: 30 },
  );
});

test('[SIGNAL3] a school follows its predecessors: their sums are added up before the day it began', () => {
  const days = schoolDays(10);
  const began = days[5];
  const [first, second] = [seriesOf(days, 100, () => 5), seriesOf(days, 200, () => 20)];
  const own = seriesOf(days.slice(5), 300, () => 30);
  const joined = withPredecessors(own, [
    { series: first, from: began },
    { series: second, from: began },
  ]);
  expect(joined.count).toBe(10);
  expect([joined.sums[0], joined.sums[1]]).toEqual([300, 275]);
  expect([joined.sums[5 * 8], joined.sums[5 * 8 + 1]]).toEqual([300, 270]);
});

test('[SIGNAL3] a slice holds the days from one to another, both included', () => {
  const series = seriesOf(schoolDays(10), 100, () => 5);
  expect(slice(series, FIRST_DAY, FIRST_DAY + 1).count).toBe(2);
  expect(slice(series, FIRST_DAY + 400, FIRST_DAY + 500).count).toBe(0);
});
