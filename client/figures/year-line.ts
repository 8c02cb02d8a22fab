/** How the year's headlines are written: no decimal that means nothing. */
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

/** 0.614 as `61%`. */
export const percentOf = (share: number, decimals = 0): string => `${(100 * share).toFixed(decimals)}%`;

const WEEKS_A_YEAR = 52 * 7;
/** `+0.4 on last year`, or that last year was not counted. */
export const changeWords = (change: number | null): string =>
  change === null ? 'last year not counted' : `${points(change)} on last year`;

/**
 * Why there is no change in persistent absentees, and when there will be; null where there is one. `since`: the first day
 * that was written down.
 */
export function whyNoChange(change: number | null, since: string | null): string | null {
  if (change !== null) return null;
  if (since === null) return 'Written down from today on: last year’s cannot be counted now.';
  const compared = fromDay(toDay(since) + WEEKS_A_YEAR);
  return `Written down day by day since ${shortDate(since)}, so compared from ${shortDate(compared).slice(-3)} ${compared.slice(0, 4)}.`;
}
