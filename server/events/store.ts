/** Events in Redis, so that a restart and a second gateway show the same: as JSON, with a number that rises. */
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { type DeskEvent, EVENT_KINDS } from '../../shared/events/step.ts';
import { globalKeys } from '../../shared/redis/keys.ts';

const KEPT_SECONDS = 30 * 86_400;

const storedSchema = z.object({
  id: z.string(),
  kind: z.enum(EVENT_KINDS),
  of: z.union([
    z.object({ school: z.number() }),
    z.object({ la: z.string() }),
    z.object({ supplier: z.string() }),
  ]),
  urns: z.array(z.number()),
  attendance: z.number().optional(),
  expected: z.number().optional(),
  at: z.number(),
  endedAt: z.number().nullable(),
});

const seenSchema = z.object({ at: z.number(), role: z.string() });
/** Who acknowledged an event first, and when (ms on the clock in use). */
export type Acknowledged = z.infer<typeof seenSchema>;

/** A day's events with who acknowledged them. */
export interface DayEvents {
  events: Map<string, DeskEvent>;
  acknowledged: Map<string, Acknowledged>;
}

/**
 * KEYS events, version; ARGV seconds to keep, then id, text believed to be there ('' for none), text to be, by turns.
 * Writes what is still as believed: of two gateways that see the same the second writes nothing.
 */
const WRITE = `local wrote = 0
for i = 2, #ARGV, 3 do
  local before = redis.call('HGET', KEYS[1], ARGV[i])
  if (before or '') == ARGV[i + 1] then
    redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 2])
    wrote = wrote + 1
  end
end
if wrote > 0 then
  redis.call('EXPIRE', KEYS[1], ARGV[1])
  redis.call('INCR', KEYS[2])
end
return wrote`;

/** KEYS acknowledged, version; ARGV seconds to keep, id, text. The first stays. */
const ACKNOWLEDGE = `if redis.call('HSETNX', KEYS[1], ARGV[2], ARGV[3]) == 0 then return 0 end
redis.call('EXPIRE', KEYS[1], ARGV[1])
redis.call('INCR', KEYS[2])
return 1`;

export class EventStore {
  readonly #redis: Redis;

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  /** Rises with every write of any gateway. */
  async version(): Promise<number> {
    return Number((await this.#redis.get(globalKeys.eventsVersion)) ?? 0);
  }

  async read(date: string): Promise<DayEvents> {
    const [events, acknowledged] = await Promise.all([
      this.#redis.hgetall(globalKeys.events(date)),
      this.#redis.hgetall(globalKeys.acknowledged(date)),
    ]);
    const parse = <T>(stored: Record<string, string>, schema: z.ZodType<T>): Map<string, T> =>
      new Map(Object.entries(stored).map(([id, json]) => [id, schema.parse(JSON.parse(json))]));
    return { events: parse(events, storedSchema), acknowledged: parse(acknowledged, seenSchema) };
  }

  /** Writes events over those they were made from; one that somebody else changed meanwhile is left as it is. */
  async write(
    date: string,
    changed: readonly DeskEvent[],
    known: ReadonlyMap<string, DeskEvent>,
  ): Promise<void> {
    const parts = changed.flatMap((event) => {
      const before = known.get(event.id);
      return [event.id, before ? textOf(before) : '', textOf(event)];
    });
    const keys = [globalKeys.events(date), globalKeys.eventsVersion];
    await this.#redis.eval(WRITE, keys.length, ...keys, KEPT_SECONDS, ...parts);
  }

  async acknowledge(date: string, id: string, by: Acknowledged): Promise<void> {
    const keys = [globalKeys.acknowledged(date), globalKeys.eventsVersion];
    await this.#redis.eval(ACKNOWLEDGE, keys.length, ...keys, KEPT_SECONDS, id, JSON.stringify(by));
  }
}

/** One text for one event, whichever gateway writes it: the order of fields is fixed. */
const textOf = (event: DeskEvent): string => JSON.stringify(storedSchema.parse(event));
