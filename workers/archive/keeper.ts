/** Copies what no entry can give back into the archive, whenever it has changed. */
import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import { type KeptFile, keptFile, signalFiles, writeKept } from '../../shared/node/archive/kept-files.ts';
import { globalKeys } from '../../shared/redis/keys.ts';

/** Tokens and comparators change without a note in the registry's stream: they are looked at this often. */
const REGISTRY_EVERY_MS = 10_000;
/** While schools pour in, the whole registry is not copied for each of them. */
const REGISTRY_APART_MS = 2_000;
const DESK_EVERY_MS = 15_000;
/** What was decided on days gone by changes seldom, and today's signals follow from the counts until the day closes. */
const SIGNALS_EVERY_MS = 600_000;
/** After a start others have more pressing work. */
const SIGNALS_FIRST_MS = 60_000;

export interface Keeper {
  /** Copies what it is time for. @param now real time, ms */
  keep(now: number): Promise<void>;
  /** Copies registry and desk as they are now. */
  finish(): Promise<void>;
}

/** @param archive folder of the archive */
export function createKeeper(redis: Redis, archive: string): Keeper {
  const written = new Map<string, string>();
  const write = async (file: KeptFile): Promise<void> => {
    const digest = createHash('sha256').update(file.text).digest('base64');
    if (written.get(file.path) === digest) return;
    await writeKept(file);
    written.set(file.path, digest);
  };
  let noted = '';
  const due = { registry: 0, desk: 0, signals: Date.now() + SIGNALS_FIRST_MS, look: 0 };
  const keepRegistry = async (now: number): Promise<void> => {
    if (now < due.look) return;
    due.look = now + REGISTRY_APART_MS;
    const [change] = await redis.xrevrange(globalKeys.registryChanges, '+', '-', 'COUNT', 1);
    const newest = change?.[0] ?? '';
    if (newest === noted && now < due.registry) return;
    await write(await keptFile(redis, archive, 'registry'));
    noted = newest;
    due.registry = now + REGISTRY_EVERY_MS;
  };
  return {
    keep: async (now) => {
      await keepRegistry(now);
      if (now >= due.desk) {
        await write(await keptFile(redis, archive, 'desk'));
        due.desk = now + DESK_EVERY_MS;
      }
      if (now >= due.signals) {
        for await (const file of signalFiles(redis, archive)) await write(file);
        due.signals = now + SIGNALS_EVERY_MS;
      }
    },
    finish: async () => {
      for (const where of ['registry', 'desk'] as const) await write(await keptFile(redis, archive, where));
    },
  };
}
