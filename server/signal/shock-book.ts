/** Shared shocks as the signal worker has stored them: those of closed days kept in memory, those by minute read. */
import type { Redis } from 'ioredis';
import { fromDay, schoolYearOf, toDay } from '../../shared/attendance/dates.ts';
import { globalKeys } from '../../shared/redis/keys.ts';
import { decodeNorms, type Norms } from '../../shared/redis/layouts/norms.ts';
import { decodeShock } from '../../shared/redis/layouts/shocks.ts';
import { usualKinds } from '../../shared/signal/level.ts';
import { publishedCurve } from '../../shared/signal/season.ts';
import { type DayShock, noShock } from '../../shared/signal/shock.ts';
import { CURRENT_SHOCK, LATER_PREFIX } from '../../shared/watch/shock-fields.ts';

const MOST_YEARS = 3;

/** What a school year is judged with. */
export interface YearBook {
  norms: Norms;
  closings: ReadonlyMap<number, DayShock>;
}

export class ShockBook {
  readonly #redis: Redis;
  readonly #held = new Map<string, Promise<YearBook>>();
  #generation = 0;

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  /** What was kept of days gone by is old: they were worked out anew. */
  forget(): void {
    this.#generation++;
    this.#held.clear();
  }

  /** The last day the signal worker has closed; 0 before the first. */
  async closedThrough(): Promise<number> {
    const date = await this.#redis.hget(globalKeys.signalProgress, 'closedThrough');
    return date === null ? 0 : toDay(date);
  }

  /** The book of the school year of a day, with all days closed up to it. */
  yearOf(day: number, closedThrough: number): Promise<YearBook> {
    const schoolYear = schoolYearOf(day);
    const name = `${schoolYear}/${closedThrough}/${this.#generation}`;
    const known = this.#held.get(name);
    if (known) return known;
    if (this.#held.size >= MOST_YEARS) this.#held.clear();
    const book = this.#read(schoolYear);
    this.#held.set(name, book);
    book.catch(() => this.#held.delete(name));
    return book;
  }

  async #read(schoolYear: number): Promise<YearBook> {
    const [stored, packed] = await Promise.all([
      this.#redis.hgetallBuffer(globalKeys.closingShocks(schoolYear)),
      this.#redis.hgetBuffer(globalKeys.norms, String(schoolYear)),
    ]);
    const closings = new Map<number, DayShock>();
    for (const [field, bytes] of Object.entries(stored)) {
      const isLater = field.startsWith(LATER_PREFIX);
      const day = toDay(isLater ? field.slice(LATER_PREFIX.length) : field);
      if (!isLater || !closings.has(day)) closings.set(day, decodeShock(bytes));
    }
    const norms = packed ? decodeNorms(packed) : { curve: publishedCurve(), kinds: usualKinds() };
    return { norms, closings };
  }

  /** The shock in force on a day at an instant (ms), or the last one there was when none is given. */
  async inForce(day: number, instant: number | undefined): Promise<DayShock> {
    const key = globalKeys.shocks(fromDay(day));
    const field =
      instant === undefined ? await this.#redis.hget(key, CURRENT_SHOCK) : await this.#fieldAt(key, instant);
    const packed = field === null ? null : await this.#redis.hgetBuffer(key, field);
    return packed ? decodeShock(packed) : noShock();
  }

  async #fieldAt(key: string, instant: number): Promise<string | null> {
    const instants = (await this.#redis.hkeys(key)).map(Number).filter((at) => at <= instant);
    return instants.length === 0 ? null : String(Math.max(...instants));
  }
}
