/** The name that tells this Redis from another. */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis, Result } from 'ioredis';
import type { Logger } from '../../../shared/node/logger.ts';
import { globalKeys } from '../../../shared/redis/keys.ts';

declare module 'ioredis' {
  interface RedisCommander<Context> {
    nameInstallation(key: string, fresh: string): Result<string, Context>;
  }
}

/** To be given to the connection: `scripts` of ioredis. */
export const installationScripts = {
  nameInstallation: {
    numberOfKeys: 1,
    lua: readFileSync(new URL('./installation.lua', import.meta.url), 'utf8'),
  },
};

const ID_BYTES = 6;
const REPLICA_WAIT_MS = 1_000;
const PAUSE_MS = 200;

export const newName = (): string => randomBytes(ID_BYTES).toString('hex');

/** The name as Redis has it just now; undefined when it has none. */
export async function readName(redis: Redis): Promise<string | undefined> {
  return (await redis.get(globalKeys.installation)) ?? undefined;
}

/**
 * The name, once as many replicas have it as a 202 waits for: a journal that bore a name which a failover then lost
 * would be taken for another Redis' and put aside, with the entries in it.
 */
export async function keptName(
  redis: Redis,
  replicas: number,
  { logger, stopping }: { logger: Logger; stopping: AbortSignal },
): Promise<string> {
  for (;;) {
    const pipeline = redis.pipeline();
    pipeline.nameInstallation(globalKeys.installation, newName());
    pipeline.wait(replicas, REPLICA_WAIT_MS);
    const [named, waited] = (await pipeline.exec()) ?? [];
    for (const answer of [named, waited]) if (answer?.[0]) throw answer[0];
    if (Number(waited?.[1]) >= replicas) return named?.[1] as string;
    logger.warn({ replicas }, 'journal_waits_for_replicas');
    await sleep(PAUSE_MS, undefined, { signal: stopping });
  }
}
