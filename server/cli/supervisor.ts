import type { Config } from '../../shared/node/config.ts';
import { lockDataFolder } from '../../shared/node/data-folder.ts';
import { allowRewrites } from '../../shared/node/embedded-redis.ts';
import { openLayout } from '../../shared/node/layout-record.ts';
import { createStopStack } from '../../shared/node/lifecycle.ts';
import { removeRun, writeRun } from '../../shared/node/run-file.ts';
import { ensureKeyFile } from '../../shared/node/vault/keys.ts';
import { keepClockSeen, prepareClock } from './clock-keeper.ts';
import type { Console } from './console.ts';
import { takePort } from './free-port.ts';
import { freeLeasesOf } from './freed-leases.ts';
import { checkGivenRedis, quietConnection, startEmbeddedRedis } from './installation-redis.ts';
import type { KeptProcess } from './kept-process.ts';
import { createGate, planRole, type Site } from './kept-roles.ts';
import { endOrphans } from './orphans.ts';
import { waitUntilReady } from './readiness.ts';
import { ingestSocketOf } from './spawn-role.ts';

/** A whole installation, running. */
export interface Installation {
  readonly url: string;
  /** Ends everything in order: feed, server, ingest, count, archive, jobs, Redis. Settles when nothing is left. */
  stop(): Promise<void>;
}

const REDIS_STOP_MS = 2_000;
/** From here on after a start Redis may rewrite its append-only file, and as often it is told so again. */
const REWRITES_MS = 30_000;

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
    // A given Redis is production: its key comes from the configuration, or names are not kept.
    if (asked.redis === undefined) await ensureKeyFile(asked);
    const { loaded } = await beginRedis(asked, console, (begun) => {
      const keep = (redis: KeptProcess) => {
        onStart(redis);
        begun();
      };
      return startRedis(asked.data, console, keep, signal);
    });
    const config = { ...asked, port, ingestSocket: ingestSocketOf(asked.data) };
    const run = runNotes(config, kept);
    const site = { config, console, stack, kept, noteRun: run.note, gate: createGate() };
    await startRoles(site, loaded.then(run.begin), signal);
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

/** A Redis that is there, and whether it keeps what it was told at once. */
interface OpenedRedis {
  location: string;
  durable: boolean;
}

/** Settles when Redis runs, with a promise of when it has loaded; a given one runs already. */
async function beginRedis(
  config: Config,
  console: Console,
  start: (begun: () => void) => Promise<string>,
): Promise<{ loaded: Promise<OpenedRedis> }> {
  if (config.redis !== undefined) return { loaded: checkRedis(config.redis, console) };
  let begun = () => {};
  const hasBegun = new Promise<void>((settle) => {
    begun = settle;
  });
  const loaded = start(() => begun()).then((location) => ({ location, durable: true }));
  await Promise.race([hasBegun, loaded]);
  return { loaded };
}

async function checkRedis(location: string, console: Console): Promise<OpenedRedis> {
  const redis = quietConnection(location);
  try {
    return { location, durable: await checkGivenRedis(redis, location, console) };
  } finally {
    redis.disconnect();
  }
}

/** Notes in run.json what runs, from the moment it is known where Redis is. */
function runNotes(
  config: Config,
  kept: readonly KeptProcess[],
): { note: () => void; begin: (redis: OpenedRedis) => string } {
  const startedAt = new Date().toISOString();
  let redis: OpenedRedis | undefined;
  const note = () => {
    if (redis === undefined) return;
    const running = kept
      .map((process) => [process.name, process.pid()])
      .filter(([, pid]) => pid !== undefined);
    writeRun(config.data, {
      pid: process.pid,
      url: urlOf(config),
      redis: redis.location,
      ingest: config.ingestSocket ?? '',
      startedAt,
      demoAccess: config.demoAccess,
      durable: redis.durable,
      processes: Object.fromEntries(running),
    });
  };
  const begin = (opened: OpenedRedis) => {
    redis = opened;
    note();
    return opened.location;
  };
  return { note, begin };
}

/**
 * Starts what a screen needs while Redis is still loading, lets it go on when Redis has, and starts the rest when the
 * server is ready: on a machine of few cores nobody waits for what is not waited for. They are stopped in the order of
 * the stack.
 */
async function startRoles(site: Site, redis: Promise<string>, signal: AbortSignal): Promise<void> {
  const { config, console, stack } = site;
  const late = { connection: async () => {}, clock: async () => {}, freeLeases: (_pid: number) => {} };
  stack.push('supervisor connection', () => late.connection());
  stack.push('clock', () => late.clock());
  const counters = Array.from({ length: config.workers }, (_, i) => `count-${i + 1}`);
  const jobs = planRole(site, 'jobs', ['jobs']);
  const archive = planRole(site, 'archive', ['archive']);
  const count = planRole(site, 'count', counters, (pid) => late.freeLeases(pid));
  const standing = planRole(site, 'signal', ['signal']);
  const ingest = planRole(site, 'ingest', ['ingest']);
  const server = planRole(site, 'server', ['server']);
  const feed = planRole(site, 'feed', ['feed']);
  for (const start of [server, ingest, count]) start();
  const location = await redis;
  signal.throwIfAborted();
  const connection = quietConnection(location);
  late.connection = async () => connection.disconnect();
  // While Redis is away the leases run out by themselves.
  late.freeLeases = (pid) => void freeLeasesOf(connection, config.partitions, pid).catch(() => undefined);
  await openLayout(connection, config.partitions);
  await prepareClock(connection, config, Date.now());
  const clock = keepClockSeen(connection);
  late.clock = () => clock.stop();
  site.gate.open(location);
  await waitUntilReady(urlOf(config), console, signal);
  // A Redis that was given looks after itself.
  if (config.redis === undefined) {
    const rewrites = setInterval(() => void allowRewrites(connection).catch(() => undefined), REWRITES_MS);
    stack.push('rewrites', async () => clearInterval(rewrites));
  }
  for (const start of [archive, standing, jobs]) start();
  if (config.feed !== 'none') feed();
}
