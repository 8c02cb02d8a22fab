import type { Config } from '../../shared/node/config.ts';
import { lockDataFolder } from '../../shared/node/data-folder.ts';
import { openLayout } from '../../shared/node/layout-record.ts';
import { createStopStack, type StopStack } from '../../shared/node/lifecycle.ts';
import { removeRun, writeRun } from '../../shared/node/run-file.ts';
import { keepClockSeen, prepareClock } from './clock-keeper.ts';
import type { Console } from './console.ts';
import { takePort } from './free-port.ts';
import { checkGivenRedis, quietConnection, startEmbeddedRedis } from './installation-redis.ts';
import { type KeptProcess, keepRunning } from './kept-process.ts';
import { endOrphans } from './orphans.ts';
import { waitUntilReady } from './readiness.ts';
import { ingestSocketOf, logPath, type Role, spawnSupervised } from './spawn-role.ts';

/** A whole installation, running. */
export interface Installation {
  readonly url: string;
  /** Ends everything in order: feed, server, ingest, count, archive, jobs, Redis. Settles when nothing is left. */
  stop(): Promise<void>;
}

/** What the steps of a start share. */
interface Site {
  readonly config: Config & { redis: string };
  readonly console: Console;
  readonly stack: StopStack;
  /** Every process kept running, for run.json and for ending them all at once. */
  readonly kept: KeptProcess[];
  /** Brings run.json up to date with the processes that run now. */
  readonly noteRun: () => void;
}

/** Six groups of processes one after the other, then Redis: within 10 s in all, also when every one hangs. */
const STOP_MS = 1_300;
const REDIS_STOP_MS = 2_000;

/**
 * Starts Redis (or checks the given one), the clock, the workers and the server, and keeps them running. When a step
 * fails or `signal` aborts, what was started before is stopped again.
 * @param startRedis starts what is used without `--redis`
 * @throws DataFolderInUseError, or an Error that says what to do
 */
export async function startInstallation(
  asked: Config,
  console: Console,
  signal: AbortSignal,
  startRedis: typeof startEmbeddedRedis = startEmbeddedRedis,
): Promise<Installation> {
  const stack = createStopStack();
  const kept: KeptProcess[] = [];
  const killAll = () => {
    for (const process of kept) process.kill();
  };
  try {
    const lock = await lockDataFolder(asked.data, 'bellwether start');
    stack.push('lock', () => lock.release());
    await endOrphans(asked.data, console);
    const port = await takePort(asked.port, asked.host);
    stack.push('run.json', async () => removeRun(asked.data));
    const onStart = (redis: KeptProcess) => {
      kept.push(redis);
      stack.push('redis', () => redis.stop(REDIS_STOP_MS));
    };
    const redis = await openRedis(asked, console, (...parts) => startRedis(...parts, onStart, signal));
    signal.throwIfAborted();
    const config = { ...asked, port, redis: redis.location, ingestSocket: ingestSocketOf(asked.data) };
    const noteRun = runNotes(config, redis.durable, kept);
    await startRoles({ config, console, stack, kept, noteRun }, signal);
    return { url: urlOf(config), stop: () => stack.stopAll().finally(killAll) };
  } catch (error) {
    await stack.stopAll().finally(killAll);
    throw error;
  }
}

/** The address people open; a server that listens everywhere is also on this machine's own. */
export function urlOf({ host, port }: Pick<Config, 'host' | 'port'>): string {
  const name = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${name.includes(':') && !name.startsWith('[') ? `[${name}]` : name}:${port}`;
}

async function openRedis(
  config: Config,
  console: Console,
  start: (data: string, console: Console) => Promise<string>,
): Promise<{ location: string; durable: boolean }> {
  if (config.redis === undefined) return { location: await start(config.data, console), durable: true };
  const redis = quietConnection(config.redis);
  try {
    return { location: config.redis, durable: await checkGivenRedis(redis, config.redis, console) };
  } finally {
    redis.disconnect();
  }
}

function runNotes(config: Config, durable: boolean, kept: readonly KeptProcess[]): () => void {
  const startedAt = new Date().toISOString();
  return () => {
    const running = kept
      .map((process) => [process.name, process.pid()])
      .filter(([, pid]) => pid !== undefined);
    writeRun(config.data, {
      pid: process.pid,
      url: urlOf(config),
      redis: config.redis ?? '',
      ingest: config.ingestSocket ?? '',
      startedAt,
      demoAccess: config.demoAccess,
      durable,
      processes: Object.fromEntries(running),
    });
  };
}

async function startRoles(site: Site, signal: AbortSignal): Promise<void> {
  const { config, console, stack } = site;
  const redis = quietConnection(config.redis);
  stack.push('supervisor connection', async () => redis.disconnect());
  await openLayout(redis, config.partitions);
  await prepareClock(redis, config, Date.now());
  const clock = keepClockSeen(redis);
  stack.push('clock', () => clock.stop());
  keepRole(site, 'jobs', ['jobs']);
  keepRole(site, 'archive', ['archive']);
  keepRole(
    site,
    'count',
    Array.from({ length: config.workers }, (_, i) => `count-${i + 1}`),
  );
  keepRole(site, 'signal', ['signal']);
  keepRole(site, 'ingest', ['ingest']);
  keepRole(site, 'server', ['server']);
  await waitUntilReady(urlOf(config), console, signal);
  if (config.feed !== 'none') keepRole(site, 'feed', ['feed']);
}

/** Keeps the processes of one role running; they are stopped together. */
function keepRole(site: Site, role: Role, names: readonly string[]): void {
  const { config, console, kept, stack, noteRun } = site;
  const processes = names.map((name) => {
    const number = name.slice(role.length + 1);
    const plan = {
      name,
      log: logPath(config.data, name),
      spawn: () => spawnSupervised(role, name, number === '' ? [] : [number], config),
    };
    return keepRunning(plan, console, noteRun);
  });
  kept.push(...processes);
  stack.push(role, async () => void (await Promise.all(processes.map((process) => process.stop(STOP_MS)))));
  noteRun();
}
