/** Runs seeds on the product with a bug planted until one fails. */
import { bundle } from '../bundle.ts';
import { runSeeds } from '../pool.ts';
import type { SeedResult } from '../run-seed.ts';
import type { PlantedBug } from './planted-bug.ts';

export const MOST_SEEDS = 1_000;

/** The first failure among the seeds; undefined when none fails. */
export async function hunt(
  bug: PlantedBug,
  seeds: Iterable<number>,
  threads: number,
): Promise<SeedResult | undefined> {
  let caught: SeedResult | undefined;
  await runSeeds(await bundle([bug]), seeds, {
    threads,
    failover: bug.failover ?? false,
    onResult: (result) => {
      if (result.faults.length > 0 && (caught === undefined || result.seed < caught.seed)) caught = result;
      return caught !== undefined;
    },
  });
  return caught;
}
