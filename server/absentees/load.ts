/** What the list of absentees is made from: marks of the last school days, rosters, pupil tables, year to date. */
import type { School } from '../../shared/api/schools.ts';
import { fromDay, type Session, schoolYearOf, sessionNumber } from '../../shared/attendance/dates.ts';
import { membershipOn } from '../../shared/attendance/membership.ts';
import { compareRosters, type Roster, rosterInForce, standingSlots } from '../../shared/attendance/roster.ts';
import { execAll, forEachSessionValue, forEachValue, type Store } from '../../shared/node/packed-values.ts';
import type { RegistryModel } from '../../shared/node/registry-model.ts';
import type { Names } from '../../shared/node/vault/vault.ts';
import { partitionKeys, partitionOf } from '../../shared/redis/keys.ts';
import { decodeRows } from '../../shared/redis/layouts/marks.ts';
import { decodeYearToDate, type YearToDate } from '../../shared/redis/layouts/pupils.ts';
import { decodeRoster } from '../../shared/redis/layouts/roster.ts';
import type { StoredAbsenceContact } from '../contacts/store.ts';
import { markedDaysOf } from '../read/marked-days.ts';

/** School days shown with every pupil. */
export const DAYS_SHOWN = 20;
/** How far back they are looked for: a summer holiday and four weeks on both sides. */
const LOOK_BACK = 90;
const SESSIONS_AT_ONCE = 8;
const NO_ROWS = new Uint8Array(0);

/** One school as it is stored. */
export interface LoadedSchool {
  school: School;
  /** The last school days up to and including the day asked for, ascending. */
  days: number[];
  /** Whether there are marks of an earlier day (within `LOOK_BACK`). */
  hasEarlier: boolean;
  /** Code row + 1 by slot, by session: two a day, up to the session asked for. */
  rows: Uint8Array[];
  roster: Roster | undefined;
  standing: Map<number, number> | undefined;
  /** The packed pupil table; undefined when there is none. */
  table: Buffer | undefined;
  year: YearToDate | undefined;
  /** Of the schools whose pupils may be named. */
  names: Names | undefined;
  /** The last contact about an absence of the day, by slot. */
  contacts: ReadonlyMap<number, StoredAbsenceContact>;
}

/** The session asked about. */
export interface Moment {
  day: number;
  session: Session;
}

export async function loadSchools(
  store: Store,
  registry: RegistryModel,
  schools: readonly School[],
  moment: Moment,
): Promise<LoadedSchool[]> {
  const urns = schools.map(({ urn }) => urn);
  const marked = await markedDaysOf(store, urns, moment.day - LOOK_BACK, moment.day);
  const loaded = new Map<number, LoadedSchool>();
  for (const school of schools) {
    const withMarks = new Set(marked.get(school.urn));
    const days = lastDays(registry, school, withMarks, moment.day);
    const hasEarlier = days.some((day) => day < moment.day && withMarks.has(day));
    const last = moment.session === 'PM' ? days.length * 2 : days.length * 2 - 1;
    const rows = new Array<Uint8Array>(last).fill(NO_ROWS);
    loaded.set(school.urn, { school, days, hasEarlier, rows, ...NOTHING });
  }
  await Promise.all([
    loadRows(store, loaded, marked),
    loadRolls(store, loaded, moment.day),
    loadYears(store, loaded, moment.day),
  ]);
  return [...loaded.values()];
}

const NOTHING = {
  roster: undefined,
  standing: undefined,
  table: undefined,
  year: undefined,
  names: undefined,
  contacts: new Map<number, StoredAbsenceContact>(),
};

/** School days by the calendar and any other day with marks, `day` itself always. */
function lastDays(
  registry: RegistryModel,
  school: School,
  marked: ReadonlySet<number>,
  day: number,
): number[] {
  const { la } = membershipOn(school, fromDay(day));
  const days = [day];
  for (let earlier = day - 1; earlier > day - LOOK_BACK && days.length < DAYS_SHOWN; earlier--)
    if (marked.has(earlier) || registry.calendar.isSchoolDay(school.urn, la, earlier)) days.push(earlier);
  return days.reverse();
}

async function loadRows(
  store: Store,
  loaded: ReadonlyMap<number, LoadedSchool>,
  marked: ReadonlyMap<number, readonly number[]>,
): Promise<void> {
  const wanted = new Map<number, Map<number, number>>();
  for (const { school, days, rows } of loaded.values()) {
    const withMarks = new Set(marked.get(school.urn));
    rows.forEach((_, i) => {
      const day = days[i >> 1];
      if (!withMarks.has(day)) return;
      const number = sessionNumber(day, i & 1 ? 'PM' : 'AM');
      wanted.set(number, (wanted.get(number) ?? new Map()).set(school.urn, i));
    });
  }
  const sessions = [...wanted];
  const readOne = ([number, indexes]: [number, Map<number, number>]) =>
    forEachSessionValue(store, 'state', number, indexes.keys(), (urn, bytes) => {
      const held = loaded.get(urn);
      const index = indexes.get(urn);
      if (held && index !== undefined) held.rows[index] = decodeRows(bytes);
    });
  for (let from = 0; from < sessions.length; from += SESSIONS_AT_ONCE)
    await Promise.all(sessions.slice(from, from + SESSIONS_AT_ONCE).map(readOne));
}

async function loadRolls(
  store: Store,
  loaded: ReadonlyMap<number, LoadedSchool>,
  day: number,
): Promise<void> {
  const schools = [...loaded.values()];
  const pipeline = store.redis.pipeline();
  for (const { school } of schools) {
    const p = partitionOf(school.urn, store.partitions);
    pipeline.hvalsBuffer(partitionKeys.rosters(p, school.urn));
    pipeline.getBuffer(partitionKeys.pupils(p, school.urn));
  }
  const answers = await execAll<Buffer[] | Buffer | null>(pipeline);
  schools.forEach((held, i) => {
    const rosters = (answers[i * 2] as Buffer[]).map(decodeRoster).sort(compareRosters);
    held.roster = rosterInForce(rosters, day);
    held.standing = standingSlots(rosters);
    held.table = (answers[i * 2 + 1] as Buffer | null) ?? undefined;
  });
}

async function loadYears(
  store: Store,
  loaded: ReadonlyMap<number, LoadedSchool>,
  day: number,
): Promise<void> {
  await forEachValue(
    store,
    loaded.keys(),
    (p) => partitionKeys.yearToDate(p, schoolYearOf(day)),
    (urn, bytes) => {
      const held = loaded.get(urn);
      if (held) held.year = decodeYearToDate(bytes);
    },
  );
}
