/** Rolling sums of schools and areas by cohort. */
import { ENDPOINTS } from '../../shared/api/endpoints.ts';
import type { Window } from '../../shared/api/parameters.ts';
import type { School } from '../../shared/api/schools.ts';
import { fromDay, londonTime, toDay } from '../../shared/attendance/dates.ts';
import { TALLY_LENGTH } from '../../shared/attendance/measures.ts';
import { membershipOn } from '../../shared/attendance/membership.ts';
import type { Clock } from '../../shared/node/clock.ts';
import type { Store } from '../../shared/node/packed-values.ts';
import { readArea, type Subjects } from '../access/subjects.ts';
import { cohortRows } from '../http/csv.ts';
import type { Mount } from '../http/mount.ts';
import type { Live } from '../live/live.ts';
import { type Area, areaName, membershipSpans } from '../registry/areas.ts';
import { cohortsBody, type Shown } from './cohorts-body.ts';
import { addLedgerRows, type SchoolTerm } from './ledger-rows.ts';
import { markedDaysOf } from './marked-days.ts';
import { ledgerTerms, windowReach, windowStart } from './windows.ts';

/** Sums over a window: each school's own window, in the stretches in which it counts. */
interface WindowSums {
  tallies: Float64Array;
  /** First day of the longest window. */
  from: number;
  /** Schools with marks in their window. */
  schools: number;
  /** Days with marks, of all schools together. */
  markedDays: number;
}

/** The stretches of a school's window in which it counts. */
type SpansOf = (school: School, from: number, to: number) => readonly (readonly [number, number])[];

const wholeWindow: SpansOf = (_, from, to) => [[from, to]];

async function sumWindow(
  { live, store }: { live: Live; store: Store },
  schools: readonly School[],
  { window, day }: { window: Window; day: number },
  spansOf: SpansOf,
): Promise<WindowSums> {
  const reach = windowReach(window, day);
  const marked = await markedDaysOf(
    store,
    schools.map((school) => school.urn),
    reach,
    day,
  );
  const { calendar } = live.registry;
  const sums: WindowSums = { tallies: new Float64Array(TALLY_LENGTH), from: day, schools: 0, markedDays: 0 };
  const terms: SchoolTerm[] = [];
  for (const school of schools) {
    const days = marked.get(school.urn) ?? [];
    const isSchoolDay = (at: number) =>
      calendar.isSchoolDay(school.urn, membershipOn(school, fromDay(at)).la, at);
    const start = windowStart(window, day, days, isSchoolDay);
    sums.from = Math.min(sums.from, start);
    const spans = spansOf(school, start, day);
    const within = days.filter((at) => spans.some(([from, to]) => at >= from && at <= to)).length;
    sums.markedDays += within;
    if (within > 0) sums.schools++;
    for (const [from, to] of spans)
      for (const term of ledgerTerms(days, from, to)) terms.push({ urn: school.urn, ...term });
  }
  await addLedgerRows(store, sums.tallies, terms, marked);
  return sums;
}

/** Schools that belong to the area on some day the window can reach. */
function schoolsWithin(live: Live, area: Area, reach: number, day: number): School[] {
  return [...live.registry.schools.values()].filter(
    (school) => membershipSpans(live.registry, area, school, reach, day).length > 0,
  );
}

/** Sums of one school over a window up to and including a day. */
export const schoolWindow = (
  parts: { live: Live; store: Store },
  school: School,
  of: { window: Window; day: number },
): Promise<WindowSums> => sumWindow(parts, [school], of, wholeWindow);

const bodyOf = (sums: WindowSums, date: string, window: Window, shown: Shown) => ({
  date,
  window,
  from: fromDay(sums.from),
  cohorts: cohortsBody(sums.tallies, shown),
});

export function mountCohorts(mount: Mount, live: Live, store: Store, subjects: Subjects, clock: Clock): void {
  const today = () => londonTime(clock.now()).date;
  mount(ENDPOINTS.schoolCohorts, {
    subject: subjects.school,
    rows: ({ cohorts }) => cohortRows(cohorts),
    answer: async ({ params: { urn }, query: { date = today(), window }, reader }) => {
      const school = await subjects.knownSchool(urn);
      const sums = await schoolWindow({ live, store }, school, { window, day: toDay(date) });
      return { urn, ...bodyOf(sums, date, window, { reader, cohorts: 'all' }), days: sums.markedDays };
    },
  });
  mount(ENDPOINTS.areaCohorts, {
    subject: subjects.area,
    rows: ({ cohorts }) => cohortRows(cohorts),
    answer: async ({ params, query: { date = today(), window }, reader }) => {
      const area = readArea(params);
      const day = toDay(date);
      const schools = schoolsWithin(live, area, windowReach(window, day), day);
      const spansOf: SpansOf = (school, from, to) => membershipSpans(live.registry, area, school, from, to);
      const sums = await sumWindow({ live, store }, schools, { window, day }, spansOf);
      const name = areaName(live.registry, area);
      return {
        ...area,
        ...(name === undefined ? {} : { name }),
        ...bodyOf(sums, date, window, subjects.shown(area, reader, date)),
        schools: sums.schools,
      };
    },
  });
}
