/**
 * What no entry can give back, copied whole whenever it has changed: the registry, tokens, and what others decided
 * and must keep. One line a key: its name, its type and its content, binary as base64.
 */
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { writeWhole } from '../../shared/node/archive/durable-file.ts';
import { globalKeys } from '../../shared/redis/keys.ts';

/** Keys copied as they are; all are hashes but the clock. */
const HASHES = [
  globalKeys.schools,
  globalKeys.hubs,
  globalKeys.calendars,
  globalKeys.targets,
  globalKeys.tokens,
];
const TEXTS = [globalKeys.clock, globalKeys.clockAside];

const lineSchema = z.union([
  z.object({ key: z.string(), text: z.string() }),
  z.object({ key: z.string(), fields: z.array(z.tuple([z.string(), z.string()])) }),
]);
type Line = z.infer<typeof lineSchema>;

/** Everything of the registry in Redis now, as text. */
export async function readRegistry(redis: Redis): Promise<string> {
  const lines: Line[] = [];
  for (const key of HASHES) {
    const hash = await redis.hgetallBuffer(key);
    const fields = Object.entries(hash).map(([field, value]) => [field, value.toString('base64')] as const);
    lines.push({ key, fields: fields.map(([field, value]) => [field, value]) });
  }
  for (const key of TEXTS) {
    const text = await redis.get(key);
    if (text !== null) lines.push({ key, text });
  }
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

/** Puts the text in place of the file. Settles when it is durable. */
export async function writeRegistryFile(path: string, text: string): Promise<void> {
  await writeWhole(path, await promisify(gzip)(text));
}

/** Writes what a registry file holds into Redis. */
export async function restoreRegistry(redis: Redis, path: string): Promise<void> {
  const text = (await promisify(gunzip)(await readFile(path))).toString();
  for (const json of text.split('\n').filter((line) => line !== '')) {
    const line = lineSchema.parse(JSON.parse(json));
    if ('text' in line) await redis.set(line.key, line.text);
    else if (line.fields.length > 0)
      await redis.hset(
        line.key,
        new Map(line.fields.map(([field, value]) => [field, Buffer.from(value, 'base64')])),
      );
  }
}
