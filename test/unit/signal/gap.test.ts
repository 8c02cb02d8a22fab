import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addToArea, areaGap, noAreaSums } from '../../../shared/signal/area.ts';
import { gapOf } from '../../../shared/signal/gap.ts';

const points = (from: number, to: number) => fc.double({ min: from, max: to, noNaN: true });
const hundredths = (value: number) => Math.round(value * 100);

test('[SIGNAL4] season, shared and own add up to the gap to target, to the hundredth', () => {
  fc.assert(
    fc.property(
      points(50, 100),
      points(50, 100),
      points(-9, 9),
      points(-9, 9),
      (attendance, target, season, shared) => {
        const gap = gapOf(attendance, target, season, shared);
        expect(hundredths(gap.season) + hundredths(gap.shared) + hundredths(gap.own)).toBe(
          hundredths(gap.toTarget),
        );
      },
    ),
  );
});

test('[SIGNAL5] an area has its own gap to target, from sums: what all its schools share is not taken out', () => {
  const sums = noAreaSums();
  addToArea(sums, { possible: 1000, absent: 100, target: 94, level: 93, season: -0.5, shared: -2 });
  addToArea(sums, { possible: 3000, absent: 300, target: 92, level: 91, season: -0.5, shared: -2 });
  expect(areaGap(sums)).toMatchObject({ attendance: 90, target: 92.5, toTarget: -2.5, shared: -2, own: 0 });
  expect(areaGap(noAreaSums())).toBeUndefined();
});
