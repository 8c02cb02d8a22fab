import type { Redis } from 'ioredis';

/** Whether a Redis keeps what it was told: `ok`, `not-durable` (usable, said aloud) or `refused`. */
export type Durability =
  | { readonly verdict: 'ok' }
  | { readonly verdict: 'not-durable' | 'refused'; readonly reason: string };

/** What matters of `CONFIG GET`; undefined where Redis does not tell. */
export interface RedisSettings {
  readonly appendonly: string | undefined;
  readonly appendfsync: string | undefined;
  readonly maxmemoryPolicy: string | undefined;
}

/** Promise 2, "202 means durable", against the settings of a Redis that somebody else runs. */
export function judgeDurability(settings: RedisSettings): Durability {
  const { appendonly, appendfsync, maxmemoryPolicy } = settings;
  if (maxmemoryPolicy !== undefined && maxmemoryPolicy !== 'noeviction') {
    return {
      verdict: 'refused',
      reason: `its maxmemory-policy is ${maxmemoryPolicy}, so it may drop marks. Run: redis-cli CONFIG SET maxmemory-policy noeviction`,
    };
  }
  if (appendonly === undefined) {
    return { verdict: 'not-durable', reason: 'it does not show its settings (CONFIG GET is not allowed)' };
  }
  if (appendonly !== 'yes' || appendfsync !== 'always') {
    return {
      verdict: 'not-durable',
      reason: `appendonly is ${appendonly} and appendfsync ${appendfsync}: what was accepted last may be lost in a crash. Run: redis-cli CONFIG SET appendonly yes, then CONFIG SET appendfsync always`,
    };
  }
  return { verdict: 'ok' };
}

/** The judgement of several nodes together: that of the least durable. */
export function leastDurable(judgements: readonly Durability[]): Durability {
  return (
    judgements.find(({ verdict }) => verdict === 'refused') ??
    judgements.find(({ verdict }) => verdict === 'not-durable') ?? { verdict: 'ok' }
  );
}

/** Asks a Redis for the settings that matter. */
export async function readSettings(redis: Redis): Promise<RedisSettings> {
  const get = async (name: string): Promise<string | undefined> => {
    const reply = await redis.config('GET', name).catch(() => []);
    return Array.isArray(reply) ? (reply[1] as string | undefined) : undefined;
  };
  return {
    appendonly: await get('appendonly'),
    appendfsync: await get('appendfsync'),
    maxmemoryPolicy: await get('maxmemory-policy'),
  };
}
