/** Searching bytes, folders and a Redis for planted words. */
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Redis } from 'ioredis';
import { fold, type Needle } from './spellings.ts';
import { unbrotlied, unpacked } from './unpack.ts';

/** A planted word that was found: never the word itself. */
export interface Leak {
  place: string;
  what: string;
}

/** Packed things within packed things are opened this deep. */
const DEEPEST = 3;

/** What of the needles is somewhere in the bytes, packed or plain. */
export function findIn(bytes: Buffer, needles: readonly Needle[], deep = 0): Set<string> {
  const small = fold(bytes);
  const found = new Set<string>();
  for (const { what, exact, folded } of needles)
    if (exact.some((one) => bytes.includes(one)) || folded.some((one) => small.includes(one)))
      found.add(what);
  if (deep === DEEPEST) return found;
  for (const inner of unpacked(bytes)) for (const what of findIn(inner, needles, deep + 1)) found.add(what);
  if (deep === 0)
    for (const inner of unbrotlied(bytes)) for (const what of findIn(inner, needles, 1)) found.add(what);
  return found;
}

/** Files under a folder, sockets left out. */
async function* filesUnder(folder: string): AsyncGenerator<string> {
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesUnder(path);
    else if (entry.isFile()) yield path;
  }
}

/** Collects what is found where, and how much was looked at. */
export class LeakSearch {
  readonly #needles: readonly Needle[];
  readonly leaks: Leak[] = [];
  /** Bytes looked at by the first word of the place. */
  readonly seen = new Map<string, number>();

  constructor(needles: readonly Needle[]) {
    this.#needles = needles;
  }

  look(place: string, content: Buffer | string): void {
    const bytes = Buffer.isBuffer(content) ? content : Buffer.from(content);
    const kind = place.split(/[ /]/)[0];
    this.seen.set(kind, (this.seen.get(kind) ?? 0) + bytes.length);
    for (const what of findIn(bytes, this.#needles)) this.leaks.push({ place, what });
  }

  /** Every file under a folder, its name included. Places are `folder/path`. */
  async folder(folder: string): Promise<void> {
    for await (const path of filesUnder(folder)) {
      const place = relative(folder, path);
      this.look(place, place);
      // By itself: what it is packed by stands at its beginning.
      this.look(place, await readFile(path));
    }
  }

  /** Every key and value of a Redis: places are `redis key`. */
  async redis(redis: Redis): Promise<void> {
    for await (const [key, bytes] of allOf(redis)) this.look(`redis ${key}`, bytes);
  }

  /** Places, by what was found there. */
  placesOf(what: string): string[] {
    return this.leaks.filter((leak) => leak.what === what).map(({ place }) => place);
  }
}

const READERS: Record<string, (redis: Redis, key: string) => Promise<unknown>> = {
  string: (redis, key) => redis.getBuffer(key),
  hash: (redis, key) => redis.hgetallBuffer(key).then((all) => Object.entries(all).flat()),
  list: (redis, key) => redis.lrangeBuffer(key, 0, -1),
  set: (redis, key) => redis.smembersBuffer(key),
  zset: (redis, key) => redis.zrangeBuffer(key, '0', '-1'),
  stream: (redis, key) => redis.xrangeBuffer(key, '-', '+'),
};

function flatten(value: unknown): Buffer[] {
  if (Array.isArray(value)) return value.flatMap(flatten);
  if (value === null || value === undefined) return [];
  return [Buffer.isBuffer(value) ? value : Buffer.from(String(value))];
}

/** Every key with all that it holds. @throws Error for a kind of value nobody here reads */
async function* allOf(redis: Redis): AsyncGenerator<[string, Buffer]> {
  let cursor = '0';
  do {
    const [next, keys] = await redis.scan(cursor, 'COUNT', 1_000);
    for (const key of keys) {
      const type = await redis.type(key);
      if (type === 'none') continue;
      const read = READERS[type];
      if (!read) throw new Error(`${key} is a ${type}: this search cannot read it`);
      const parts = flatten(await read(redis, key));
      // A line between two parts, so that no word is made by laying them side by side.
      yield [
        key,
        Buffer.concat([Buffer.from(`${key}\n`), ...parts.flatMap((part) => [part, Buffer.from('\n')])]),
      ];
    }
    cursor = next;
  } while (cursor !== '0');
}
