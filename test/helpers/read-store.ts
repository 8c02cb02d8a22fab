/** Everything Redis holds in hashes, in the shape that `storedFigures` reads. */
import type { Redis } from 'ioredis';
import type { Store } from './stored-figures.ts';

export async function readStore(redis: Redis): Promise<Store> {
  const store: Store = new Map();
  for (const key of await redis.keys('*')) {
    if ((await redis.type(key)) !== 'hash') continue;
    store.set(key, new Map(Object.entries(await redis.hgetallBuffer(key))));
  }
  return store;
}
