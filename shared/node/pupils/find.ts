/** Where a pupil is: the schools whose pupil tables have the UPN, and the slot in each. */
import type { Redis } from 'ioredis';
import { packUpn } from '../../attendance/upn.ts';
import { globalKeys, partitionKeys, partitionOf } from '../../redis/keys.ts';
import { packedUpnAt, slotCountOf } from '../../redis/layouts/pupils.ts';
import { execAll } from '../packed-values.ts';

const SCHOOLS_AT_ONCE = 128;

/** A pupil at a school. */
export interface PlacedPupil {
  urn: number;
  slot: number;
}

/** URNs of all schools in the registry. */
export async function allSchools(redis: Redis): Promise<number[]> {
  return (await redis.hkeys(globalKeys.schools)).map(Number);
}

/**
 * @param urns the schools to look at
 * @throws Error when the UPN is none
 */
export async function findPupil(
  redis: Redis,
  partitions: number,
  upn: string,
  urns: readonly number[],
): Promise<PlacedPupil[]> {
  const packed = packUpn(upn);
  if (packed <= 0) throw new Error('That is no UPN: check its letters and digits.');
  const found: PlacedPupil[] = [];
  for (let from = 0; from < urns.length; from += SCHOOLS_AT_ONCE) {
    const some = urns.slice(from, from + SCHOOLS_AT_ONCE);
    const pipeline = redis.pipeline();
    for (const urn of some) pipeline.getBuffer(partitionKeys.pupils(partitionOf(urn, partitions), urn));
    const tables = await execAll<Buffer | null>(pipeline);
    tables.forEach((table, i) => {
      for (let slot = 1; table && slot < slotCountOf(table); slot++)
        if (packedUpnAt(table, slot) === packed) found.push({ urn: some[i], slot });
    });
  }
  return found;
}
