import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import { archiveFolder, archivePaths } from '../../shared/node/archive/paths.ts';
import type { Config } from '../../shared/node/config.ts';
import { dataPaths, lockDataFolder } from '../../shared/node/data-folder.ts';
import { createStopStack } from '../../shared/node/lifecycle.ts';
import { terminal } from './console.ts';
import { startEmbeddedRedis } from './installation-redis.ts';
import { addConfigOptions, configOf } from './options.ts';
import { endOrphans } from './orphans.ts';
import { type Role, spawnForeground } from './spawn-role.ts';

const REDIS_STOP_MS = 10_000;

/** `bellwether migrate` and `bellwether rebuild`: work on a data folder that nothing runs from. */
export function addOfflineCommands(program: Command): void {
  const migrate = program.command('migrate').description('bring data of an earlier Bellwether to this one');
  addConfigOptions(migrate, ['data', 'archive', 'redis', 'partitions', 'logLevel']);
  migrate.action(() =>
    runOffline(
      configOf(migrate),
      'migrate',
      () => [],
      async () => undefined,
    ),
  );

  const rebuild = program
    .command('rebuild')
    .description('make everything anew from an archive, also in another number of partitions')
    .requiredOption('--from <DIR>', '"archive" for the data folder’s own, or the folder of a backup');
  addConfigOptions(rebuild, ['data', 'archive', 'partitions', 'logLevel']);
  rebuild.action(async (options: { from: string }) => rebuildFrom(configOf(rebuild), options.from));
}

/** Where a rebuild that has begun takes everything from. */
const begunSchema = z.object({ from: z.string() });

/**
 * What was there is put aside, never removed: a rebuild that fails can be undone by hand. One that was broken off is
 * begun anew from where it was taking everything, and what it had made is dropped.
 */
async function rebuildFrom(config: Config, asked: string): Promise<void> {
  const own = [dataPaths(config.data).redis, archiveFolder(config)];
  const note = join(config.data, 'rebuild.json');
  let from = '';
  await runOffline(
    config,
    'rebuild',
    () => [from],
    async () => {
      if (existsSync(note)) {
        from = begunSchema.parse(JSON.parse(readFileSync(note, 'utf8'))).from;
        for (const folder of own) await rm(folder, { recursive: true, force: true });
        return;
      }
      const isOwn = asked === 'archive' || resolve(asked) === archiveFolder(config);
      const aside = `before-${new Date().toISOString().replace(/[:.]/g, '')}`;
      from = isOwn ? `${archiveFolder(config)}.${aside}` : resolve(asked);
      if (!existsSync(archivePaths.about(isOwn ? archiveFolder(config) : from)))
        throw new Error(`There is no archive in ${asked}.`);
      for (const folder of own) if (existsSync(folder)) await rename(folder, `${folder}.${aside}`);
      writeFileSync(note, JSON.stringify({ from }));
    },
  );
  if (process.exitCode === 0) await rm(note, { force: true });
}

/** Locks the folder, does `before`, starts its Redis alone, runs the role to its end and stops Redis again. */
async function runOffline(
  config: Config,
  role: Role,
  rest: () => readonly string[],
  before: () => Promise<void>,
): Promise<void> {
  const stack = createStopStack();
  try {
    const lock = await lockDataFolder(config.data, `bellwether ${role}`);
    stack.push('lock', () => lock.release());
    await endOrphans(config.data, terminal);
    await before();
    const redis = config.redis ?? (await startRedis(config.data, stack));
    const child = spawnForeground(role, rest(), { ...config, redis });
    process.exitCode = await new Promise<number>((settle) => {
      child.on('error', () => settle(1));
      child.on('exit', (code) => settle(code ?? 1));
    });
  } finally {
    await stack.stopAll();
  }
}

async function startRedis(data: string, stack: ReturnType<typeof createStopStack>): Promise<string> {
  return startEmbeddedRedis(
    data,
    terminal,
    (redis) => stack.push('redis', () => redis.stop(REDIS_STOP_MS)),
    new AbortController().signal,
  );
}
