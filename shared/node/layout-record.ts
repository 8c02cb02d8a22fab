/**
 * Which layout a Redis is in, and how many partitions it has. A start opens its own layout alone: an older one is
 * migrated by a command, a newer one is left to newer code.
 */
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { globalKeys, partitionKeys } from '../redis/keys.ts';

/** 1: before the archive, without a record. 2: everything accepted is in the archive. */
export const LAYOUT = 2;

export const layoutSchema = z.object({
  layout: z.number().int(),
  partitions: z.number().int(),
  /** A rebuild into this Redis has begun and not ended. */
  rebuilding: z.boolean().default(false),
});
export type LayoutRecord = z.infer<typeof layoutSchema>;

export async function readLayout(redis: Redis): Promise<LayoutRecord | undefined> {
  const text = await redis.get(globalKeys.layout);
  return text === null ? undefined : layoutSchema.parse(JSON.parse(text));
}

export async function writeLayout(redis: Redis, record: LayoutRecord): Promise<void> {
  await redis.set(globalKeys.layout, JSON.stringify(record));
}

/** Why a record may not be opened by this code with so many partitions; undefined when it may. */
export function refusal(record: LayoutRecord, partitions: number): string | undefined {
  if (record.layout > LAYOUT)
    return `The data has layout ${record.layout} and this build reads ${LAYOUT}: it was written by a newer Bellwether. Use that one.`;
  if (record.rebuilding) return 'A rebuild of this data was broken off. Run "npx bellwether rebuild" again.';
  if (record.layout < LAYOUT)
    return `The data has layout ${record.layout}, this build reads ${LAYOUT}. Run "npx bellwether migrate" first.`;
  if (record.partitions !== partitions)
    return `The data has ${record.partitions} partitions, not ${partitions}. Give --partitions ${record.partitions}, or change it by "npx bellwether rebuild --from archive --partitions ${partitions}".`;
  return undefined;
}

/**
 * Opens the data for a start: an empty Redis gets its record.
 * @throws Error that names the command to run when this code may not open it
 */
export async function openLayout(redis: Redis, partitions: number): Promise<void> {
  const record = await readLayout(redis);
  if (record === undefined && !(await holdsSchools(redis))) {
    await writeLayout(redis, { layout: LAYOUT, partitions, rebuilding: false });
    return;
  }
  const why = refusal(record ?? { layout: 1, partitions, rebuilding: false }, partitions);
  if (why) throw new Error(why);
}

/**
 * Opens the data for one role or task of an installation whose start was another's: data without a record is let be.
 * @throws Error that names the command to run when this code may not open it
 */
export async function checkLayout(redis: Redis, partitions: number): Promise<void> {
  const record = await readLayout(redis);
  const why = record && !record.rebuilding ? refusal(record, partitions) : undefined;
  if (why) throw new Error(why);
}

/**
 * Opens the data for a role that may be the first of its installation, as where each is a container: whichever comes
 * first to an empty Redis gives it its record, and one with another number of partitions is refused.
 * @throws Error that names the command to run when this code may not open it
 */
export async function checkOrBeginLayout(redis: Redis, partitions: number): Promise<void> {
  if (!(await holdsSchools(redis))) {
    const begun: LayoutRecord = { layout: LAYOUT, partitions, rebuilding: false };
    await redis.set(globalKeys.layout, JSON.stringify(begun), 'NX');
  }
  await checkLayout(redis, partitions);
}

/** Whether anything was ever taken in. */
async function holdsSchools(redis: Redis): Promise<boolean> {
  const found = await Promise.all([redis.exists(globalKeys.schools), redis.exists(partitionKeys.intake(0))]);
  return found.some((count) => count > 0);
}
