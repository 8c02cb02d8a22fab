import { expect, test } from 'vitest';
import { digestRows } from '../../../shared/live/digest.ts';

const [A, B] = [
  [100_000, 0, 2, 5, 100, 90, 90, 85, 1, 0, 3, 2, 1],
  [100_001, 1, 2, 5, 100, 90, 90, 85, 1, 0, 3, 2, 1],
];

test('[SCREEN424] the digest of a picture does not know the order of its rows, and knows every number of them', () => {
  expect(digestRows([A, B])).toBe(digestRows([B, A]));
  expect(digestRows([])).toBe('00000000');
  const seen = new Set([digestRows([A]), digestRows([B]), digestRows([A, B])]);
  for (let field = 0; field < A.length; field++)
    seen.add(digestRows([A.map((value, i) => (i === field ? value + 1 : value))]));
  expect(seen.size).toBe(3 + A.length);
});
