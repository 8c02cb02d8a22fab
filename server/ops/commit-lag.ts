/** How long the oldest entry has waited to be counted. */

import type { Store } from '../../shared/node/packed-values.ts';
import { partitionKeys } from '../../shared/redis/keys.ts';

const msOf = (id: string): number => Number(id.split('-')[0]);

/** Real ms by Redis's own clock, which is the one that wrote the entries' ids; 0 when nothing waits. */
export async function readCommitLag({ redis, partitions }: Store): Promise<number> {
  const [seconds] = await redis.time();
  const now = Number(seconds) * 1000;
  const oldest = await Promise.all(
    Array.from({ length: partitions }, async (_, p) => {
      const offset = (await redis.hget(partitionKeys.head(p), 'offset')) ?? '0-0';
      const [next] = await redis.xrange(partitionKeys.marks(p), `(${offset}`, '+', 'COUNT', 1);
      return next ? msOf(next[0]) : Number.POSITIVE_INFINITY;
    }),
  );
  return Math.max(0, now - Math.min(now, ...oldest));
}
