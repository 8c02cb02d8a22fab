/** What a wall shows while no school is in session: until when, and how the last day ended. */
import { mayRefresh } from '../../shared/access/small-numbers.ts';
import type { CalmScreen } from '../../shared/api/displays.ts';
import { SESSIONS, toDay } from '../../shared/attendance/dates.ts';
import { type Calm, calmAt } from '../../shared/displays/calm.ts';
import type { Store } from '../../shared/node/packed-values.ts';
import type { Live } from '../live/live.ts';
import { countsOf } from '../read/counts-source.ts';
import { type AreaSums, addSchool, addSums, figuresOf, noSums, roundedSums } from './area-sums.ts';
import { dateWords, rate, share } from './words.ts';

/** So many schools say whether a day is a school day. */
const ASKED = 200;

type LastDay = NonNullable<CalmScreen['last']>;

export class CalmScreens {
  readonly #live: Live;
  readonly #store: Store;
  readonly #lastDays = new Map<string, { at: number; day: Promise<LastDay | null> }>();

  constructor(live: Live, store: Store) {
    this.#live = live;
    this.#store = store;
  }

  /** Null while a school day is under way in a view. */
  at(view: string, now: number): Calm | null {
    const { registry, membership } = this.#live;
    const all = membership.urnsOf(view);
    const step = Math.max(1, Math.ceil(all.length / ASKED));
    const urns = all.filter((_, i) => i % step === 0);
    return calmAt(now, (day) => {
      const open = urns.filter((urn) => registry.calendar.isSchoolDay(urn, membership.laOf(urn), day));
      return 2 * open.length > urns.length;
    });
  }

  async screenOf(calm: Calm, view: string, now: number): Promise<CalmScreen> {
    const until = calm.until === null ? null : dateWords(toDay(calm.until));
    const last = calm.last === null ? null : await this.#lastDay(view, calm.last, now);
    if (calm.why === 'before')
      return {
        headline: 'Before school',
        says: 'The first registers come in at about half past eight.',
        last,
      };
    const back = until === null ? 'No school day is near.' : `Back on ${until}.`;
    if (calm.why === 'after') return { headline: 'The school day is over', says: back, last };
    const headline = until === null ? 'Schools closed' : `Schools closed until ${until}`;
    return { headline, says: 'This screen wakes by itself.', last };
  }

  /** A day gone by does not change on a wall; today's is taken every ten minutes. */
  #lastDay(view: string, date: string, now: number): Promise<LastDay | null> {
    const key = `${view} ${date}`;
    const known = this.#lastDays.get(key);
    if (known && (date !== this.#live.model.date || !mayRefresh(known.at, now))) return known.day;
    if (this.#lastDays.size > 50) this.#lastDays.clear();
    const day = this.#sumUp(view, date);
    this.#lastDays.set(key, { at: now, day });
    day.catch(() => this.#lastDays.delete(key));
    return day;
  }

  async #sumUp(view: string, date: string): Promise<LastDay | null> {
    const { membership, registry } = this.#live;
    const urns = membership.urnsOf(view);
    const figures: LastDay['figures'] = [];
    for (const [half, session] of SESSIONS.entries()) {
      const table = await countsOf(this.#live, this.#store, urns, date, session);
      const byLa = new Map<string, AreaSums>();
      for (const urn of urns) {
        const school = registry.schools.get(urn);
        if (!school) continue;
        const la = membership.laOf(urn);
        const sums = byLa.get(la) ?? noSums();
        byLa.set(la, sums);
        addSchool(sums, school, table, undefined, half as 0 | 1);
      }
      const whole = noSums();
      for (const sums of byLa.values()) addSums(whole, roundedSums(sums));
      const { attendance, coverage } = figuresOf(whole, []);
      if (attendance === null) continue;
      const name = session === 'AM' ? 'in the morning' : 'in the afternoon';
      figures.push({ value: `${rate(attendance)}%`, says: `${name}, ${share(coverage)}% of registers in` });
    }
    return figures.length === 0
      ? null
      : { title: `${dateWords(toDay(date))}: attending, ages 5 to 15`, figures };
  }
}
