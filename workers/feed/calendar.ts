/** School days of simulated England: terms of two school years, with the half-terms of some LAs in other weeks. */
import { fromDay, toDay } from '../../shared/attendance/dates.ts';
import { derive, keyOf, uniform, uniformAt } from './random.ts';
import type { SimulatedSchool } from './school.ts';

type Span = readonly [from: string, to: string];

interface YearPlan {
  readonly terms: readonly Span[];
  readonly halfTerms: readonly Span[];
  readonly bankHolidays: readonly string[];
}

const YEARS_PLANNED: readonly YearPlan[] = [
  {
    terms: [
      ['2025-09-02', '2025-12-19'],
      ['2026-01-05', '2026-04-02'],
      ['2026-04-13', '2026-07-21'],
    ],
    halfTerms: [
      ['2025-10-27', '2025-10-31'],
      ['2026-02-16', '2026-02-20'],
      ['2026-05-25', '2026-05-29'],
    ],
    bankHolidays: ['2026-05-04'],
  },
  {
    terms: [
      ['2026-09-01', '2026-12-18'],
      ['2027-01-04', '2027-03-25'],
      ['2027-04-12', '2027-07-21'],
    ],
    halfTerms: [
      ['2026-10-26', '2026-10-30'],
      ['2027-02-15', '2027-02-19'],
      ['2027-05-31', '2027-06-04'],
    ],
    bankHolidays: ['2027-05-03'],
  },
];

/** 1 = Monday ... 7 = Sunday: `weekday` of `shared/attendance/dates.ts` without making a `Date`, for hot loops. */
export function dayOfWeek(day: number): number {
  return ((day + 2) % 7) + 1;
}

/** How an LA's autumn half-term differs from the usual week. */
type Custom = 'usual' | 'early' | 'fortnight';

function customOf(la: string): Custom {
  const u = uniform(keyOf(`half-term:${la}`));
  return u < 0.8 ? 'usual' : u < 0.92 ? 'early' : 'fortnight';
}

const weekBefore = ([from, to]: Span): Span => [fromDay(toDay(from) - 7), fromDay(toDay(to) - 7)];

function holidaysOf(plan: YearPlan, custom: Custom): Span[] {
  const [autumn, ...others] = plan.halfTerms;
  const autumnSpans = {
    usual: [autumn],
    early: [weekBefore(autumn)],
    fortnight: [weekBefore(autumn), autumn],
  }[custom];
  return [...autumnSpans, ...others, ...plan.bankHolidays.map((day): Span => [day, day])];
}

const inSpan = (day: number, [from, to]: Span) => day >= toDay(from) && day <= toDay(to);

function isTaught(day: number, custom: Custom): boolean {
  if (dayOfWeek(day) > 5) return false;
  return YEARS_PLANNED.some(
    (plan) =>
      plan.terms.some((span) => inSpan(day, span)) &&
      !holidaysOf(plan, custom).some((span) => inSpan(day, span)),
  );
}

const taught = new Map<number, Record<Custom, boolean>>();

/** Are the schools of an LA open on a day (number, `shared/attendance/dates.ts`)? */
export function isSchoolDay(la: string, day: number): boolean {
  let answers = taught.get(day);
  if (!answers) {
    answers = {
      usual: isTaught(day, 'usual'),
      early: isTaught(day, 'early'),
      fortnight: isTaught(day, 'fortnight'),
    };
    taught.set(day, answers);
  }
  return answers[customOfLa(la)];
}

const customs = new Map<string, Custom>();
function customOfLa(la: string): Custom {
  let custom = customs.get(la);
  if (!custom) {
    custom = customOf(la);
    customs.set(la, custom);
  }
  return custom;
}

/** Share of school days that are a school's own training day. */
const INSET_SHARE = 0.004;
/** Half of the schools announce training days in the calendar; the others send `#` for everybody. */
const INSET_ANNOUNCED = 0.5;
const INSET_SALT = 301;

/** Is a school day a training day of the school, without pupils? */
export function isInset(school: Pick<SimulatedSchool, 'key'>, day: number): boolean {
  return uniformAt(derive(school.key, INSET_SALT), day) < INSET_SHARE;
}

/** Does the school put its training days in the calendar, rather than send `#` for everybody? */
export function announcesInset(school: Pick<SimulatedSchool, 'key'>): boolean {
  return uniformAt(school.key, INSET_SALT) < INSET_ANNOUNCED;
}

/** The last `count` school days of the usual calendar before a day, oldest first. */
export function schoolDaysBefore(day: number, count: number): number[] {
  const days: number[] = [];
  const earliest = toDay(YEARS_PLANNED[0].terms[0][0]);
  for (let d = day - 1; days.length < count && d >= earliest; d--) if (isTaught(d, 'usual')) days.push(d);
  return days.reverse();
}

/** Rows of `POST /api/v1/calendars`: England's terms, the LAs that differ, and announced training days in a window. */
export function calendarCsv(
  schools: readonly SimulatedSchool[],
  window: { from: number; to: number },
): string {
  const lines = ['scope,id,from,to,kind', ...rowsOf('england', 'E92000001', 'usual')];
  for (const la of new Set(schools.map((school) => school.la))) {
    const custom = customOfLa(la);
    if (custom !== 'usual') lines.push(...rowsOf('la', la, custom));
  }
  for (const school of schools) {
    if (!announcesInset(school)) continue;
    for (let day = window.from; day <= window.to; day++) {
      if (!isSchoolDay(school.la, day) || !isInset(school, day)) continue;
      lines.push(`school,${school.urn},${fromDay(day)},${fromDay(day)},inset`);
    }
  }
  return `${lines.join('\n')}\n`;
}

function rowsOf(scope: string, id: string, custom: Custom): string[] {
  return YEARS_PLANNED.flatMap((plan) => [
    ...plan.terms.map(([from, to]) => `${scope},${id},${from},${to},term`),
    ...holidaysOf(plan, custom).map(([from, to]) => `${scope},${id},${from},${to},holiday`),
  ]);
}
