import { join } from 'node:path';
import type { Redis } from 'ioredis';
import { type Clock, createClock } from './clock.ts';
import { type Config, loadConfig } from './config.ts';
import { checkLayout, checkOrBeginLayout } from './layout-record.ts';
import { createLogger, type Logger } from './logger.ts';
import { type ConnectOptions, connectRedis } from './redis.ts';

/** What every role is given to work with. Connections made by `connect` are closed after the role has stopped. */
export interface WorkerParts {
  readonly config: Config;
  /** A connection of its own, named for `CLIENT LIST`; its errors are logged. */
  readonly connect: (purpose: string, options?: ConnectOptions) => Redis;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Something that runs until it is stopped; `stop` settles when its work is safe and its effects have ended. */
export interface Running {
  stop(): Promise<void>;
}

export type StartRole = (parts: WorkerParts) => Promise<Running>;

/** What the supervisor says to a process it has started: Redis has loaded and its clock is set, and where it is. */
export interface GoMessage {
  readonly kind: 'go';
  readonly redis: string;
}

/** What a supervised process says to the supervisor over the channel between them. */
export type ChildMessage =
  | { readonly kind: 'started' }
  | { readonly kind: 'failed'; readonly message: string };

const STOP_DEADLINE_MS = 5_000;
/** Without a supervisor Redis has gone too: there is little left that could be made safe. */
const ORPHAN_DEADLINE_MS = 1_500;

/**
 * Runs one role as this process: configuration from the environment, log, the role's modules, then, once a supervisor
 * has said go, clock and connections and what was loaded; on SIGTERM, SIGINT or the end of its supervisor it stops in
 * reverse order and exits. An error nobody expected ends the process, and the supervisor starts it again.
 * @param name the process's own name, e.g. `count-2`; its log file is called so
 */
export async function runRole(name: string, load: () => Promise<StartRole>): Promise<void> {
  const supervised = process.connected === true;
  const config = loadConfig({}, process.env);
  const go = supervised ? goSaid() : config.redis;
  const file = supervised ? { file: logFile(config, name) } : {};
  const logger = createLogger({ role: name, level: config.logLevel, ...file });
  const stack = createStopStack();
  const fail = (error: unknown) => failProcess(error, logger);
  process.on('uncaughtException', fail).on('unhandledRejection', fail);
  stopOnRequest(supervised, stack, logger);
  try {
    // Seconds of work, most of it while Redis loads.
    const start = await load();
    const redis = await go;
    const opened = { ...config, ...(redis && { redis }) };
    const parts = await openParts(name, opened, logger, stack, checkOrBeginLayout);
    const role = await start(parts);
    stack.push('role', () => role.stop());
    logger.info('role_started');
    tellSupervisor({ kind: 'started' });
  } catch (error) {
    fail(error);
  }
}

/**
 * Runs a task once as this process and exits with the code the task gives. Its log goes to a file, so that standard
 * output holds only what the task prints.
 */
export async function runOnce(name: string, task: (parts: WorkerParts) => Promise<number>): Promise<void> {
  const config = loadConfig({}, process.env);
  const logger = createLogger({ role: name, level: config.logLevel, file: logFile(config, name) });
  const stack = createStopStack();
  try {
    process.exitCode = await task(await openParts(name, config, logger, stack, checkLayout));
    await stack.stopAll();
  } catch (error) {
    failProcess(error, logger);
  }
}

const logFile = (config: Config, name: string) => join(config.data, 'logs', `${name}.log`);

/** Opens what a role works with, the data by `open`, and notes on `stack` how to close it again. */
export async function openParts(
  name: string,
  config: Config,
  logger: Logger,
  stack: StopStack,
  open: typeof checkLayout,
): Promise<WorkerParts> {
  const location = config.redis;
  if (location === undefined)
    throw new Error(`${name} needs a Redis: give --redis URL, or start everything by npm start`);
  const connect: WorkerParts['connect'] = (purpose, options) => {
    const redis = connectRedis(location, { connectionName: `${name}:${purpose}`, ...options });
    let reported = false;
    redis.on('ready', () => {
      reported = false;
    });
    redis.on('error', (error) => {
      if (!reported) logger.warn({ purpose, error: error.message }, 'redis_unreachable');
      reported = true;
    });
    stack.push(`redis:${purpose}`, async () => redis.disconnect());
    return redis;
  };
  const general = connect('clock');
  await open(general, config.partitions);
  const clock = await createClock(general);
  stack.push('clock', async () => clock.stop());
  return { config, connect, clock, logger };
}

/** Where Redis is, once the supervisor says that everything may begin. */
function goSaid(): Promise<string> {
  return new Promise((settle) => {
    process.once('message', ({ redis }: GoMessage) => settle(redis));
  });
}

/** Things to stop, the last pushed first. */
export interface StopStack {
  push(name: string, stop: () => Promise<void>): void;
  /** Stops everything once, even when one of them fails; the first error is thrown after the last has stopped. */
  stopAll(): Promise<void>;
}

export function createStopStack(): StopStack {
  const entries: { name: string; stop: () => Promise<void> }[] = [];
  let stopping: Promise<void> | undefined;
  const unwind = async () => {
    const errors: unknown[] = [];
    for (let entry = entries.pop(); entry; entry = entries.pop()) {
      const { name, stop } = entry;
      await stop().catch((error) => errors.push(new Error(`stopping ${name} failed`, { cause: error })));
    }
    if (errors.length > 0) throw errors[0];
  };
  return {
    push: (name, stop) => void entries.push({ name, stop }),
    stopAll: () => {
      stopping ??= unwind();
      return stopping;
    },
  };
}

/**
 * A terminal sends Ctrl-C to every process of its group: a supervised one leaves that to the supervisor, which stops
 * them in order, and ends by itself when the channel to the supervisor closes.
 */
function stopOnRequest(supervised: boolean, stack: StopStack, logger: Logger): void {
  let asked = false;
  const stop = (reason: string, deadlineMs = STOP_DEADLINE_MS) => {
    if (asked) return;
    asked = true;
    logger.info({ reason }, 'role_stopping');
    setTimeout(() => process.exit(1), deadlineMs).unref();
    stack.stopAll().then(
      () => process.exit(0),
      (error) => failProcess(error, logger),
    );
  };
  process.on('SIGTERM', () => stop('SIGTERM'));
  process.on('SIGINT', () => {
    if (!supervised) stop('SIGINT');
  });
  if (supervised) process.on('disconnect', () => stop('supervisor_gone', ORPHAN_DEADLINE_MS));
}

function failProcess(error: unknown, logger: Logger): void {
  const message = error instanceof Error ? error.message : String(error);
  logger.fatal({ err: error }, 'role_failed');
  if (process.connected && process.send) {
    const failed: ChildMessage = { kind: 'failed', message };
    process.send(failed, () => process.exit(1));
  } else {
    process.stderr.write(`${message}\n`);
    process.exit(1);
  }
}

function tellSupervisor(message: ChildMessage): void {
  if (process.connected) process.send?.(message);
}
