/** The files of the archive that hold what no entry can give back, as `shared/redis/keeping.ts` sorts the keys. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { constants, gunzip, gzip } from 'node:zlib';
import type { Redis } from 'ioredis';
import {
  GLOBAL_KEEPING,
  type Keeping,
  type KeptAs,
  type KeptIn,
  PARTITION_KEEPING,
} from '../../redis/keeping.ts';
import { globalKeys, partitionKeys } from '../../redis/keys.ts';
import { scanKeys } from '../redis-nodes.ts';
import { writeWhole } from './durable-file.ts';
import { ANY_PARTITION, type FoundKey, keptText, parseKept, putBack, readKept } from './kept-values.ts';
import { archivePaths } from './paths.ts';

const SIGNAL_FILE = '.ndjson.gz';

/** What stands for the number in a partition's keys. */
const PARTITION = /\{\d+\}/;

/** A key, or a pattern of keys, that is copied. */
export interface KeptKey {
  pattern: string;
  as: KeptAs;
  isPartitioned: boolean;
}

/** What is copied into a file or folder of the archive. */
export function keptKeys(where: KeptIn): KeptKey[] {
  const any = '*' as never;
  const found = new Map<string, KeptKey>();
  const add = (keeping: Keeping, isPartitioned: boolean, key: string | ((...parts: never[]) => string)) => {
    if (keeping.kind !== 'archived' || !('as' in keeping) || keeping.in !== where) return;
    const pattern = typeof key === 'string' ? key : key(any, any, any);
    found.set(pattern, { pattern, as: keeping.as, isPartitioned });
  };
  for (const [name, keeping] of Object.entries(PARTITION_KEEPING))
    add(keeping, true, partitionKeys[name as keyof typeof partitionKeys]);
  for (const [name, keeping] of Object.entries(GLOBAL_KEEPING))
    add(keeping, false, globalKeys[name as keyof typeof globalKeys]);
  return [...found.values()];
}

/** The keys that there are now, sorted within each pattern. */
async function findKeys(redis: Redis, where: KeptIn): Promise<FoundKey[]> {
  const found: FoundKey[] = [];
  for (const { pattern, as, isPartitioned } of keptKeys(where)) {
    const keys = pattern.includes('*') ? await scanKeys(redis, pattern) : [pattern];
    for (const key of keys)
      found.push({ key, as, name: isPartitioned ? key.replace(PARTITION, ANY_PARTITION) : key });
  }
  return found;
}

/** A file as it would be written now. */
export interface KeptFile {
  path: string;
  text: string;
}

/** Everything of the registry, or of the desk, in one file. */
export async function keptFile(redis: Redis, archive: string, where: 'registry' | 'desk'): Promise<KeptFile> {
  const text = keptText(await readKept(redis, await findKeys(redis, where)));
  return { path: archivePaths[where](archive), text };
}

/** What the signal worker decided, one file at a time: a school year's or a date's values of all partitions. */
export async function* signalFiles(redis: Redis, archive: string): AsyncGenerator<KeptFile> {
  const groups = new Map<string, FoundKey[]>();
  for (const found of await findKeys(redis, 'signal'))
    groups.set(found.name, [...(groups.get(found.name) ?? []), found]);
  for (const [name, keys] of groups) {
    const file = name.replace(/[^\w-]+/g, '.').replace(/\.+$/, '');
    const path = join(archivePaths.signals(archive), `${file}${SIGNAL_FILE}`);
    yield { path, text: keptText(await readKept(redis, keys)) };
  }
}

/** Puts the text in place of the file. Settles when it is durable. */
export async function writeKept({ path, text }: KeptFile): Promise<void> {
  await writeWhole(path, await promisify(gzip)(text, { level: constants.Z_BEST_SPEED }));
}

/** Writes all of it, as it is now. */
export async function writeAllKept(redis: Redis, archive: string): Promise<void> {
  for (const where of ['registry', 'desk'] as const) await writeKept(await keptFile(redis, archive, where));
  for await (const file of signalFiles(redis, archive)) await writeKept(file);
}

/** Writes what the files hold into an empty Redis; archives of before some of them lack those. */
export async function restoreKept(redis: Redis, archive: string, partitions: number): Promise<void> {
  const folder = archivePaths.signals(archive);
  const names = await readdir(folder).catch(() => []);
  const signals = names.filter((name) => name.endsWith(SIGNAL_FILE)).map((name) => join(folder, name));
  for (const path of [archivePaths.registry(archive), archivePaths.desk(archive), ...signals]) {
    const packed = await readFile(path).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    if (packed === undefined) continue;
    await putBack(redis, parseKept((await promisify(gunzip)(packed)).toString()), partitions);
  }
}
