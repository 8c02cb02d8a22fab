import { Queue, Worker } from 'bullmq';
import type { Running, WorkerParts } from '../../shared/node/lifecycle.ts';
import { startAuditFiler } from './audit/filer.ts';
import { JOBS } from './catalog.ts';

const QUEUE = 'jobs';
/** One hash tag, so that Redis Cluster keeps the queue's keys together. */
const PREFIX = '{bullmq}';
const KEEP = { count: 100 };

/**
 * Runs the jobs of the catalog on their schedules. Several processes may: a schedule is one entry in Redis, and a
 * job is taken by one of them.
 */
export async function startJobs(parts: WorkerParts): Promise<Running> {
  const { config, connect, clock, logger } = parts;
  const filer = await startAuditFiler(parts);
  const redis = connect('jobs', { maxRetriesPerRequest: null });
  const queue = new Queue(QUEUE, { connection: redis, prefix: PREFIX });
  for (const [name, { pattern }] of Object.entries(JOBS)) {
    const template = { name, opts: { removeOnComplete: KEEP, removeOnFail: KEEP } };
    await queue.upsertJobScheduler(name, { pattern, tz: 'Europe/London' }, template);
  }
  for (const { key } of await queue.getJobSchedulers())
    if (!Object.hasOwn(JOBS, key)) await queue.removeJobScheduler(key);
  const worker = new Worker(
    QUEUE,
    async (job) => {
      const known = JOBS[job.name];
      if (!known) throw new Error(`no job is called "${job.name}"`);
      await known.run({ redis, config, clock, logger });
    },
    { connection: connect('jobs-wait', { maxRetriesPerRequest: null }), prefix: PREFIX },
  );
  worker.on('failed', (job, error) => logger.error({ job: job?.name, err: error }, 'job_failed'));
  worker.on('error', (error) => logger.warn({ error: error.message }, 'jobs_unreachable'));
  return {
    stop: async () => {
      await worker.close();
      await queue.close();
      await filer.stop();
    },
  };
}
