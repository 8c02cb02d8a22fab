import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Redis } from 'ioredis';
import { embeddedLocation, findProgram, spawnRedis, waitForRedis } from '../../shared/node/embedded-redis.ts';
import { type ConnectOptions, connectRedis } from '../../shared/node/redis.ts';
import { sweep } from './leaks/sweep.ts';

/** A real Redis for one test file, set as the product sets its own (append-only, fsync always), in a folder of its own. */
export interface TestRedis {
  /** `unix:///...`, for `connectRedis`. */
  readonly location: string;
  /** The data folder it lies in. */
  readonly data: string;
  /** A connection that is closed with the server. */
  connect(options?: ConnectOptions): Redis;
  /** Ends it as kill -9 would. */
  kill(): Promise<void>;
  /** Starts it again on what it has kept. */
  restart(): Promise<void>;
  /** Ends it and removes the folder. */
  stop(): Promise<void>;
}

/** Starts a `redis-server`; nothing of it outlives `stop`, nor the test's process. */
export async function startTestRedis(): Promise<TestRedis> {
  const program = findProgram('redis-server');
  if (program === undefined) throw new Error('redis-server is not installed; npm test installs it');
  const data = await mkdtemp(join(tmpdir(), 'bellwether-test-'));
  const location = embeddedLocation(data);
  const launch = async () => {
    const child = spawnRedis(program, data);
    await waitForRedis(location, () => child.exitCode !== null);
    return child;
  };
  let child = await launch();
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((settle) => child.once('exit', settle));
    child.kill('SIGKILL');
    await ended;
  };
  const connections: Redis[] = [];
  return {
    location,
    data,
    connect: (options) => {
      const redis = connectRedis(location, options);
      redis.on('error', () => undefined);
      connections.push(redis);
      return redis;
    },
    kill,
    restart: async () => {
      await kill();
      child = await launch();
    },
    stop: async () => {
      for (const redis of connections) redis.disconnect();
      await kill();
      await sweep(data).finally(() => rm(data, { recursive: true, force: true }));
    },
  };
}
