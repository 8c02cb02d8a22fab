import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { dataPaths, isAlive, socketFolder } from './data-folder.ts';
import { connectRedis } from './redis.ts';

/** Where the embedded Redis of a data folder listens: a unix socket, no TCP port. */
export function embeddedLocation(data: string): string {
  return `unix://${socketPath(data)}`;
}

const socketPath = (data: string) => join(socketFolder(data), 'redis.sock');
const pidPath = (data: string) => join(dataPaths(data).redis, 'redis.pid');

/**
 * The settings that make a 202 durable: every write is in the append-only file, and on the disk, before it is
 * answered, and nothing is ever evicted.
 */
export const DURABLE_SETTINGS: Readonly<Record<string, string>> = {
  daemonize: 'no',
  loglevel: 'notice',
  appendonly: 'yes',
  appendfsync: 'always',
  'no-appendfsync-on-rewrite': 'no',
  // Half a base of commands to replay at most, and a base that is not compressed: both for a start after kill -9.
  'auto-aof-rewrite-percentage': '50',
  'auto-aof-rewrite-min-size': '256mb',
  rdbcompression: 'no',
  'maxmemory-policy': 'noeviction',
  save: '',
};

/**
 * A rewrite that is due would begin the moment Redis has loaded, on the core that a start needs: the embedded Redis
 * begins without, and whoever started it allows them later, and again from time to time, should Redis have been
 * started anew.
 */
export async function allowRewrites(redis: Redis): Promise<void> {
  const name = 'auto-aof-rewrite-percentage';
  await redis.config('SET', name, DURABLE_SETTINGS[name]);
}

function redisSettings(data: string): Record<string, string> {
  return {
    ...DURABLE_SETTINGS,
    'auto-aof-rewrite-percentage': '0',
    port: '0',
    unixsocket: socketPath(data),
    unixsocketperm: '700',
    pidfile: pidPath(data),
    dir: dataPaths(data).redis,
    logfile: join(dataPaths(data).redis, 'redis.log'),
  };
}

/** Starts `redis-server` on the data folder. @param program the path of redis-server */
export function spawnRedis(program: string, data: string): ChildProcess {
  mkdirSync(dataPaths(data).redis, { recursive: true });
  return spawnServer(program, redisSettings(data));
}

/**
 * Starts `redis-server` with the settings. It is in a process group of its own, so that Ctrl-C in a terminal does not
 * reach it before its users have stopped, and ends when this process ends, however that happens.
 */
export function spawnServer(program: string, settings: Readonly<Record<string, string>>): ChildProcess {
  const given = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
  const setpriv = findProgram('setpriv');
  const [command, before] = setpriv ? [setpriv, ['--pdeathsig', 'TERM', '--', program]] : [program, []];
  return spawn(command, [...before, ...given], { stdio: 'ignore', detached: true });
}

/** Waits until Redis has loaded its data and answers; throws when `hasEnded` says that it never will. */
export async function waitForRedis(location: string, hasEnded: () => boolean): Promise<void> {
  const redis = connectRedis(location, { maxRetriesPerRequest: null, retryStrategy: () => 50 });
  redis.on('error', () => undefined);
  try {
    const ready = redis.ping().then(() => true);
    ready.catch(() => undefined);
    while (!(await Promise.race([ready, sleep(100, false)]))) {
      if (hasEnded()) throw new Error('redis-server ended before it answered');
    }
  } finally {
    redis.disconnect();
  }
}

const ORPHAN_DEADLINE_MS = 8_000;

/**
 * Ends the redis-server that an earlier start left on this data folder. Call it only with the folder's lock in hand.
 * @returns the number of the process that was ended, or undefined when there was none
 */
export async function endOrphanRedis(data: string): Promise<number | undefined> {
  const pid = existsSync(pidPath(data)) ? Number(readFileSync(pidPath(data), 'utf8')) : 0;
  if (!(pid > 0) || !isAlive(pid) || !isRedisOf(pid, data)) return undefined;
  process.kill(pid, 'SIGTERM');
  for (let waited = 0; isAlive(pid); waited += 50) {
    if (waited === ORPHAN_DEADLINE_MS) process.kill(pid, 'SIGKILL');
    await sleep(50);
  }
  return pid;
}

/** A process of that number may be anything by now; Redis shows its socket in its title. */
function isRedisOf(pid: number, data: string): boolean {
  try {
    const title = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    return title.includes('redis-server') && title.includes(`unixsocket:${socketPath(data)}`);
  } catch {
    return false;
  }
}

/** The path of a program on PATH, or undefined. */
export function findProgram(name: string, path = process.env.PATH ?? ''): string | undefined {
  const folders = [...path.split(delimiter), '/usr/bin', '/usr/sbin', '/usr/local/bin'];
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
