/** The close of a school day: the one place where a day is added to a school's year and its standing moves. */
import { RULES } from './rules.ts';
import { addDay, type DayView, emptyView, levelNow, type SchoolYear, viewDay } from './school-year.ts';
import type { SeasonCurve } from './season.ts';
import type { DaySeries } from './series.ts';
import type { DayShock } from './shock.ts';
import { decideClose } from './standing.ts';

/** Is the school so small that a day tells too little: fewer than two pupils expected to be absent? */
export function isWeekly(year: SchoolYear): boolean {
  const possible = year.openDays > 0 ? year.possible / year.openDays : year.baseline.possible;
  return (levelNow(year) * possible) / 2 < RULES.weeklyBelow;
}

const DAYS_A_WEEK = 7;

/** Does the close of a day decide: always, or for a small school once a week (also where it opens on one day only)? */
export function decidesOn(year: SchoolYear, day: number, endsWeek: boolean): boolean {
  return endsWeek || !isWeekly(year) || day - year.lastDecided >= DAYS_A_WEEK;
}

/**
 * Closes the day of an index of a series, with the shared shock of that day.
 * @param endsWeek is it the last school day of its week, by the school's calendar?
 */
export function closeSchoolDay(
  year: SchoolYear,
  series: DaySeries,
  index: number,
  parts: { curve: SeasonCurve; shock: DayShock; endsWeek: boolean },
  view: DayView = emptyView(),
): void {
  const day = series.days[index];
  viewDay(year, series, index, parts.curve, view);
  const closes = decidesOn(year, day, parts.endsWeek);
  if (view.usable) {
    addDay(year, day, view, parts.shock);
    year.lastUsable = day;
  }
  if (view.possible > 0) {
    year.possible += view.possible;
    year.attending += view.possible - view.absent;
    year.seasonal += view.seasonal;
    year.openDays++;
  }
  if (view.usable && closes) decideClose(year, day);
}

/** A school's year from its days up to and including `to`; `shockOf` gives the shock as decided for a day. */
export function replay(
  year: SchoolYear,
  series: DaySeries,
  to: number,
  parts: {
    curve: SeasonCurve;
    shockOf: (day: number) => DayShock;
    endsWeek: (day: number) => boolean;
  },
): SchoolYear {
  const view = emptyView();
  for (let i = 0; i < series.count && series.days[i] <= to; i++) {
    const day = series.days[i];
    const shock = parts.shockOf(day);
    closeSchoolDay(year, series, i, { curve: parts.curve, shock, endsWeek: parts.endsWeek(day) }, view);
  }
  return year;
}
