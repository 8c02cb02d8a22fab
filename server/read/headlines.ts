/** The headlines of an area: the year so far against the same weeks last year. */
import { persistentPairTold } from '../../shared/access/persistent-cells.ts';
import { sightOf } from '../../shared/access/policy.ts';
import type { Reader } from '../../shared/access/roles.ts';
import { ENDPOINTS } from '../../shared/api/endpoints.ts';
import { BEFORE_PANDEMIC } from '../../shared/api/headlines.ts';
import { fromDay, schoolYearOf, schoolYearStart } from '../../shared/attendance/dates.ts';
import { compareYears, type SchoolYears, type YearComparison } from '../../shared/attendance/headlines.ts';
import type { Store } from '../../shared/node/packed-values.ts';
import type { PersistentBySchool } from '../../shared/node/persistent-by-school.ts';
import type { PersistentOf } from '../../shared/redis/layouts/persistent-day.ts';
import { readArea, type Subjects } from '../access/subjects.ts';
import type { Mount } from '../http/mount.ts';
import type { Live } from '../live/live.ts';
import { areaName, schoolsOf } from '../registry/areas.ts';
import { type England, EnglandYears, WEEKS_A_YEAR } from './england-years.ts';

const SMALLEST_SHOWN = 5;
const FEWEST_PUPILS = 10;
/**
 * Without small numbers rates of the year are told of so many possible sessions at the least, and days gained in steps:
 * a step of either is then a hundred sessions, among so many left out that none follows.
 */
const FEWEST_SESSIONS = 1_000_000;
const STEP_DAYS = 100;

/** Pupils of some schools together, as the reader may know them; `among`: only those that it knows too. */
function together(
  reader: Reader,
  schools: PersistentBySchool,
  urns: readonly number[],
  among: PersistentBySchool = schools,
): PersistentOf {
  const { smallNumbers } = sightOf(reader);
  const sum = { enrolments: 0, persistent: 0 };
  for (const urn of urns) {
    const one = among.has(urn) ? schools.get(urn) : undefined;
    if (!one) continue;
    const { enrolments, persistent } = smallNumbers ? one : persistentPairTold(one);
    sum.enrolments += enrolments;
    sum.persistent += persistent;
  }
  return sum;
}

/** Whether a count is withheld from those who see no small numbers, because one could be told from it. */
const isWithheld = ({ enrolments, persistent }: PersistentOf, reader: Reader): boolean =>
  !sightOf(reader).smallNumbers && (enrolments < FEWEST_PUPILS || persistent < SMALLEST_SHOWN);

function persistentBody({ persistent }: England, urns: readonly number[], reader: Reader) {
  const now = together(reader, persistent, urns);
  if (now.enrolments === 0 || isWithheld(now, reader)) return null;
  const share = Math.round((1000 * now.persistent) / now.enrolments) / 1000;
  return { pupils: now.persistent, of: now.enrolments, share };
}

/** Points on the same day of last year, over the schools counted on both; null where there is none. */
function changeOf({ persistent, lastYear }: England, urns: readonly number[], reader: Reader): number | null {
  const now = together(reader, persistent, urns, lastYear.schools);
  const before = together(reader, lastYear.schools, urns, persistent);
  if (now.enrolments === 0 || before.enrolments === 0) return null;
  if (isWithheld(now, reader) || isWithheld(before, reader)) return null;
  const points = (100 * now.persistent) / now.enrolments - (100 * before.persistent) / before.enrolments;
  return Math.round(10 * points) / 10;
}

/** The day by which half of the schools with marks this year had their first; null without one. */
function countedFrom({ markedFrom }: England, urns: readonly number[]): number | null {
  const first = urns.flatMap((urn) => markedFrom.get(urn) ?? []).sort((a, b) => a - b);
  return first[(first.length - 1) >> 1] ?? null;
}

const dateOf = (day: number | null): string | null => (day === null ? null : fromDay(day));

const isMany = (schools: readonly SchoolYears[]): boolean =>
  schools.reduce((sum, { possible }) => sum + possible, 0) >= FEWEST_SESSIONS;

/** The year as the reader may know it. */
function yearShown(schools: readonly SchoolYears[], reader: Reader): YearComparison {
  const year = compareYears(schools);
  if (sightOf(reader).smallNumbers) return year;
  const attendance = isMany(schools) ? year.attendance : null;
  if (!isMany(schools.filter(({ lastPossible }) => lastPossible > 0)))
    return { ...year, attendance, both: null, daysGained: null, improved: null };
  const daysGained = Math.round((year.daysGained ?? 0) / STEP_DAYS) * STEP_DAYS;
  return { ...year, attendance, daysGained };
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
      const schools = urns.flatMap((urn) => known.years.get(urn) ?? []);
      const year = yearShown(schools, reader);
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
        persistentFrom: dateOf(countedFrom(known, urns)),
        persistentChange: changeOf(known, urns, reader),
        persistentSince: dateOf(known.lastYear.since),
      };
    },
  });
}
