/** The registry in Redis: records are written together with the note that tells readers which changed. */
import type { Redis } from 'ioredis';
import type { RegistryNote } from '../../../shared/api/schools.ts';
import { globalKeys } from '../../../shared/redis/keys.ts';

const NOTES_KEPT = 10_000;

const KEYS = {
  schools: globalKeys.schools,
  hubs: globalKeys.hubs,
  calendars: globalKeys.calendars,
  targets: globalKeys.targets,
} as const;

/** Records by id, as JSON text. */
export type Records = ReadonlyMap<string, string>;

/**
 * - `update` runs one change at a time: what `change` reads is what it changes. Running it again does no harm.
 * - Records and note are written in one transaction.
 */
export class RegistryStore {
  readonly #redis: Redis;
  #last: Promise<unknown> = Promise.resolve();

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  /**
   * Reads the records of `ids`, lets `change` say which to write, and writes them.
   * @param change from the records there are to the records that differ now
   */
  update(
    kind: RegistryNote['kind'],
    ids: readonly string[],
    change: (found: Records) => Records,
  ): Promise<void> {
    const done = this.#last.then(async () => {
      const changed = change(await this.read(kind, ids));
      if (changed.size > 0) await this.#write(kind, changed);
    });
    this.#last = done.catch(() => undefined);
    return done;
  }

  async read(kind: RegistryNote['kind'], ids: readonly string[]): Promise<Records> {
    if (ids.length === 0) return new Map();
    const texts = await this.#redis.hmget(KEYS[kind], ...ids);
    return new Map(ids.flatMap((id, i) => (texts[i] === null ? [] : [[id, texts[i]]])));
  }

  async #write(kind: RegistryNote['kind'], records: Records): Promise<void> {
    const note: RegistryNote = { kind, ids: [...records.keys()] };
    const results = await this.#redis
      .multi()
      .hset(KEYS[kind], records as Map<string, string>)
      .xadd(globalKeys.registryChanges, 'MAXLEN', '~', NOTES_KEPT, '*', 'n', JSON.stringify(note))
      .exec();
    for (const [error] of results ?? []) if (error) throw error;
  }
}
