/** A school's days as its signal saw them, each against what was expected by what was known the evening before. */
import { emptyView, openSchoolYear, type Standing, viewDay } from '../signal/school-year.ts';
import type { DayShock } from '../signal/shock.ts';
import { factsOf } from '../signal/today.ts';
import { yearToDate } from '../signal/year-to-date.ts';
import { closeDayOf, type JudgedSchool, type Judging } from './assess.ts';

/** Percent and points. */
export interface JudgedDay {
  day: number;
  /** Possible sessions of the day. */
  possible: number;
  attendance: number;
  expected: number;
  /** Points either side of expected: two usual spreads. */
  usualRange: number;
  /** As decided at the day's close; of a day under way, at the last one. */
  standing: Standing;
  /** Whether enough came in to judge the day. */
  usable: boolean;
  /** Of the school year up to and including the day. */
  toDate: number;
  /** Where a school on this target would stand by then; undefined without one. */
  path: number | undefined;
  /** What a school on this target shows on such a day, without any shared shock; undefined without one. */
  onTarget: number | undefined;
}

/**
 * The days with possible sessions up to `day`. Days up to `closed` are replayed exactly as they were closed; later
 * ones (today) stand against `shock`, the one in force.
 */
export function judgedDays(
  school: JudgedSchool,
  judging: Judging,
  { day: last, closed, shock }: { day: number; closed: number; shock: DayShock },
): JudgedDay[] {
  const year = openSchoolYear(school.place, school.baseline);
  const { series, targetOn, days } = school;
  const view = emptyView();
  const judged: JudgedDay[] = [];
  for (let i = 0; i < series.count && series.days[i] <= last; i++) {
    const day = series.days[i];
    const isClosed = day <= closed;
    const { possible, absent, usable, seasonal } = viewDay(year, series, i, judging.curve, view);
    const facts = possible > 0 ? factsOf(year, view, isClosed ? judging.shockOf(day) : shock) : undefined;
    if (isClosed) closeDayOf(year, school, i, judging);
    if (!facts) continue;
    const open = isClosed ? { possible: 0, attending: 0 } : { possible, attending: possible - absent };
    const target = targetOn(day)?.value ?? Number.NaN;
    judged.push({
      day,
      possible,
      attendance: facts.attendance,
      expected: facts.expected,
      usualRange: 2 * facts.spread,
      standing: year.standing,
      usable,
      toDate: (100 * (year.attending + open.attending)) / (year.possible + open.possible),
      path: yearToDate(year, target, days.daysLeft(day))?.path,
      onTarget: Number.isNaN(target) ? undefined : target - (100 - target) * (seasonal / possible - 1),
    });
  }
  return judged;
}
