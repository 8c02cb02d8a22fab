import { expect, test } from 'vitest';
import type { UsualSums } from '../../../server/live/usual.ts';
import { reasonsOf } from '../../../server/read/usual-reasons.ts';

const USUAL = new Map<number, UsualSums>([
  [1, [100, 90, 100, 80, 100, 6, 4, 100, 12, 8]],
  [2, [300, 290, 0, 0, 300, 10, 0, 0, 0, 0]],
  // Its history came without classes.
  [3, [500, 400, 500, 400, 0, 0, 0, 0, 0, 0]],
]);

test('[SCREEN422] usual classes of absence are the ratio of the sums of the schools that know them', () => {
  expect(reasonsOf(USUAL, [1, 2, 3, 4], 0)).toEqual({
    schools: 2,
    possible: 400,
    authorised: 4,
    unauthorised: 1,
  });
  expect(reasonsOf(USUAL, [1, 2], 1)).toEqual({
    schools: 1,
    possible: 100,
    authorised: 12,
    unauthorised: 8,
  });
  expect(reasonsOf(USUAL, [3], 0)).toEqual({
    schools: 0,
    possible: 0,
    authorised: null,
    unauthorised: null,
  });
});
