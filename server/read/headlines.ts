/** The headlines of an area: the year so far against the same weeks last year. Worked out once for a closed day. */
import { setImmediate } from 'node:timers/promises';
import { sightOf } from '../../shared/access/policy.ts';
import type { Reader } from '../../shared/access/roles.ts';
import { ENDPOINTS } from '../../shared/api/endpoints.ts';
import { BEFORE_PANDEMIC } from '../../shared/api/headlines.ts';
import { STATUTORY } from '../../shared/attendance/cohorts.ts';
import { fromDay, schoolYearOf, schoolYearStart } from '../../shared/attendance/dates.ts';
import { compareYears, type SchoolYears } from '../../shared/attendance/headlines.ts';
import { forEachValue, type Store } from '../../shared/node/packed-values.ts';
import { partitionKeys } from '../../shared/redis/keys.ts';
import { decodePersistent } from '../../shared/redis/layouts/persistent.ts';
import { readArea, type Subjects } from '../access/subjects.ts';
import type { Mount } from '../http/mount.ts';
import type { Live } from '../live/live.ts';
import { areaName, schoolsOf } from '../registry/areas.ts';
import { readYearSums } from '../targets/year-sums.ts';

const WEEKS_A_YEAR = 52 * 7;
const AT_ONCE = 250;
/** Persistent absentees move with the day's registers: asked for at most so often, real ms. */
const PERSISTENT_HELD_MS = 600_000;
/** Last year is still being imported for less than half of the schools: asked for again sooner. */
const LOADING_HELD_MS = 30_000;
const SMALLEST_SHOWN = 5;
const FEWEST_PUPILS = 10;

interface Persistent {
  enrolments: number;
  persistent: number;
}

interface England {
  years: ReadonlyMap<number, SchoolYears>;
  persistent: ReadonlyMap<number, Persistent>;
}

/** Both years of every school, and its persistent absentees: kept until another day has closed. */
class EnglandYears {
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
    const year = schoolYearOf(through);
    const years = new Map<number, SchoolYears>();
    const persistent = new Map<number, Persistent>();
    for (let from = 0; from < urns.length; from += AT_ONCE) {
      const some = urns.slice(from, from + AT_ONCE);
      const [now, last] = [
        await readYearSums(this.#store, some, year, through),
        await readYearSums(this.#store, some, year - 1, through - WEEKS_A_YEAR),
      ];
      for (const [urn, { possible, attending }] of now) {
        const before = last.get(urn);
        const [lastPossible, lastAttending] = [before?.possible ?? 0, before?.attending ?? 0];
        years.set(urn, { possible, attending, lastPossible, lastAttending });
      }
      await this.#addPersistent(some, year, persistent);
      await setImmediate();
    }
    return { years, persistent };
  }

  async #addPersistent(urns: readonly number[], year: number, into: Map<number, Persistent>): Promise<void> {
    const keyOf = (p: number) => partitionKeys.persistent(p, year);
    await forEachValue(this.#store, urns, keyOf, (urn, bytes) => {
      const { enrolments, persistent } = decodePersistent(bytes);
      into.set(urn, { enrolments: enrolments[STATUTORY], persistent: persistent[STATUTORY] });
    });
  }
}

/** Withheld from those who see no small numbers where one could be told from it. */
function persistentBody(england: England, urns: readonly number[], reader: Reader) {
  let [pupils, of] = [0, 0];
  for (const urn of urns) {
    const counts = england.persistent.get(urn);
    pupils += counts?.persistent ?? 0;
    of += counts?.enrolments ?? 0;
  }
  const isSmall = !sightOf(reader).smallNumbers && (of < FEWEST_PUPILS || pupils < SMALLEST_SHOWN);
  return of === 0 || isSmall ? null : { pupils, of, share: Math.round((1000 * pupils) / of) / 1000 };
}

export function mountHeadlines(mount: Mount, live: Live, store: Store, subjects: Subjects): void {
  const england = new EnglandYears(live, store);
  mount(ENDPOINTS.headlines, {
    subject: subjects.area,
    rows: ({ schools, attendanceBothYears, improved, persistent, ...rest }) => [
      {
        ...rest,
        schools: schools.of,
        schoolsThisYear: schools.thisYear,
        schoolsBothYears: schools.bothYears,
        attendanceThisYear: attendanceBothYears?.thisYear,
        attendanceLastYear: attendanceBothYears?.lastYear,
        improved: improved?.schools,
        improvedShare: improved?.share,
        persistent: persistent?.pupils,
        persistentShare: persistent?.share,
      },
    ],
    answer: async ({ params, reader }) => {
      const area = readArea(params);
      const through = live.model.day - 1;
      const known = await england.of(through);
      const urns = schoolsOf(live.registry, area, live.model.date).map(({ urn }) => urn);
      const year = compareYears(urns.flatMap((urn) => known.years.get(urn) ?? []));
      const absence = year.attendance === null ? null : Math.round((100 - year.attendance) * 100) / 100;
      const name = areaName(live.registry, area);
      return {
        ...area,
        ...(name === undefined ? {} : { name }),
        from: fromDay(schoolYearStart(schoolYearOf(through))),
        through: fromDay(through),
        lastYearThrough: fromDay(through - WEEKS_A_YEAR),
        schools: { of: urns.length, thisYear: year.thisYear, bothYears: year.bothYears },
        attendance: year.attendance,
        absence,
        toBeforePandemic: absence === null ? null : Math.round((absence - BEFORE_PANDEMIC) * 100) / 100,
        attendanceBothYears: year.both,
        daysGained: year.daysGained,
        improved: year.improved,
        persistent: persistentBody(known, urns, reader),
        persistentChange: null,
      };
    },
  });
}
