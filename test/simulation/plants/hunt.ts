/** Runs seeds on the product with a bug planted until one fails. */
import { withBundle } from '../bundle.ts';
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
  const onResult = (result: SeedResult) => {
    if (result.faults.length > 0 && (caught === undefined || result.seed < caught.seed)) caught = result;
    return caught !== undefined;
  };
  const failover = bug.failover ?? false;
  await withBundle((file) => runSeeds(file, seeds, { threads, failover, onResult }), [bug]);
  return caught;
}
