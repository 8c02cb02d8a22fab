/** Fenced writes of the signal worker: of two workers only the one that came last writes. */
import { readFileSync } from 'node:fs';
import type { Redis, Result } from 'ioredis';
import { z } from 'zod';
import { partitionKeys } from '../../shared/redis/keys.ts';

type Argument = string | number | Buffer;

declare module 'ioredis' {
  interface RedisCommander<Context> {
    commitSignals(keyCount: number, ...keysAndArguments: Argument[]): Result<number, Context>;
  }
}

/** To be given to the connection: `scripts` of ioredis. */
export const signalScripts = {
  commitSignals: { lua: readFileSync(new URL('./commit.lua', import.meta.url), 'utf8') },
};

const headSchema = z.object({
  /** Id of the last entry of `changes` whose sums are in the series. */
  position: z.string().default('0-0'),
  /** Its sequence. */
  sequence: z.coerce.number().default(0),
  /** The live day (number) when that was written; counts from that day on are read again. */
  day: z.coerce.number().default(0),
});
export type SeriesHead = z.infer<typeof headSchema>;

/** Takes a partition over: from here on nobody else's writes go through. */
export async function claimPartition(redis: Redis, partition: number, token: string): Promise<SeriesHead> {
  const key = partitionKeys.seriesHead(partition);
  await redis.hset(key, 'token', token);
  return headSchema.parse(await redis.hgetall(key));
}

/** Hash key to field and value in turn. */
export type Writes = Map<string, (string | Buffer)[]>;

export function addWrite(writes: Writes, key: string, field: string, value: string | Buffer): void {
  const fields = writes.get(key);
  if (fields) fields.push(field, value);
  else writes.set(key, [field, value]);
}

/** Another worker has taken over; this one ends what it does and waits. */
export class TakenOverError extends Error {
  constructor(partition: number) {
    super(`another signal worker has taken over partition ${partition}`);
    this.name = 'TakenOverError';
  }
}

/** @throws TakenOverError when nothing was written because another worker is at work */
export async function commitSignals(
  redis: Redis,
  partition: number,
  token: string,
  head: SeriesHead,
  writes: Writes,
): Promise<void> {
  const keys = [partitionKeys.seriesHead(partition), ...writes.keys()];
  const values: Argument[] = [token, head.position, head.sequence, head.day];
  for (const fields of writes.values()) {
    values.push(fields.length);
    for (const field of fields) values.push(field);
  }
  const answer = await redis.commitSignals(keys.length, ...keys, ...values);
  if (answer === 0) throw new TakenOverError(partition);
}
