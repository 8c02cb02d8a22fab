/** What a wall shows while no school is in session: until when, and how the last day ended. */
import type { CalmScreen } from '../../shared/api/displays.ts';
import { SESSIONS, toDay } from '../../shared/attendance/dates.ts';
import { type Calm, calmAt } from '../../shared/displays/calm.ts';
import type { Store } from '../../shared/node/packed-values.ts';
import type { Live } from '../live/live.ts';
import { countsOf } from '../read/counts-source.ts';
import { addSchool, figuresOf, noSums } from './area-sums.ts';
import { dateWords, rate, share } from './words.ts';

/** So many schools say whether a day is a school day. */
const ASKED = 200;
const FEWEST_PUPILS = 10;

type LastDay = NonNullable<CalmScreen['last']>;

export class CalmScreens {
  readonly #live: Live;
  readonly #store: Store;
  readonly #lastDays = new Map<string, Promise<LastDay | null>>();

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

  async screenOf(calm: Calm, view: string): Promise<CalmScreen> {
    const until = calm.until === null ? null : dateWords(toDay(calm.until));
    const last = calm.last === null ? null : await this.#lastDay(view, calm.last);
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

  /** A day gone by does not change on a wall; today's is read anew every time it is asked for. */
  #lastDay(view: string, date: string): Promise<LastDay | null> {
    if (date === this.#live.model.date) return this.#sumUp(view, date);
    const key = `${view} ${date}`;
    const known = this.#lastDays.get(key);
    if (known) return known;
    if (this.#lastDays.size > 50) this.#lastDays.clear();
    const summed = this.#sumUp(view, date);
    this.#lastDays.set(key, summed);
    summed.catch(() => this.#lastDays.delete(key));
    return summed;
  }

  async #sumUp(view: string, date: string): Promise<LastDay | null> {
    const { membership, registry } = this.#live;
    const urns = membership.urnsOf(view);
    const figures: LastDay['figures'] = [];
    for (const [half, session] of SESSIONS.entries()) {
      const table = await countsOf(this.#live, this.#store, urns, date, session);
      const sums = noSums();
      for (const urn of urns) {
        const school = registry.schools.get(urn);
        if (school) addSchool(sums, school, table, undefined, half as 0 | 1);
      }
      const { attendance, coverage } = figuresOf(sums, []);
      if (sums.possible < FEWEST_PUPILS) continue;
      const name = session === 'AM' ? 'in the morning' : 'in the afternoon';
      figures.push({ value: `${rate(attendance)}%`, says: `${name}, ${share(coverage)}% of registers in` });
    }
    return figures.length === 0
      ? null
      : { title: `${dateWords(toDay(date))}: attending, ages 5 to 15`, figures };
  }
}
