/** Opens the journal that belongs to this worker and to this Redis. */
import { mkdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { writeWhole } from '../../../shared/node/archive/durable-file.ts';
import type { Logger } from '../../../shared/node/logger.ts';
import { keptName, newName, readName } from './installation.ts';
import { Journal } from './journal.ts';

const FILE_BYTES = 64 * 1024 * 1024;

const ownerSchema = z.object({
  /** This writer among all that ever append. */
  writer: z.string(),
  /** The Redis it is a journal of (`globalKeys.installation`). */
  installation: z.string(),
});
type Owner = z.infer<typeof ownerSchema>;

export interface OpenOptions {
  /** Replicas that a 202 waits for. */
  replicas: number;
  logger: Logger;
  stopping: AbortSignal;
}

/**
 * Opens the journal in a folder. One of another Redis is put aside, under a name with its installation: what it holds
 * was never accepted here.
 */
export async function openJournal(
  redis: Redis,
  folder: string,
  { replicas, logger, stopping }: OpenOptions,
): Promise<{ journal: Journal; writer: string }> {
  let owner = await readOwner(folder);
  let installation = await readName(redis);
  if (installation === undefined || owner?.installation !== installation)
    installation = await keptName(redis, replicas, { logger, stopping });
  if (owner && owner.installation !== installation) {
    const aside = `${folder}-${owner.installation}-${owner.writer}`;
    await rename(folder, aside);
    logger.error({ aside }, 'journal_of_another_redis_put_aside');
    owner = undefined;
  }
  await mkdir(folder, { recursive: true });
  owner ??= await writeOwner(folder, { writer: newName(), installation });
  const journal = await Journal.open(folder, { fileBytes: FILE_BYTES, now: Date.now });
  return { journal, writer: owner.writer };
}

const ownerPath = (folder: string) => join(folder, 'owner.json');

async function readOwner(folder: string): Promise<Owner | undefined> {
  const text = await readFile(ownerPath(folder), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : ownerSchema.parse(JSON.parse(text));
}

async function writeOwner(folder: string, owner: Owner): Promise<Owner> {
  await writeWhole(ownerPath(folder), JSON.stringify(owner));
  return owner;
}
