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

/** Two groups whose figures are told differ by so many schools at the least. */
export const LEAST_CHANGED = 3;

/**
 * The schools left out of the group whose figures are told to who does not see its schools. Left out one by one, a school
 * would follow from what the group's figures were before and after; so they are told of another group only once it
 * differs by three schools or more from every group they were told of.
 */
export function toldWithout(log: readonly Entry[]): ReadonlySet<number> {
  const told: ReadonlySet<number>[] = [new Set()];
  const leftOut = new Set<number>();
  for (const { urn, leftOut: isOut } of log) {
    if (isOut) leftOut.add(urn);
    else leftOut.delete(urn);
    const same = told.findIndex((group) => differing(group, leftOut) === 0);
    if (same >= 0) told.push(...told.splice(same, 1));
    else if (told.every((group) => differing(group, leftOut) >= LEAST_CHANGED)) told.push(new Set(leftOut));
  }
  return told[told.length - 1];
}

/** Schools in one of two groups alone. */
function differing(a: ReadonlySet<number>, b: ReadonlySet<number>): number {
  let both = 0;
  for (const urn of a) if (b.has(urn)) both++;
  return a.size + b.size - 2 * both;
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
