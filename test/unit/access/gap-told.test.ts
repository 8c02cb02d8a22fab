import { expect, test } from 'vitest';
import { figuresOf, gapTold, noSums } from '../../../server/displays/area-sums.ts';

const WEEKS = 6;
/** What a count shown in steps of 5 leaves open on either side. */
const REACH = 2;

test('[ACCESS358] a gap to usual leaves more open of the six sessions it is made of than their rounded counts do', () => {
  for (const pupils of [10, 23, 60, 250, 999, 4_000, 40_000, 1_000_000])
    for (let n = -50; n <= 50; n++) {
      const told = gapTold(n / 7, pupils);
      expect(gapTold(told, pupils)).toBeCloseTo(told, 9);
      expect(Math.abs(told - n / 7)).toBeLessThanOrEqual(Math.max(0.05, 0.5 * (0.1 + 500 / pupils)) + 1e-9);
      // The next value that may be told lies so many pupil-sessions of six weeks away.
      const above = [...Array(2_000).keys()]
        .map((i) => gapTold(told + i / 20, pupils))
        .find((gap) => gap > told + 1e-9);
      const open = ((above ?? Number.POSITIVE_INFINITY) - told) * 0.01 * pupils * WEEKS;
      expect(open).toBeGreaterThan(2 * REACH * WEEKS);
    }
});

test('[ACCESS358] what is left of the gap without England’s part is made of the gap as it is told', () => {
  const sums = { ...noSums(), schools: 5, heard: 5, onRoll: 90, marked: 90 };
  sums.judged[0] = 90;
  const figures = [4, 5, 6, 7].map((absent) => {
    sums.judgedAbsent[0] = absent;
    sums.judgedExpected[0] = 84.3;
    return figuresOf(sums, [-0.4]);
  });
  for (const { gap, own } of figures) expect(own).toBeCloseTo((gap ?? 0) + 0.4, 9);
  expect(new Set(figures.map(({ gap }) => gap)).size).toBeLessThan(figures.length);
});
