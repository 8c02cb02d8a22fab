/** Which similar schools were left out of a comparison: every change is kept with who, when and why. */
import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { Reader } from '../../shared/access/roles.ts';
import {
  type ComparatorChange,
  type Comparators,
  comparatorsSchema,
  type Removal,
} from '../../shared/api/targets.ts';
import { globalKeys } from '../../shared/redis/keys.ts';

const entrySchema = comparatorsSchema.shape.log.element;
type Entry = z.infer<typeof entrySchema>;

/** KEYS[1] the hash; ARGV[1] urn, ARGV[2] one entry: appended to the school's list. */
const APPEND = `local list = redis.call('HGET', KEYS[1], ARGV[1])
if list then list = string.sub(list, 1, -2) .. ',' .. ARGV[2] .. ']' else list = '[' .. ARGV[2] .. ']' end
redis.call('HSET', KEYS[1], ARGV[1], list)
return list`;

/** What is left out after all changes: the last word on each school. */
export function leftOutAfter(log: readonly Entry[]): Removal[] {
  const last = new Map(log.map((entry) => [entry.urn, entry]));
  return [...last.values()].filter(({ leftOut }) => leftOut).map(({ leftOut: _, ...removal }) => removal);
}

export class ComparatorStore {
  readonly #redis: Redis;

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  async of(urn: number): Promise<Comparators> {
    return this.#toBody(urn, await this.#redis.hget(globalKeys.comparators, String(urn)));
  }

  /** @param at instant, ISO */
  async change(
    urn: number,
    { other, leftOut, reason }: ComparatorChange,
    reader: Reader,
    at: string,
  ): Promise<Comparators> {
    const entry: Entry = { urn: other, reason, role: reader.role, at, leftOut };
    const text = JSON.stringify(entry);
    const list = await this.#redis.eval(APPEND, 1, globalKeys.comparators, String(urn), text);
    return this.#toBody(urn, String(list));
  }

  #toBody(urn: number, json: string | null): Comparators {
    const log = json === null ? [] : z.array(entrySchema).parse(JSON.parse(json));
    return { urn, leftOut: leftOutAfter(log), log };
  }
}
