/** Who is on roll on a day nobody has marked yet: from the school's rosters. */
import { setImmediate } from 'node:timers/promises';
import { rosterTallies } from '../../shared/attendance/roster.ts';
import { execAll, type Store } from '../../shared/node/packed-values.ts';
import { partitionKeys, partitionOf } from '../../shared/redis/keys.ts';
import { emptyCounts, type SessionCounts } from '../../shared/redis/layouts/counts.ts';
import { decodeRoster } from '../../shared/redis/layouts/roster.ts';

const SCHOOLS_A_PIPELINE = 64;

/** Calls `use` with the unmarked counts (version 0) of each school on a day; schools without rosters get zeros. */
export async function forEachRoll(
  store: Store,
  urns: readonly number[],
  day: number,
  use: (urn: number, counts: SessionCounts) => void,
): Promise<void> {
  for (let from = 0; from < urns.length; from += SCHOOLS_A_PIPELINE) {
    const batch = urns.slice(from, from + SCHOOLS_A_PIPELINE);
    const pipeline = store.redis.pipeline();
    for (const urn of batch)
      pipeline.hvalsBuffer(partitionKeys.rosters(partitionOf(urn, store.partitions), urn));
    const answers = await execAll<Buffer[]>(pipeline);
    answers.forEach((packed, i) => {
      const counts = emptyCounts();
      if (packed.length > 0) counts.tallies = rosterTallies(packed.map(decodeRoster), day);
      use(batch[i], counts);
    });
    await setImmediate();
  }
}
