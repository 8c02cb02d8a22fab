import type { Command } from 'commander';
import { type Config, ConfigError } from '../../shared/node/config.ts';
import { createLogger } from '../../shared/node/logger.ts';
import { type Console, terminal } from './console.ts';
import { startEmbeddedRedis } from './installation-redis.ts';
import { startLocalCluster } from './local-cluster.ts';
import { addConfigOptions, configOf, PUBLIC_OPTIONS } from './options.ts';
import { logPath } from './spawn-role.ts';
import { type Installation, startInstallation } from './supervisor.ts';

/** A second Ctrl-C within this time is the same one, passed on by npm as well as by the terminal. */
const SAME_SIGNAL_MS = 1_500;

/** `bellwether start` and `bellwether cluster`: everything, until Ctrl-C. */
export function addStartCommand(program: Command): void {
  const command = program
    .command('start')
    .description('start Redis, the workers, the server and the feed; Ctrl-C stops all of it');
  addConfigOptions(command, PUBLIC_OPTIONS).action(() =>
    start(startable(configOf(command)), startEmbeddedRedis),
  );
  const cluster = program
    .command('cluster')
    .description('the same on a Redis Cluster of three masters and three replicas on this machine');
  const options = PUBLIC_OPTIONS.filter((name) => name !== 'redis');
  addConfigOptions(cluster, options).action(() => start(startable(configOf(cluster)), startLocalCluster));
}

/** @throws ConfigError when this start would be told to play without the tokens that the feed sends with */
function startable(config: Config): Config {
  if (config.demoAccess || config.feed === 'none') return config;
  throw new ConfigError([
    `--feed ${config.feed}: the feed sends with the demo tokens; add --feed none, or --demo-access on`,
  ]);
}

async function start(config: Config, startRedis: typeof startEmbeddedRedis): Promise<void> {
  const logger = createLogger({
    role: 'supervisor',
    level: config.logLevel,
    file: logPath(config.data, 'supervisor'),
  });
  const console: Console = {
    say: (text) => {
      terminal.say(text);
      logger.info(text);
    },
  };
  const asked = stopSignal(console);
  try {
    const installation = await startInstallation(config, console, asked, startRedis);
    console.say(
      `Bellwether is running: ${installation.url}  (${feedWords(config)}; data in ${config.data}; Ctrl-C stops it)`,
    );
    await untilAborted(asked);
    await stopAndTell(installation, console);
    process.exit(0);
  } catch (error) {
    if (asked.aborted) process.exit(0);
    logger.fatal({ err: error }, 'start_failed');
    throw error;
  }
}

function feedWords({ feed }: Config): string {
  if (feed === 'none') return 'real clock, no feed';
  return feed === 'england' ? 'simulated England' : 'simulated pupils in imported schools';
}

async function stopAndTell(installation: Installation, console: Console): Promise<void> {
  const startedAt = Date.now();
  await installation.stop();
  console.say(`Stopped in ${((Date.now() - startedAt) / 1000).toFixed(1)} s.`);
}

/** Aborts on the first SIGINT, SIGTERM or SIGHUP; a later second one ends this process, and its children with it. */
function stopSignal(console: Console): AbortSignal {
  const controller = new AbortController();
  let firstAt = 0;
  const onSignal = (signal: NodeJS.Signals) => {
    if (firstAt === 0) {
      firstAt = Date.now();
      console.say(`${signal}: stopping. Once more ends everything at once.`);
      controller.abort(new Error('asked to stop'));
    } else if (Date.now() - firstAt > SAME_SIGNAL_MS) {
      process.exit(1);
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  return controller.signal;
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((settle) => {
    if (signal.aborted) settle();
    signal.addEventListener('abort', () => settle(), { once: true });
  });
}
