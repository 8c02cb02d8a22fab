import type { Redis } from 'ioredis';
import { globalKeys, partitionKeys } from '../../shared/redis/keys.ts';
import { DROP_LEASE_LUA, isHolderWithPid } from '../../shared/redis/lease-holder.ts';

/**
 * Ends the leases of a count worker that has ended, so that another takes its partitions up at once and not when they
 * run out. Should the number belong to a worker of another machine too, that one takes its partitions up again: a lease
 * only saves two workers from doing the same work.
 */
export async function freeLeasesOf(redis: Redis, partitions: number, pid: number): Promise<void> {
  const pipeline = redis.pipeline();
  for (let p = 0; p < partitions; p++) pipeline.get(partitionKeys.lease(p));
  const holders = ((await pipeline.exec()) ?? []).map(([, holder]) => holder as string | null);
  const freed = new Set<string>();
  const freeing = holders.map(async (holder, p) => {
    if (!isHolderWithPid(holder, pid)) return;
    freed.add(holder);
    await redis.eval(DROP_LEASE_LUA, 1, partitionKeys.lease(p), holder);
  });
  await Promise.all(freeing);
  if (freed.size > 0) await redis.zrem(globalKeys.workers, ...freed);
}
