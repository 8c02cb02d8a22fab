/** What Redis holds, by kind of key: where the memory that a start has to load goes. */
import type { Redis } from 'ioredis';
import { connectRedis } from '../../shared/node/redis.ts';

const BATCH = 1000;
const SHOWN = 14;

/** A key without what stands for one partition, school, date or person of its kind. */
const kindOf = (key: string): string => key.split(/[:{]/, 1)[0];

/** Bytes by kind of key as Redis counts them itself, every element looked at; the largest kinds first. */
async function bytesByKind(redis: Redis): Promise<[kind: string, bytes: number][]> {
  const sums = new Map<string, number>();
  for await (const keys of redis.scanStream({ count: BATCH }) as AsyncIterable<string[]>) {
    const asked = redis.pipeline();
    for (const key of keys) asked.memory('USAGE', key, 'SAMPLES', 0);
    const answers = (await asked.exec()) ?? [];
    keys.forEach((key, i) => {
      sums.set(kindOf(key), (sums.get(kindOf(key)) ?? 0) + Number(answers[i]?.[1] ?? 0));
    });
  }
  return [...sums].sort((a, b) => b[1] - a[1]);
}

/** @returns one line: MB of all, then of the largest kinds */
export async function heldByKind(redisUrl: string): Promise<string> {
  const redis = connectRedis(redisUrl);
  const used = Number(/used_memory:(\d+)/.exec(await redis.info('memory'))?.[1]);
  const kinds = await bytesByKind(redis);
  redis.disconnect();
  const shown = kinds.slice(0, SHOWN).map(([kind, bytes]) => `${kind} ${(bytes / 1e6).toFixed(0)}`);
  return `${(used / 1e6).toFixed(0)} MB: ${shown.join(', ')}`;
}
