/** A real Redis of a test's own: on a unix socket in a new folder, gone with the test. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { type ConnectOptions, connectRedis } from '../../shared/node/redis.ts';

const READY_TRIES = 200;
const TRY_MS = 25;

export interface TestRedis {
  /** `unix:///…/redis.sock` */
  location: string;
  /** A connection that is closed with the server. */
  connect(options?: ConnectOptions): Redis;
  stop(): Promise<void>;
}

/** Starts a `redis-server`; nothing of it outlives `stop`. */
export async function startTestRedis(): Promise<TestRedis> {
  const folder = mkdtempSync(join(tmpdir(), 'bellwether-redis-'));
  const socket = join(folder, 'redis.sock');
  const server = spawn(
    'redis-server',
    ['--port', '0', '--unixsocket', socket, '--dir', folder, '--save', '', '--appendonly', 'no'],
    { stdio: 'ignore' },
  );
  const ended = new Promise<void>((resolve) => server.once('close', () => resolve()));
  const connections: Redis[] = [];
  const connect = (options?: ConnectOptions) => {
    const redis = connectRedis(`unix://${socket}`, options);
    redis.on('error', () => {});
    connections.push(redis);
    return redis;
  };
  await waitUntilReady(connect());
  return {
    location: `unix://${socket}`,
    connect,
    stop: async () => {
      for (const redis of connections) redis.disconnect();
      server.kill('SIGKILL');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function waitUntilReady(redis: Redis): Promise<void> {
  for (let tries = 0; tries < READY_TRIES; tries++) {
    const answer = await redis.ping().catch(() => '');
    if (answer === 'PONG') return;
    await sleep(TRY_MS);
  }
  throw new Error('redis-server did not answer: is it installed (apt-get install redis-server)?');
}
