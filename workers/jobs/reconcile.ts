import { archiveFolder } from '../../shared/node/archive/paths.ts';
import { globalKeys } from '../../shared/redis/keys.ts';
import type { JobParts } from './job.ts';
import { recount } from './recount.ts';

/** Counts everything again by independent code and keeps the result; a difference is logged as an error. */
export async function reconcile({ redis, config, logger }: JobParts): Promise<void> {
  const result = await recount(redis, { partitions: config.partitions, archive: archiveFolder(config) });
  await redis.set(globalKeys.lastReconcile, JSON.stringify({ at: Date.now(), ...result }));
  if (result.differences > 0) logger.error(result, 'counts_differ_from_recount');
  else {
    await redis.del(globalKeys.breaches);
    logger.info({ cells: result.cells, ms: result.ms }, 'counts_reconciled');
  }
}
