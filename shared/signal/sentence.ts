/** The one plain sentence of a standing: since when, by which rule, what would clear it. Words for people, no jargon. */
import { fromDay } from '../attendance/dates.ts';
import { daysToClear } from './clears.ts';
import { isWeekly } from './close.ts';
import type { Moment, Signal } from './moment.ts';
import { RULES } from './rules.ts';
import type { SchoolYear } from './school-year.ts';
import { isFreshReturn } from './standing.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `12 Nov` of a day number. */
export function shortDate(day: number): string {
  const [, month, date] = fromDay(day).split('-');
  return `${Number(date)} ${MONTHS[Number(month) - 1]}`;
}

const points = (value: number) => `${Math.abs(value).toFixed(1)} points`;

/** @param signal all fields but `reason` */
export function reasonOf(year: SchoolYear, signal: Signal, moment: Moment): string {
  switch (signal.standing) {
    case 'slipping':
      return slipping(year, signal, moment);
    case 'recovering':
      return (
        `Recovering since ${shortDate(signal.since)}: back near its own usual level after a fall of ${points(signal.fall!)}; ` +
        `on track after ${RULES.recoverDays} school days without falling again.`
      );
    case 'ahead':
      return (
        `Ahead since ${shortDate(signal.since)}: attendance is higher than the school's own level leads us to expect; ` +
        'on track again when the days no longer say so.'
      );
    case 'on-track':
      if (isFreshReturn(year, year.count)) return backOnTrack(signal);
      return `${isWeekly(year) ? 'Judged weekly, and within' : 'Within'} its own usual range.${aboutPath(signal)}`;
    case 'unknown':
      return unknown(year);
  }
}

/** The fall first, then the list: it takes some days to be sure of a fall, and two dates in one clause are taken for one. */
function slipping(year: SchoolYear, signal: Signal, moment: Moment): string {
  const pupils = Math.max(
    1,
    Math.round(((-signal.fall! / 100) * year.possible) / Math.max(1, year.openDays) / 2),
  );
  const below = moment.target && moment.target.kind !== 'modelled' ? ' and below its target' : '';
  return (
    `Slipping: since around ${shortDate(signal.fellOn!)} about ${points(signal.fall!)} below its own usual level${below}, ` +
    `roughly ${pupils} more ${pupils === 1 ? 'pupil' : 'pupils'} away each day. ` +
    `Listed since ${shortDate(signal.since)}, when the evidence was enough; ${clearing(year)}.`
  );
}

/** What would take it off the list, in school days. */
function clearing(year: SchoolYear): string {
  const days = daysToClear(year);
  const weekly = isWeekly(year) ? ', judged at the end of a week' : '';
  if (days === null) return `clears after more than 20 school days back at its own usual level${weekly}`;
  return `clears after about ${days} school ${days === 1 ? 'day' : 'days'} back at its own usual level${weekly}`;
}

/** Off the list without its fall having been sure, which it seldom is of a small school: said without saying there was none. */
function backOnTrack(signal: Signal): string {
  return (
    `Within its own usual range again since ${shortDate(signal.since)}: it was listed until then, ` +
    `and its last days no longer speak for a fall.${aboutPath(signal)}`
  );
}

function aboutPath(signal: Signal): string {
  const soFar = signal.yearToDate;
  if (soFar?.verdict !== 'behind' || soFar.path === undefined) return '';
  return ` Over the year it is ${points(soFar.path - soFar.attendance)} behind its target path, steadily: that is not a fall.`;
}

function unknown(year: SchoolYear): string {
  if (year.count === 0) return 'Not known yet: no school day of this year is complete enough to judge.';
  if (year.count < RULES.minDays) {
    return `Not known yet: ${year.count} of the ${RULES.minDays} school days a new school needs.`;
  }
  return `Not known: no complete school day since ${shortDate(year.lastUsable)}.`;
}
