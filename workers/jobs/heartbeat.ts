import { globalKeys } from '../../shared/redis/keys.ts';
import type { JobParts } from './job.ts';

/** Writes down, in real time, that jobs are being run. */
export async function beat({ redis }: JobParts): Promise<void> {
  await redis.set(globalKeys.jobsHeartbeat, Date.now());
}
