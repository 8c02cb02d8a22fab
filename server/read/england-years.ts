/** This year and last of every school, for the headlines of any area: worked out once for a closed day. */
import { setImmediate } from 'node:timers/promises';
import { schoolYearOf, schoolYearStart } from '../../shared/attendance/dates.ts';
import type { SchoolYears } from '../../shared/attendance/headlines.ts';
import type { Store } from '../../shared/node/packed-values.ts';
import { type PersistentBySchool, readPersistentBySchool } from '../../shared/node/persistent-by-school.ts';
import type { PersistentOf } from '../../shared/redis/layouts/persistent-day.ts';
import type { Live } from '../live/live.ts';
import { readYearSums } from '../targets/year-sums.ts';
import { markedDaysOf } from './marked-days.ts';
import { type LastYear, readLastYear } from './persistent-days.ts';

export const WEEKS_A_YEAR = 52 * 7;
const AT_ONCE = 250;
/** Persistent absentees move with the day's registers: asked for at most so often, real ms. */
const PERSISTENT_HELD_MS = 600_000;
/** Last year is still being imported for less than half of the schools: asked for again sooner. */
const LOADING_HELD_MS = 30_000;

/** By URN. */
export interface England {
  years: ReadonlyMap<number, SchoolYears>;
  persistent: PersistentBySchool;
  /** The first day of this school year with marks of pupils, as a day number. */
  markedFrom: ReadonlyMap<number, number>;
  lastYear: LastYear;
}

/** Kept until another day has closed; what moves in the course of a day for ten minutes. */
export class EnglandYears {
  readonly #live: Live;
  readonly #store: Store;
  #held: { name: string; until: number; england: Promise<England> } | undefined;

  constructor(live: Live, store: Store) {
    this.#live = live;
    this.#store = store;
  }

  of(through: number): Promise<England> {
    const name = `${through}/${this.#live.registry.version}`;
    const known = this.#held;
    if (known?.name === name && Date.now() < known.until) return known.england;
    const england = this.#read(through);
    const held = { name, until: Number.POSITIVE_INFINITY, england };
    this.#held = held;
    england.then(
      ({ years }) => {
        const isLoading = years.size < this.#live.registry.schools.size / 2;
        held.until = Date.now() + (isLoading ? LOADING_HELD_MS : PERSISTENT_HELD_MS);
      },
      () => {
        this.#held = undefined;
      },
    );
    return england;
  }

  async #read(through: number): Promise<England> {
    const urns = [...this.#live.registry.schools.keys()];
    const years = new Map<number, SchoolYears>();
    const persistent = new Map<number, PersistentOf>();
    const markedFrom = new Map<number, number>();
    const year = schoolYearOf(through);
    for (let from = 0; from < urns.length; from += AT_ONCE) {
      const some = urns.slice(from, from + AT_ONCE);
      await this.#addYears(some, through, years);
      for (const [urn, one] of await readPersistentBySchool(this.#store, some, year))
        persistent.set(urn, one);
      const start = schoolYearStart(year);
      for (const [urn, [first]] of await markedDaysOf(this.#store, some, start, start))
        if (first !== undefined) markedFrom.set(urn, first);
      await setImmediate();
    }
    const lastYear = await readLastYear(this.#store.redis, through - WEEKS_A_YEAR);
    return { years, persistent, markedFrom, lastYear };
  }

  async #addYears(urns: readonly number[], through: number, into: Map<number, SchoolYears>): Promise<void> {
    const year = schoolYearOf(through);
    const now = await readYearSums(this.#store, urns, year, through);
    const last = await readYearSums(this.#store, urns, year - 1, through - WEEKS_A_YEAR);
    for (const [urn, { possible, attending }] of now) {
      const before = last.get(urn);
      const [lastPossible, lastAttending] = [before?.possible ?? 0, before?.attending ?? 0];
      into.set(urn, { possible, attending, lastPossible, lastAttending });
    }
  }
}
