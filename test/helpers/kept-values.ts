/** What Redis holds by the names of `keys.ts`, read without the product's own copying. */
import type { Redis } from 'ioredis';
import { scanKeys } from '../../shared/node/redis-nodes.ts';
import {
  GLOBAL_KEEPING,
  type Keeping,
  LIBRARY_KEEPING,
  PARTITION_KEEPING,
} from '../../shared/redis/keeping.ts';
import { globalKeys, partitionKeys } from '../../shared/redis/keys.ts';

/** The name of a key in `keys.ts`, and what becomes of it. */
export interface NamedKey {
  name: string;
  keeping: Keeping;
  isPartitioned: boolean;
}

const PLACE = '\u0001';

function shapes(): { shape: RegExp; named: NamedKey }[] {
  const shapeOf = (key: string | ((...parts: never[]) => string)): RegExp => {
    const text = typeof key === 'string' ? key : key(PLACE as never, PLACE as never, PLACE as never);
    const parts = text.split(PLACE).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    return new RegExp(`^${parts.join('.+')}$`);
  };
  const global = Object.entries(GLOBAL_KEEPING).map(([name, keeping]) => ({
    shape: shapeOf(globalKeys[name as keyof typeof globalKeys]),
    named: { name, keeping, isPartitioned: false },
  }));
  const partition = Object.entries(PARTITION_KEEPING).map(([name, keeping]) => ({
    shape: shapeOf(partitionKeys[name as keyof typeof partitionKeys]),
    named: { name, keeping, isPartitioned: true },
  }));
  const library = Object.entries(LIBRARY_KEEPING).map(([prefix, keeping]) => ({
    shape: new RegExp(`^${prefix.replace(/[{}]/g, '\\$&')}`),
    named: { name: prefix, keeping, isPartitioned: false },
  }));
  // Names of their own come before names with places: `changes:{registry}` is no partition's.
  return [...global, ...library, ...partition];
}

const SHAPES = shapes();

const DATED = /:\d{4}-\d{2}-\d{2}$/;

/** Undefined for a key that nobody named. */
export function nameOf(key: string): NamedKey | undefined {
  const matching = SHAPES.filter(({ shape }) => shape.test(key)).map(({ named }) => named);
  // `closingShocks` of a school year and `shocks` of a date differ by that alone.
  return (DATED.test(key) ? matching.find(({ name }) => name === 'shocks') : undefined) ?? matching[0];
}

/** Every archived value by the name of its key without the partition's number; hashes of partitions are put together. */
export async function archivedValues(
  redis: Redis,
): Promise<Map<string, Record<string, string> | string[] | string>> {
  const values = new Map<string, Record<string, string> | string[] | string>();
  for (const key of await scanKeys(redis, '*')) {
    const named = nameOf(key);
    if (named?.keeping.kind !== 'archived' || !('as' in named.keeping)) continue;
    const place = named.isPartitioned ? key.replace(/\{\d+\}/, '{}') : key;
    const type = await redis.type(key);
    if (type === 'string') values.set(place, (await redis.get(key)) ?? '');
    else if (type === 'list') values.set(place, await redis.lrange(key, 0, -1));
    else {
      const hash = await redis.hgetallBuffer(key);
      const texts = Object.entries(hash).map(([field, value]) => [field, value.toString('hex')]);
      values.set(place, { ...(values.get(place) as object), ...Object.fromEntries(texts) });
    }
  }
  return values;
}
