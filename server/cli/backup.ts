import { existsSync } from 'node:fs';
import { copyFile, cp, mkdir, readdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import type { Redis } from 'ioredis';
import { readAbout } from '../../shared/node/archive/about.ts';
import { writeAllKept } from '../../shared/node/archive/kept-files.ts';
import { archiveFolder, archivePaths } from '../../shared/node/archive/paths.ts';
import { compareIds } from '../../shared/node/archive/segments.ts';
import type { Config } from '../../shared/node/config.ts';
import { dataPaths } from '../../shared/node/data-folder.ts';
import { globalKeys, partitionKeys } from '../../shared/redis/keys.ts';
import { locate, withRedis } from './locate.ts';
import { noteOperator } from './operator.ts';
import { addConfigOptions, configOf } from './options.ts';

const CAUGHT_UP_WITHIN_MS = 60_000;
const LOOK_MS = 100;
const MOST_WORDS = 500;

/** `bellwether backup <dir>`: a copy of the archive with everything accepted before the call. */
export function addBackupCommand(program: Command): void {
  const command = program
    .command('backup')
    .description('copy everything that was accepted, while running; "rebuild --from <dir>" brings it back')
    .argument('<dir>', 'folder to copy to, made where it is missing');
  addConfigOptions(command, ['data', 'archive', 'redis', 'partitions']);
  command.action(async (dir: string) => {
    const config = configOf(command);
    const files = await withRedis(locate(config).redis, async (redis) => {
      await noteOperator(redis, { action: 'backup.made', what: resolve(dir).slice(0, MOST_WORDS) });
      return backUp(redis, config, resolve(dir));
    });
    process.stdout.write(
      `Copied ${files} files to ${resolve(dir)}. Bring it back by: npx bellwether rebuild --from ${dir}\n`,
    );
  });
}

/** Copies the archive, and what it copies from time to time as that is now; the audit last, which only grows. */
export async function backUp(
  redis: Redis,
  config: Pick<Config, 'data' | 'archive' | 'partitions'>,
  to: string,
): Promise<number> {
  await waitForArchive(redis, config.partitions);
  const files = await copyArchive(archiveFolder(config), to);
  await writeAllKept(redis, to);
  const audit = dataPaths(config.data).audit;
  await waitForAudit(redis);
  if (existsSync(audit))
    await cp(audit, archivePaths.audit(to), {
      recursive: true,
      filter: (path) => basename(path) !== basename(dataPaths(audit).lock),
    });
  return files;
}

/** Waits until what was audited so far is in its files, where somebody files it. @throws Error when that takes a minute */
async function waitForAudit(redis: Redis): Promise<void> {
  const deadline = Date.now() + CAUGHT_UP_WITHIN_MS;
  const wanted = Number((await redis.hget(globalKeys.auditHead, 'seq')) ?? 0);
  for (;;) {
    const filed = await redis.hget(globalKeys.auditHead, 'filed');
    if (filed === null || Number(filed) >= wanted) return;
    if (Date.now() > deadline)
      throw new Error('The audit is not being filed. See logs/jobs.log, or run: npx bellwether doctor');
    await sleep(LOOK_MS);
  }
}

/** Waits until everything that is in the streams now is in the archive. @throws Error when that takes a minute */
export async function waitForArchive(redis: Redis, partitions: number): Promise<void> {
  const deadline = Date.now() + CAUGHT_UP_WITHIN_MS;
  for (let p = 0; p < partitions; p++) {
    const [last] = await redis.xrevrange(partitionKeys.marks(p), '+', '-', 'COUNT', 1);
    while (last && compareIds((await redis.hget(partitionKeys.archive(p), 'offset')) ?? '0-0', last[0]) < 0) {
      if (Date.now() > deadline)
        throw new Error(
          'The archive worker does not keep up. See logs/archive.log, or run: npx bellwether doctor',
        );
      await sleep(LOOK_MS);
    }
  }
}

/**
 * Copies what a rebuild needs, also while the archive worker writes. Entries first: every slot in them is in the
 * pupil tables copied behind. Of a partition the open segment first: one that is sealed meanwhile is copied twice
 * and read once. Day files are not copied: they follow from the entries.
 */
export async function copyArchive(from: string, to: string): Promise<number> {
  const about = await readAbout(from);
  if (about === undefined) throw new Error(`There is no archive in ${from}.`);
  let files = 0;
  const copy = async (source: string, target: string) => {
    await copyFile(source, target).then(
      () => files++,
      (error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') throw error;
      },
    );
  };
  for (let p = 0; p < about.partitions; p++) {
    const [source, target] = [archivePaths.entries(from, p), archivePaths.entries(to, p)];
    await mkdir(target, { recursive: true });
    await copy(join(source, 'open.log'), join(target, 'open.log'));
    const names = await readdir(source).catch(() => []);
    for (const name of names.filter((other) => other.endsWith('.gz')))
      await copy(join(source, name), join(target, name));
  }
  await mkdir(join(to, 'pupils'), { recursive: true });
  for (let p = 0; p < about.partitions; p++)
    await copy(archivePaths.pupils(from, p), archivePaths.pupils(to, p));
  await copy(archivePaths.registry(from), archivePaths.registry(to));
  await copy(archivePaths.desk(from), archivePaths.desk(to));
  const [signals, signalsTo] = [archivePaths.signals(from), archivePaths.signals(to)];
  await mkdir(signalsTo, { recursive: true });
  for (const name of await readdir(signals).catch(() => []))
    await copy(join(signals, name), join(signalsTo, name));
  await copy(archivePaths.about(from), archivePaths.about(to));
  return files;
}
