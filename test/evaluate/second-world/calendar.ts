/** School days by local authority: authorities differ in when they begin, and in most of their holidays. */
import { toDay } from '../../../shared/attendance/dates.ts';
import type { Dice } from './dice.ts';

/** First and last dates (included) of a holiday; several when authorities choose between them. */
type Choice = readonly (readonly [from: string, to: string])[];

interface YearPlan {
  readonly begins: readonly string[];
  readonly ends: readonly string[];
  readonly holidays: readonly Choice[];
  readonly eid: string;
  /** Christmas to Christmas: the anchor of the season. */
  readonly firstMonday: string;
}

const LAST: YearPlan = {
  firstMonday: '2025-09-01',
  begins: ['2025-09-02', '2025-09-03', '2025-09-04'],
  ends: ['2026-07-17', '2026-07-21', '2026-07-22'],
  eid: '2026-03-20',
  holidays: [
    [
      ['2025-10-27', '2025-10-31'],
      ['2025-10-27', '2025-10-31'],
      ['2025-10-20', '2025-10-24'],
      ['2025-10-20', '2025-10-31'],
    ],
    [['2025-12-22', '2026-01-02']],
    [
      ['2026-02-16', '2026-02-20'],
      ['2026-02-16', '2026-02-20'],
      ['2026-02-23', '2026-02-27'],
    ],
    [
      ['2026-03-30', '2026-04-10'],
      ['2026-04-03', '2026-04-17'],
    ],
    [['2026-05-04', '2026-05-04']],
    [['2026-05-25', '2026-05-29']],
  ],
};

const THIS: YearPlan = {
  firstMonday: '2026-08-31',
  begins: ['2026-09-01', '2026-09-02', '2026-09-03'],
  ends: ['2027-07-16', '2027-07-21', '2027-07-23'],
  eid: '2027-03-10',
  holidays: [
    [
      ['2026-10-26', '2026-10-30'],
      ['2026-10-26', '2026-10-30'],
      ['2026-10-19', '2026-10-23'],
      ['2026-10-19', '2026-10-30'],
    ],
    [['2026-12-21', '2027-01-01']],
    [
      ['2027-02-15', '2027-02-19'],
      ['2027-02-15', '2027-02-19'],
      ['2027-02-22', '2027-02-26'],
    ],
    [
      ['2027-03-26', '2027-04-09'],
      ['2027-03-22', '2027-04-02'],
    ],
    [['2027-05-03', '2027-05-03']],
    [['2027-05-31', '2027-06-04']],
  ],
};

export const YEARS = { last: LAST, this: THIS } as const;
export type YearName = keyof typeof YEARS;

const isWeekday = (day: number, monday: number): boolean => (((day - monday) % 7) + 7) % 7 < 5;

/** School days of one authority in a year, and those that come just before a holiday. */
export interface AuthorityDays {
  readonly days: readonly number[];
  readonly beforeHoliday: ReadonlySet<number>;
}

export function authorityDays(year: YearName, dice: Dice): AuthorityDays {
  const plan = YEARS[year];
  const monday = toDay(plan.firstMonday);
  const begin = toDay(dice.pick(plan.begins));
  const end = toDay(dice.pick(plan.ends));
  const off = plan.holidays.map((choice) => dice.pick(choice).map(toDay));
  const days: number[] = [];
  for (let day = begin; day <= end; day++) {
    if (isWeekday(day, monday) && !off.some(([from, to]) => day >= from && day <= to)) days.push(day);
  }
  const beforeHoliday = new Set(
    days.filter((day, i) => i + 2 >= days.length || days[i + 2] - day > 6 || days[i + 1] - day > 4),
  );
  return { days, beforeHoliday };
}

/** Weekday of a day, Monday 0. */
export function weekdayOf(day: number, year: YearName): number {
  return (((day - toDay(YEARS[year].firstMonday)) % 7) + 7) % 7;
}

/** Weeks since the school year's first Monday, with their fraction. */
export function weekOf(day: number, year: YearName): number {
  return (day - toDay(YEARS[year].firstMonday)) / 7;
}
