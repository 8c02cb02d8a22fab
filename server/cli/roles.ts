import { Argument, type Command } from 'commander';
import type { Config, OptionName } from '../../shared/node/config.ts';
import { readRun } from '../../shared/node/run-file.ts';
import { prepareClock } from './clock-keeper.ts';
import { locate, withRedis } from './locate.ts';
import { addConfigOptions, configOf } from './options.ts';
import { type Role, spawnForeground, WORKER_ROLES } from './spawn-role.ts';

const PLACE: OptionName[] = ['data', 'archive', 'redis'];

/** `serve`, `work`, `feed`, `reconcile`: single roles in the foreground, against an instance that runs elsewhere. */
export function addRoleCommands(program: Command): void {
  const serve = program.command('serve').description('run one server against a running Redis');
  addConfigOptions(serve, ['port', 'host', ...PLACE, 'demoAccess', 'logLevel']);
  serve.action(() => runForeground('server', [], served(configOf(serve))));

  const work = program.command('work').description('run one worker against a running Redis');
  work.addArgument(new Argument('<role>', 'what it does').choices(WORKER_ROLES));
  addConfigOptions(work, ['port', 'host', ...PLACE, 'demoAccess', 'partitions', 'logLevel']);
  work.action((role: Role) =>
    runForeground(role, role === 'count' ? [`p${process.pid}`] : [], pointed(configOf(work))),
  );

  const feed = program.command('feed').description('play simulated pupils into a running instance');
  feed.option(
    '--schools <KIND>',
    'england (invented schools) or imported (those of the instance)',
    'england',
  );
  addConfigOptions(feed, [
    'port',
    'host',
    ...PLACE,
    'feedSchools',
    'feedSpeed',
    'date',
    'demoAccess',
    'logLevel',
  ]);
  feed.action(() => play(feed));

  const reconcile = program
    .command('reconcile')
    .description('recount everything from the stored marks, by code of its own, and compare');
  reconcile.option('--json', 'print the result as JSON');
  addConfigOptions(reconcile, [...PLACE, 'partitions', 'logLevel']);
  reconcile.action((options: { json?: true }) =>
    runForeground('recount', options.json ? ['--json'] : [], pointed(configOf(reconcile))),
  );
}

/** The configuration with the Redis and the front door of the instance that it names. */
function pointed(config: Config): Config & { redis: string } {
  const { redis, run } = locate(config);
  if (run === undefined) return { ...config, redis };
  const { port, hostname } = new URL(run.url);
  return { ...config, redis, port: Number(port), host: hostname, ingestSocket: run.ingest };
}

/** A second server of an instance: its own port, the instance's Redis and intake. */
function served(config: Config): Config {
  const { redis, run } = locate(config);
  return { ...config, redis, ingestSocket: run?.ingest ?? config.ingestSocket };
}

async function play(command: Command): Promise<void> {
  command.setOptionValue('feed', command.opts<{ schools: string }>().schools);
  const config = pointed(configOf(command));
  if (readRun(config.data)?.processes.feed !== undefined) {
    throw new Error(
      `${config.data} is being played already. Start it with --feed none to play it from here.`,
    );
  }
  await withRedis(config.redis, (redis) => prepareClock(redis, config, Date.now()));
  await runForeground('feed', [], config);
}

async function runForeground(role: Role, rest: readonly string[], config: Config): Promise<void> {
  const child = spawnForeground(role, rest, config);
  const passOn = (signal: NodeJS.Signals) => void child.kill(signal);
  process.on('SIGTERM', passOn).on('SIGINT', () => undefined);
  process.exitCode = await new Promise<number>((settle) => {
    child.on('error', () => settle(1));
    child.on('exit', (code) => settle(code ?? 1));
  });
  process.off('SIGTERM', passOn);
}
