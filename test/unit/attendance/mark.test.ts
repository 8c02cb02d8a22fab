import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NO_MINUTES, wins } from '../../../shared/attendance/mark.ts';

type Mark = [at: number, row: number, late: number];
const mark: fc.Arbitrary<Mark> = fc.tuple(fc.nat(3), fc.nat(3), fc.integer({ min: NO_MINUTES, max: 2 }));
const greater = (a: Mark, b: Mark): Mark => (wins(...a, ...b) ? a : b);

test('[MERGE1] the later wins, then the greater row of the table, then the greater minutes late', () => {
  expect(wins(2, 0, -1, 1, 38, 99)).toBe(true);
  expect(wins(1, 5, -1, 1, 4, 99)).toBe(true);
  expect(wins(1, 5, 0, 1, 5, -1)).toBe(true);
  expect(wins(1, 5, 7, 1, 5, 7)).toBe(false);
});

test('[MERGE2] merging is commutative, associative and idempotent', () => {
  fc.assert(
    fc.property(mark, mark, mark, (a, b, c) => {
      expect(greater(a, b)).toEqual(greater(b, a));
      expect(greater(greater(a, b), c)).toEqual(greater(a, greater(b, c)));
      expect(greater(a, a)).toEqual(a);
    }),
  );
});
