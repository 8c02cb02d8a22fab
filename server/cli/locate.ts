import type { Redis } from 'ioredis';
import { type Config, maskSecrets } from '../../shared/node/config.ts';
import { connectRedis } from '../../shared/node/redis.ts';
import { type Run, readRun } from '../../shared/node/run-file.ts';

/** Where a running instance is: by `--redis`, or by what the data folder says is running. */
export interface Located {
  readonly redis: string;
  /** Undefined with `--redis`, which does not tell where the front door is. */
  readonly run: Run | undefined;
}

/** @throws Error that says how to start one, when nothing runs from the data folder */
export function locate(config: Config): Located {
  if (config.redis !== undefined) return { redis: config.redis, run: undefined };
  const run = requireRun(config);
  return { redis: run.redis, run };
}

/** What runs from the data folder. @throws Error that says how to start it */
export function requireRun(config: Config): Run {
  const run = readRun(config.data);
  if (run) return run;
  throw new Error(
    `Nothing is running from ${config.data}. Start it by npm start, or name the folder of a running one by --data, or its Redis by --redis.`,
  );
}

/** Does something with a connection to a running instance's Redis and closes it. */
export async function withRedis<T>(location: string, task: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = connectRedis(location, { connectionName: 'cli', maxRetriesPerRequest: 3 });
  redis.on('error', () => undefined);
  try {
    return await task(redis);
  } catch (error) {
    if ((error as Error).name !== 'MaxRetriesPerRequestError') throw error;
    throw new Error(`The Redis at ${maskSecrets(location)} does not answer. Is it still running?`);
  } finally {
    redis.disconnect();
  }
}
