import { expect, test } from 'vitest';
import { sharedByPhase, sharedOf } from '../../../../shared/attendance/shared-gap.ts';

const phase = (gap: number, possible: number) => ({
  possible,
  attending: 0.95 * possible + (gap / 100) * possible,
  expected: 0.95 * possible,
});

test('[WORDS13] what a phase shares is its gap to usual, of little weight while few pupils are in', () => {
  const [primary, secondary, none] = sharedByPhase([phase(-2, 4e6), phase(-2, 2000), phase(0, 0)]);
  expect(primary).toBeCloseTo(-2, 2);
  expect(secondary).toBeCloseTo(-1, 9);
  expect(none).toBe(0);
});

test('[WORDS14] an area shares what its phases share, weighted by the sessions possible in it', () => {
  expect(sharedOf([300, 100, 0, 0], [-2, 2, -50, 0])).toBeCloseTo(-1, 9);
  expect(sharedOf([0, 0, 0, 0], [-2, 2, 0, 0])).toBe(0);
});

test('[WORDS14] the shares of all of England add up to its own gap', () => {
  const phases = [phase(-1, 4e6), phase(-3, 3e6)];
  const gap = (100 * phases.reduce((sum, { attending, expected }) => sum + attending - expected, 0)) / 7e6;
  expect(sharedOf([4e6, 3e6], sharedByPhase(phases))).toBeCloseTo(gap, 1);
});
