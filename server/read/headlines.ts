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
import type { PersistentOf } from '../../shared/redis/layouts/persistent-day.ts';
import { readArea, type Subjects } from '../access/subjects.ts';
import type { Mount } from '../http/mount.ts';
import type { Live } from '../live/live.ts';
import { areaName, schoolsOf } from '../registry/areas.ts';
import { readYearSums } from '../targets/year-sums.ts';
import { keepDay, type LastYear, type PersistentBySchool, readLastYear } from './persistent-days.ts';

const WEEKS_A_YEAR = 52 * 7;
const AT_ONCE = 250;
/** Persistent absentees move with the day's registers: asked for at most so often, real ms. */
const PERSISTENT_HELD_MS = 600_000;
/** Last year is still being imported for less than half of the schools: asked for again sooner. */
const LOADING_HELD_MS = 30_000;
const SMALLEST_SHOWN = 5;
const FEWEST_PUPILS = 10;

interface England {
  years: ReadonlyMap<number, SchoolYears>;
  persistent: PersistentBySchool;
  lastYear: LastYear;
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
    const persistent = new Map<number, PersistentOf>();
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
    const { redis } = this.#store;
    // Half loaded, it is no count of that day.
    if (persistent.size >= this.#live.registry.schools.size / 2) await keepDay(redis, through, persistent);
    return { years, persistent, lastYear: await readLastYear(redis, through - WEEKS_A_YEAR) };
  }

  async #addPersistent(
    urns: readonly number[],
    year: number,
    into: Map<number, PersistentOf>,
  ): Promise<void> {
    const keyOf = (p: number) => partitionKeys.persistent(p, year);
    await forEachValue(this.#store, urns, keyOf, (urn, bytes) => {
      const { enrolments, persistent } = decodePersistent(bytes);
      into.set(urn, { enrolments: enrolments[STATUTORY], persistent: persistent[STATUTORY] });
    });
  }
}

/** Pupils of some schools together; `among`: only those that it knows too. */
function together(
  schools: PersistentBySchool,
  urns: readonly number[],
  among: PersistentBySchool = schools,
): PersistentOf {
  const sum = { enrolments: 0, persistent: 0 };
  for (const urn of urns) {
    const one = among.has(urn) ? schools.get(urn) : undefined;
    sum.enrolments += one?.enrolments ?? 0;
    sum.persistent += one?.persistent ?? 0;
  }
  return sum;
}

/** Whether a count is withheld from those who see no small numbers, because one could be told from it. */
const isWithheld = ({ enrolments, persistent }: PersistentOf, reader: Reader): boolean =>
  !sightOf(reader).smallNumbers && (enrolments < FEWEST_PUPILS || persistent < SMALLEST_SHOWN);

function persistentBody({ persistent }: England, urns: readonly number[], reader: Reader) {
  const now = together(persistent, urns);
  if (now.enrolments === 0 || isWithheld(now, reader)) return null;
  const share = Math.round((1000 * now.persistent) / now.enrolments) / 1000;
  return { pupils: now.persistent, of: now.enrolments, share };
}

/** Points on the same day of last year, over the schools counted on both; null where there is none. */
function changeOf({ persistent, lastYear }: England, urns: readonly number[], reader: Reader): number | null {
  const now = together(persistent, urns, lastYear.schools);
  const before = together(lastYear.schools, urns, persistent);
  if (now.enrolments === 0 || before.enrolments === 0) return null;
  if (isWithheld(now, reader) || isWithheld(before, reader)) return null;
  const points = (100 * now.persistent) / now.enrolments - (100 * before.persistent) / before.enrolments;
  return Math.round(10 * points) / 10;
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
        persistentChange: changeOf(known, urns, reader),
        persistentSince: known.lastYear.since === null ? null : fromDay(known.lastYear.since),
      };
    },
  });
}
