import { expect, test } from 'vitest';
import { cohortsOf, inArea } from '../../../shared/access/policy.ts';
import { areasOf, drawer, drawWorld } from '../../helpers/access-world.ts';

const WORLD = drawWorld(drawer(7), 400);

/** How a trust's reader gets an area's sums, whole or cut by phase. */
function given(kind: string, cut = false) {
  const reader = { id: 'x', role: 'trust', scope: 'trust:T1', names: false } as const;
  const home = WORLD.filter(({ trust }) => trust === 'T1');
  const area = areasOf(WORLD).find((one) => one.kind === kind && home.some((school) => inArea(one, school)));
  if (!area) throw new Error(`the trust lies in no ${kind}`);
  return cohortsOf(reader, { area, homeSchools: () => home, cut });
}

test('[ACCESS351] of sums besides the scope England’s alone is told by cohort, and not where it is cut by phase', () => {
  expect(given('trust')).toBe('all');
  expect(given('england')).toBe('all');
  expect(given('england', true)).toBe('headline');
  expect(given('region')).toBe('headline');
});
