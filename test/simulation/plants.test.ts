import { expect, test } from 'vitest';
import { hunt } from './plants/hunt.ts';
import { catchingSeed, PLANTED } from './plants/plants.ts';

test('[SIM6] there are at least 30 planted bugs, each caught within 1,000 seeds', () => {
  expect(PLANTED.length).toBeGreaterThanOrEqual(30);
  for (const bug of PLANTED) expect(catchingSeed(bug), bug.name).toBeLessThanOrEqual(1_000);
});

/** What others change moves the course of a seed: a bug may then be caught some seeds later. */
const MORE_SEEDS = 300;

test.each(PLANTED.map((bug) => [bug.name, bug] as const))(
  '[SIM7] the checker catches: %s',
  async (_name, bug) => {
    const seeds = Array.from({ length: MORE_SEEDS }, (_, i) => catchingSeed(bug) + i);
    expect(await hunt(bug, seeds, 1)).toBeDefined();
  },
);
