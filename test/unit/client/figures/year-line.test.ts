import { expect, test } from 'vitest';
import { changeWords, whyNoChange } from '../../../../client/figures/year-line.ts';
import { nearestDay } from '../../../../server/read/persistent-days.ts';

test('[SCREEN453] without a count of last year the headline says so in words, and from when there will be one', () => {
  expect(changeWords(null)).toBe('last year not counted');
  expect(whyNoChange(null, '2026-11-19')).toBe(
    'Written down day by day since Thu 19 Nov, so compared from Nov 2027.',
  );
  expect(whyNoChange(null, null)).toContain('from today on');
  expect([changeWords(-0.4), whyNoChange(-0.4, '2025-09-02')]).toEqual(['\u22120.4 on last year', null]);
});

test('[SCREEN454] a day of last year that nobody wrote down is stood for by one up to six days before it', () => {
  expect(nearestDay([100, 103, 110], 104)).toBe(103);
  expect(nearestDay([100, 103, 110], 110)).toBe(110);
  expect(nearestDay([97, 110], 104)).toBeNull();
  expect(nearestDay([], 104)).toBeNull();
});
