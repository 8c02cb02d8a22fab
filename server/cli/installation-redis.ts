import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Redis } from 'ioredis';
import { maskSecrets } from '../../shared/node/config.ts';
import { dataPaths } from '../../shared/node/data-folder.ts';
import { embeddedLocation, findProgram, spawnRedis, waitForRedis } from '../../shared/node/embedded-redis.ts';
import { connectRedis } from '../../shared/node/redis.ts';
import { mastersOf } from '../../shared/node/redis-nodes.ts';
import { type Console, seconds } from './console.ts';
import { judgeDurability, leastDurable, readSettings } from './durability.ts';
import { type KeptProcess, keepRunning } from './kept-process.ts';

const TRIES = 3;

/** A connection whose errors are left to the processes that report them. */
export function quietConnection(location: string): Redis {
  const redis = connectRedis(location, { connectionName: 'supervisor', maxRetriesPerRequest: 5 });
  redis.on('error', () => undefined);
  return redis;
}

/**
 * Starts the embedded Redis of a data folder and keeps it running. Settles when it has loaded its data.
 */
export async function startEmbeddedRedis(
  data: string,
  console: Console,
  onStart: (redis: KeptProcess) => void,
  signal: AbortSignal,
): Promise<string> {
  const program = findProgram('redis-server');
  if (program === undefined) {
    throw new Error(
      'redis-server is not installed. Run: apt-get install redis-server (npm start does it for you)',
    );
  }
  const log = join(dataPaths(data).redis, 'redis.log');
  const location = embeddedLocation(data);
  const startedAt = Date.now();
  let starts = 0;
  const spawn = () => {
    starts++;
    return spawnRedis(program, data);
  };
  onStart(keepRunning({ name: 'redis', log, spawn }, console, () => undefined));
  const isOver = () => signal.aborted || starts > TRIES;
  await waitForRedis(location, isOver).catch((error) => {
    signal.throwIfAborted();
    throw new Error(`${error.message}. The end of ${log}:\n${lastLines(log)}`);
  });
  console.say(`Redis has loaded ${data} in ${seconds(Date.now() - startedAt)}.`);
  return location;
}

function lastLines(path: string): string {
  try {
    return readFileSync(path, 'utf8').trimEnd().split('\n').slice(-5).join('\n');
  } catch {
    return '(there is no log)';
  }
}

/** @returns whether the Redis given by `--redis` keeps what it was told at once; @throws when it may drop marks */
export async function checkGivenRedis(redis: Redis, location: string, console: Console): Promise<boolean> {
  const address = maskSecrets(location);
  await redis.ping().catch((error) => {
    throw new Error(
      `The Redis at ${address} does not answer (${error.message}). Check --redis, or leave it out.`,
    );
  });
  const judgements = await Promise.all(
    mastersOf(redis).map(async (node) => judgeDurability(await readSettings(node))),
  );
  const judged = leastDurable(judgements);
  if (judged.verdict === 'ok') return true;
  if (judged.verdict === 'refused') throw new Error(`The Redis at ${address} is refused: ${judged.reason}`);
  console.say(`NOT DURABLE: the Redis at ${address}: ${judged.reason}`);
  return false;
}
