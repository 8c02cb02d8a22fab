/** Whoever takes one figure on a screen from the other finds the difference that is written there. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { gapSteps } from '../../../../client/school/gap-steps.ts';
import { shownDifference, unrounded } from '../../../../client/state/shown.ts';
import { points, rate } from '../../../../client/ui/format.ts';

const percent = fc.double({ min: 0, max: 100, noNaN: true });
const read = (text: string): number => Number(text.replace('\u2212', '-'));

test('[SCREEN457] a difference shown is that of the two figures shown', () => {
  expect([rate(92.74), rate(92.86), points(shownDifference(92.74, 92.86))]).toEqual(['92.7', '92.9', '−0.2']);
  fc.assert(
    fc.property(percent, percent, (value, reference) => {
      const tenths = Math.round(10 * read(rate(value)) - 10 * read(rate(reference)));
      expect(read(points(shownDifference(value, reference)))).toBe(tenths / 10 || 0);
    }),
  );
});

test('[SCREEN457] the parts of a gap add up, as shown, to what lies between its ends', () => {
  const part = fc.double({ min: -5, max: 5, noNaN: true });
  fc.assert(
    fc.property(percent, percent, part, part, (target, attendance, season, shared) => {
      const own = attendance - target - season - shared;
      const gap = { toTarget: attendance - target, season, shared, own };
      const steps = gapSteps({ gap, target, expected: null, attendance }, 'a Friday');
      const sum = steps?.reduce((all, step) => all + Math.round(10 * read(points(step.points))), 0);
      expect(sum).toBe(Math.round(10 * read(rate(attendance)) - 10 * read(rate(target))));
    }),
  );
});

test('[SCREEN467] a day that came in hundredths shows the tenth that its counts show', () => {
  fc.assert(
    fc.property(percent, (exact) => {
      const came = Math.round(exact * 100) / 100;
      expect(rate(unrounded(came, exact))).toBe(rate(exact));
    }),
  );
  expect(unrounded(90.05, 90.2)).toBe(90.05);
  expect(unrounded(90.05, null)).toBe(90.05);
});
