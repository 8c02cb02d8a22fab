/** The groups of a school's gap: its year groups, reasons and weekdays, today or over the last 20 school days. */
import type { History, HistorySessionBody } from '../../shared/api/history.ts';
import type { CohortsBody, MeasuresBody } from '../../shared/api/sessions.ts';
import { COHORTS } from '../../shared/attendance/cohorts.ts';
import { toDay, weekday } from '../../shared/attendance/dates.ts';
import { cohortName } from '../ui/cohort-names.ts';
import type { Group, Reason } from './split.ts';

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
/** Ages 5 to 15 are years 1 to 11 but for pupils taught out of their year. */
const YEARS = COHORTS.filter((cohort) => /^year:\d+$/.test(cohort) && Number(cohort.slice(5)) <= 11);

const sums = (measures: MeasuresBody | undefined) => ({
  possible: measures?.possible ?? 0,
  attending: measures?.attending ?? 0,
});

/** Ages 5 to 15 where they are known, else the whole school: imported days have no ages. */
export const judgedOf = (session: HistorySessionBody): MeasuresBody => session.statutory ?? session;

/**
 * `whole` by year group. What no year group holds (pupils taught out of their year, days that were imported as totals)
 * stands as its own part, so that the parts are all of it.
 */
export function yearGroups(whole: { possible: number; attending: number }, cohorts: CohortsBody): Group[] {
  const years = YEARS.flatMap((cohort) => {
    const group = { name: cohortName(cohort), ...sums(cohorts[cohort]) };
    return group.possible > 0 ? [group] : [];
  });
  const rest = {
    name: 'Not by year group',
    possible: years.reduce((left, year) => left - year.possible, whole.possible),
    attending: years.reduce((left, year) => left - year.attending, whole.attending),
  };
  return rest.possible === 0 && rest.attending === 0 ? years : [...years, rest];
}

/** The sessions of the last `days` days that have any, up to `date`. */
export function lastDays(history: History, date: string, days: number): HistorySessionBody[] {
  const known = history.sessions.filter((one) => one.date <= date && (judgedOf(one).possible ?? 0) > 0);
  const dates = [...new Set(known.map((one) => one.date))].sort().slice(-days);
  return known.filter((one) => one.date >= (dates[0] ?? date));
}

export function byWeekday(sessions: readonly HistorySessionBody[]): Group[] {
  return WEEKDAYS.map((name, i) => {
    const on = sessions.filter((one) => weekday(toDay(one.date)) === i + 1);
    const of = (field: 'possible' | 'attending') =>
      on.reduce((sum, one) => sum + (judgedOf(one)[field] ?? 0), 0);
    return { name, possible: of('possible'), attending: of('attending') };
  }).filter(({ possible }) => possible > 0);
}

export interface Totals {
  possible: number;
  attending: number;
  authorised: number;
  unauthorised: number;
  /** Part of unauthorised. */
  unexplained: number;
}

/** Adds sessions up. */
export function total(sessions: readonly MeasuresBody[]): Totals {
  const of = (field: keyof Totals) => sessions.reduce((sum, one) => sum + (one[field] ?? 0), 0);
  return {
    possible: of('possible'),
    attending: of('attending'),
    authorised: of('authorised'),
    unauthorised: of('unauthorised'),
    unexplained: of('unexplained'),
  };
}

/** Reasons of `now` against the mix of `before`. Absence whose reason was not imported stands apart. */
export function reasonsOf(now: Totals, before: Totals): Reason[] {
  const reasons: Reason[] = [
    { name: 'Authorised', absent: now.authorised, usual: before.authorised },
    {
      name: 'Unauthorised',
      absent: now.unauthorised - now.unexplained,
      usual: before.unauthorised - before.unexplained,
    },
    { name: 'No reason yet', absent: now.unexplained, usual: before.unexplained },
  ];
  const rest = (of: Totals) => of.possible - of.attending - of.authorised - of.unauthorised;
  const unknown = { name: 'Reason not recorded', absent: rest(now), usual: rest(before) };
  return [...reasons, unknown].filter(({ absent, usual }) => absent !== 0 || usual !== 0);
}
