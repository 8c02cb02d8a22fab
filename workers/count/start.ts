import { randomBytes } from 'node:crypto';
import { DayArchive } from '../../shared/node/archive/day-archive.ts';
import { archiveFolder } from '../../shared/node/archive/paths.ts';
import type { Running, WorkerParts } from '../../shared/node/lifecycle.ts';
import { leaseHolder } from '../../shared/redis/lease-holder.ts';
import { commitScripts } from './commit.ts';
import { Leases, leaseScripts } from './leases.ts';
import { CountWorker } from './worker.ts';

const REFRESH_MS = 250;

/** Starts a count worker: as many as one likes may run, without agreement between them. */
export async function startCount({ config, connect, logger }: WorkerParts): Promise<Running> {
  const id = randomBytes(6).toString('hex');
  let commits = 0;
  const leases = new Leases(
    connect('leases', { scripts: leaseScripts }),
    leaseHolder(id, process.pid),
    config.partitions,
  );
  const redis = connect('commit', { scripts: commitScripts });
  const worker = new CountWorker({
    reader: connect('read', { blocking: true }),
    redis,
    old: new DayArchive(redis, archiveFolder(config)),
    leases,
    logger,
    nextToken: () => `${id}:${++commits}`,
    realNow: Date.now,
  });
  await leases.refresh();
  const refreshing = setInterval(() => {
    leases.refresh().catch((error) => logger.warn({ err: error }, 'lease_refresh_failed'));
  }, REFRESH_MS);
  const loop = worker.run();
  loop.catch((error) => {
    // Unknown: end the process and be started again from what Redis holds.
    logger.fatal({ err: error }, 'count_loop_failed');
    process.exitCode = 1;
    process.kill(process.pid, 'SIGTERM');
  });
  return {
    stop: async () => {
      clearInterval(refreshing);
      await worker.stop();
      await leases.release();
    },
  };
}
