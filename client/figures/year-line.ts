/** How the year's headlines are written: no decimal that means nothing. */
import type { HeadlinesBody } from '../../shared/api/headlines.ts';
import { fromDay, toDay } from '../../shared/attendance/dates.ts';
import { count, points, shortDate } from '../ui/format.ts';

const THOUSAND = 1000;
const MILLION = 1_000_000;

/** 1203441 as `1.2 million`, 84021 as `84,000`, 840 as `840`; below 0 without its sign: the title says lost. */
export function gained(days: number): string {
  const size = Math.abs(days);
  if (size >= MILLION) return `${(size / MILLION).toFixed(1)} million`;
  if (size >= 10 * THOUSAND) return count(Math.round(size / THOUSAND) * THOUSAND);
  return count(size);
}

/** A difference in points from the year before the pandemic: `1.2 above all of 2018/19`, `as in 2018/19`. */
export function beforePandemic(difference: number): string {
  const size = Math.abs(difference).toFixed(1);
  return size === '0.0' ? 'as in 2018/19' : `${size} ${difference < 0 ? 'below' : 'above'} all of 2018/19`;
}

/** 0.614 as `61%`. */
export const percentOf = (share: number, decimals = 0): string => `${(100 * share).toFixed(decimals)}%`;

const WEEKS_A_YEAR = 52 * 7;
/** An installation whose marks begin within so many days of 1 September has the whole year. */
const LATE_DAYS = 21;

/** Days from the first one counted until the last (four weeks) before a tenth of the sessions means something. */
const FEWEST_DAYS = 28;

type Persistent = Pick<
  HeadlinesBody,
  'from' | 'through' | 'lastYearThrough' | 'persistentFrom' | 'persistentChange' | 'persistentSince'
>;

const monthOf = (date: string): string => `${shortDate(date).slice(-3)} ${date.slice(0, 4)}`;

/** From when on pupils' sessions are counted here, where that is well after 1 September; else null. */
function lateStart({ from, persistentFrom }: Persistent): string | null {
  return persistentFrom !== null && toDay(persistentFrom) > toDay(from) + LATE_DAYS ? persistentFrom : null;
}

/**
 * Whether so few days are counted that the share would be no share of persistent absentees: on the first morning whoever is
 * away has missed all of it.
 */
export function isTooEarly(year: Persistent): boolean {
  const late = lateStart(year);
  return late !== null && toDay(year.through) - toDay(late) < FEWEST_DAYS;
}

/** `+0.4 on last year`, or what there is to know before believing the figure. */
export function changeWords(year: Persistent): string {
  const late = lateStart(year);
  if (late !== null && isTooEarly(year))
    return `told from ${shortDate(fromDay(toDay(late) + FEWEST_DAYS + 1)).slice(4)} on`;
  if (late !== null) return `counted from ${shortDate(late).slice(4)}`;
  return year.persistentChange === null
    ? 'last year not counted'
    : `${points(year.persistentChange)} on last year`;
}

/** Why there is no change in persistent absentees, and when there will be; null where there is one. */
function whyNoChange({ persistentChange, persistentSince, lastYearThrough }: Persistent): string | null {
  if (persistentChange !== null) return null;
  if (persistentSince === null) return 'No day is written down yet: each is in the evening, after 18:00.';
  if (persistentSince <= lastYearThrough)
    return `Not compared: nothing was written down about ${shortDate(lastYearThrough)} last year.`;
  const compared = fromDay(toDay(persistentSince) + WEEKS_A_YEAR);
  return `Written down day by day since ${shortDate(persistentSince)}, so compared from ${monthOf(compared)}.`;
}

/** What persistent absentees are counted from, and why they are not compared. */
export function persistentNote(year: Persistent): string {
  const late = lateStart(year);
  const counted =
    late === null
      ? 'Persistent: 10% or more of the sessions counted here.'
      : `Persistent: 10% or more of sessions since ${shortDate(late)}${isTooEarly(year) ? ', told after four weeks of them' : ''}. Earlier ones came as totals of schools, not of pupils.`;
  return [counted, whyNoChange(year)].filter((words) => words !== null).join(' ');
}
