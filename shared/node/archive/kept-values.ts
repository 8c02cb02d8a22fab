/**
 * Values that no entry can give back, as lines of text: a key, its content (binary as base64) and when it ends. Values
 * of a partition's schools stand without the number of the partition, so that they can be put back into any number.
 */
import type { ChainableCommander, Redis } from 'ioredis';
import { z } from 'zod';
import type { KeptAs } from '../../redis/keeping.ts';
import { partitionOf } from '../../redis/keys.ts';
import { execAll } from '../packed-values.ts';

/** Layout of the lines; the first line of a file. Files of before it had none and are read as they are. */
const LAYOUT_LINE = { kept: 1 };
const KEYS_A_PIPELINE = 128;
const FIELDS_A_COMMAND = 500;
/** Stands for the number of the partition and its braces. */
export const ANY_PARTITION = '{}';

const common = { key: z.string(), expiresAt: z.number().int().optional() };
const lineSchema = z.union([
  z.object({ ...common, text: z.string() }),
  z.object({ ...common, fields: z.array(z.tuple([z.string(), z.string()])) }),
  z.object({ ...common, items: z.array(z.string()) }),
]);
/** One value. */
export type KeptLine = z.infer<typeof lineSchema>;

/** A key to be copied. */
export interface FoundKey {
  key: string;
  /** As the archive names it: the same for all partitions. */
  name: string;
  as: KeptAs;
}

/** The values of keys, in their order; keys that have gone meanwhile are left out. */
export async function readKept(redis: Redis, keys: readonly FoundKey[]): Promise<KeptLine[]> {
  const lines: KeptLine[] = [];
  for (let from = 0; from < keys.length; from += KEYS_A_PIPELINE) {
    const some = keys.slice(from, from + KEYS_A_PIPELINE);
    const pipeline = redis.pipeline();
    for (const { key, as } of some) {
      if (as === 'hash') pipeline.hgetallBuffer(key);
      else if (as === 'list') pipeline.lrangeBuffer(key, 0, -1);
      else pipeline.get(key);
      pipeline.pexpiretime(key);
    }
    const answers = await execAll<unknown>(pipeline);
    some.forEach(({ name, as }, i) => {
      const line = lineOf(name, as, answers[2 * i]);
      const expiresAt = Number(answers[2 * i + 1]);
      if (line) lines.push(expiresAt > 0 ? { ...line, expiresAt } : line);
    });
  }
  return lines;
}

function lineOf(key: string, as: KeptAs, value: unknown): KeptLine | undefined {
  if (as === 'text') return value === null ? undefined : { key, text: value as string };
  if (as === 'list') {
    const items = (value as Buffer[]).map((item) => item.toString('base64'));
    return items.length === 0 ? undefined : { key, items };
  }
  const fields = Object.entries(value as Record<string, Buffer>)
    .map(([field, bytes]): [string, string] => [field, bytes.toString('base64')])
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return fields.length === 0 ? undefined : { key, fields };
}

/** The lines as a file's text. The same values give the same text. */
export function keptText(lines: readonly KeptLine[]): string {
  return [LAYOUT_LINE, ...lines].map((line) => `${JSON.stringify(line)}\n`).join('');
}

/** @throws Error when a newer Bellwether wrote it, or it is no such file */
export function parseKept(text: string): KeptLine[] {
  const [first = '{}', ...rest] = text.split('\n').filter((line) => line !== '');
  const { kept, ...other } = JSON.parse(first) as { kept?: number };
  if (kept !== undefined && kept > LAYOUT_LINE.kept)
    throw new Error(`values of layout ${kept}, this build reads ${LAYOUT_LINE.kept}: use a newer Bellwether`);
  const lines = rest.map((json) => lineSchema.parse(JSON.parse(json)));
  return kept === undefined && 'key' in other ? [lineSchema.parse(other), ...lines] : lines;
}

/** Writes values into an empty Redis of so many partitions. */
export async function putBack(redis: Redis, lines: readonly KeptLine[], partitions: number): Promise<void> {
  for (const line of lines) {
    const pipeline = redis.pipeline();
    const keys = new Set<string>();
    for (const { key, some } of split(line, partitions)) {
      keys.add(key);
      putSome(pipeline, key, some);
    }
    if (line.expiresAt !== undefined) for (const key of keys) pipeline.pexpireat(key, line.expiresAt);
    await execAll(pipeline);
  }
}

/** A value in parts that one command takes, under the keys of its partitions. */
function split(line: KeptLine, partitions: number): { key: string; some: KeptLine }[] {
  if (!('fields' in line)) return [{ key: line.key, some: line }];
  const byKey = new Map<string, [string, string][]>();
  for (const field of line.fields) {
    const key = line.key.replace(ANY_PARTITION, () => `{${partitionOf(Number(field[0]), partitions)}}`);
    const fields = byKey.get(key);
    if (fields) fields.push(field);
    else byKey.set(key, [field]);
  }
  const parts: { key: string; some: KeptLine }[] = [];
  for (const [key, fields] of byKey)
    for (let from = 0; from < fields.length; from += FIELDS_A_COMMAND)
      parts.push({ key, some: { key, fields: fields.slice(from, from + FIELDS_A_COMMAND) } });
  return parts;
}

function putSome(pipeline: ChainableCommander, key: string, line: KeptLine): void {
  const bytes = (text: string) => Buffer.from(text, 'base64');
  if ('text' in line) pipeline.set(key, line.text);
  else if ('items' in line) pipeline.rpush(key, ...line.items.map(bytes));
  else pipeline.hset(key, new Map(line.fields.map(([field, value]) => [field, bytes(value)])));
}
