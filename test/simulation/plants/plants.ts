/**
 * The planted bugs, each with the seed that catches it. `plants.test.ts` runs each at its seed; `find-seeds.ts` finds
 * the seeds from scratch.
 */
import { COUNTING_BUGS } from './counting.ts';
import { INTAKE_BUGS } from './intake.ts';
import type { PlantedBug } from './planted-bug.ts';
import { SCREENS_BUGS } from './screens.ts';
import { CATCHING_SEEDS } from './seeds.ts';

export const PLANTED: readonly PlantedBug[] = [...COUNTING_BUGS, ...INTAKE_BUGS, ...SCREENS_BUGS];

/** The seed at which a bug is caught. */
export function catchingSeed({ name }: PlantedBug): number {
  const seed = CATCHING_SEEDS[name];
  if (seed === undefined)
    throw new Error(`no seed is known for "${name}": run test/simulation/plants/find-seeds.ts`);
  return seed;
}
