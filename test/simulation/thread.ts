/** A thread of the simulation: runs the seeds it is told, one after the other. */
import { parentPort } from 'node:worker_threads';
import { runSeed } from './run-seed.ts';
import type { Request } from './store/redis.ts';
import type { RunOptions } from './world/world.ts';

/** What a thread is asked to do. */
export interface Task extends RunOptions {
  seed: number;
  /** Whether the commands that the model of Redis ran are wanted as well. */
  record: boolean;
}

parentPort!.on('message', async ({ seed, record, ...options }: Task) => {
  const requests: Request[] = [];
  const result = await runSeed(seed, options, record ? (request) => requests.push(request) : undefined);
  parentPort!.postMessage(record ? { ...result, requests } : result);
});
