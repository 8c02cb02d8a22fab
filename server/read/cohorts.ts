/** Rolling sums of schools and areas by cohort. */
import { sightOf } from '../../shared/access/policy.ts';
import type { Reader } from '../../shared/access/roles.ts';
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
import { cohortsBody } from './cohorts-body.ts';
import { addLedgerRows, type SchoolTerm } from './ledger-rows.ts';
import { markedDaysOf } from './marked-days.ts';
import { ToldWindows } from './told-windows.ts';
import { ledgerTerms, windowReach, windowStart } from './windows.ts';

/** A school within a window: its days with marks that count, and the ledger rows that make their sums. */
interface Windowed {
  urn: number;
  days: number[];
  terms: SchoolTerm[];
}

/** A window: each school's own, in the stretches in which it counts. */
interface WindowOf {
  each: Windowed[];
  /** Days with marks of each school, as far back as the ledger needs. */
  marked: ReadonlyMap<number, readonly number[]>;
  /** First day of the longest window. */
  from: number;
  /** Schools with marks in their window. */
  schools: number;
  /** Days with marks, of all schools together. */
  markedDays: number;
}

interface Parts {
  live: Live;
  store: Store;
}

/** The stretches of a school's window in which it counts. */
type SpansOf = (school: School, from: number, to: number) => readonly (readonly [number, number])[];

const wholeWindow: SpansOf = (_, from, to) => [[from, to]];

async function windowOf(
  { live, store }: Parts,
  schools: readonly School[],
  { window, day }: { window: Window; day: number },
  spansOf: SpansOf,
): Promise<WindowOf> {
  const urns = schools.map((school) => school.urn);
  const reach = windowReach(window, day);
  const marked = await markedDaysOf(store, urns, reach, day);
  const { calendar } = live.registry;
  const of: WindowOf = { each: [], marked, from: day, schools: 0, markedDays: 0 };
  for (const school of schools) {
    const { urn } = school;
    const known = marked.get(urn) ?? [];
    const isSchoolDay = (at: number) => calendar.isSchoolDay(urn, membershipOn(school, fromDay(at)).la, at);
    const start = windowStart(window, day, known, isSchoolDay);
    of.from = Math.min(of.from, start);
    const spans = spansOf(school, start, day);
    const days = known.filter((at) => spans.some(([from, to]) => at >= from && at <= to));
    of.markedDays += days.length;
    if (days.length > 0) of.schools++;
    const terms = spans.flatMap(([from, to]) => ledgerTerms(known, from, to));
    of.each.push({ urn, days, terms: terms.map((term) => ({ urn, ...term })) });
  }
  return of;
}

/** The exact sums. */
async function sumsOf(store: Store, { each, marked }: WindowOf): Promise<Float64Array> {
  const tallies = new Float64Array(TALLY_LENGTH);
  const terms = each.flatMap((school) => school.terms);
  await addLedgerRows(store, tallies, terms, marked);
  return tallies;
}

/** Schools that belong to the area on some day the window can reach. */
function schoolsWithin(live: Live, area: Area, reach: number, day: number): School[] {
  return [...live.registry.schools.values()].filter(
    (school) => membershipSpans(live.registry, area, school, reach, day).length > 0,
  );
}

/** Exact sums of one school over a window up to and including a day. */
export async function schoolWindow(
  parts: Parts,
  school: School,
  of: { window: Window; day: number },
): Promise<{ tallies: Float64Array }> {
  return { tallies: await sumsOf(parts.store, await windowOf(parts, [school], of, wholeWindow)) };
}

/** What is told of a window: exact sums, or those of what the reader may see of each session; none of too many. */
type TellWindow = (
  name: string,
  of: WindowOf,
  reader: Reader,
) => Promise<{ tallies: Float64Array; isApproximate: boolean } | undefined>;

function tellerOf(store: Store): TellWindow {
  const told = new ToldWindows(store, Date.now);
  return async (name, of, reader) =>
    sightOf(reader).smallNumbers
      ? { tallies: await sumsOf(store, of), isApproximate: false }
      : told.of(name, of.each);
}

export function mountCohorts(mount: Mount, live: Live, store: Store, subjects: Subjects, clock: Clock): void {
  const today = () => londonTime(clock.now()).date;
  const tell = tellerOf(store);
  mount(ENDPOINTS.schoolCohorts, {
    subject: subjects.school,
    rows: ({ cohorts }) => cohortRows(cohorts),
    answer: async ({ params: { urn }, query: { date = today(), window }, reader }) => {
      const school = await subjects.knownSchool(urn);
      const of = await windowOf({ live, store }, [school], { window, day: toDay(date) }, wholeWindow);
      const told = await tell(`school:${urn}/${window}/${date}`, of, reader);
      const cohorts = told ? cohortsBody(told.tallies, { reader, cohorts: 'all' }) : {};
      return {
        urn,
        date,
        window,
        from: fromDay(of.from),
        ...(told?.isApproximate ? { approximate: true as const } : {}),
        cohorts,
        days: of.markedDays,
      };
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
      const of = await windowOf({ live, store }, schools, { window, day }, spansOf);
      const held = `${area.kind}:${area.id}/${window}/${date}/${live.registry.version}`;
      const isToday = date === live.model.date;
      const isHeard = (urn: number) => live.model.tables.some((table) => table.isHeard(urn));
      const shown = subjects.shown(area, reader, date, isToday ? { isHeard } : {});
      const isFew = shown.cohorts === 'rolls';
      const told = isFew ? undefined : await tell(held, of, reader);
      const name = areaName(live.registry, area);
      return {
        ...area,
        ...(name === undefined ? {} : { name }),
        date,
        window,
        from: fromDay(of.from),
        ...(told?.isApproximate ? { approximate: true as const } : {}),
        ...(told ? {} : { withheld: isFew ? ('few-registers' as const) : ('too-many' as const) }),
        cohorts: told ? cohortsBody(told.tallies, shown) : {},
        schools: of.schools,
      };
    },
  });
}
