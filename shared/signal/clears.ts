/** How many school days back at its usual level clear a slipping school: the rule itself, asked of days yet to come. */
import { CAPACITY, putResidual, type SchoolYear } from './school-year.ts';
import { nextOfSlipping } from './standing.ts';

/** Days further on nobody plans by. */
const MOST = 20;
/** A coming day tells as much as the mean of so many last ones. */
const LAST_DAYS = 10;

/**
 * The fewest days, each exactly at the level before the fall, after which the school is no longer listed; null when that
 * is more than 20. Days that come lie above and below, so this is about how many. The year's counted days are not changed:
 * as for today so far, coming ones are written behind them.
 */
export function daysToClear(year: SchoolYear): number | null {
  const { count, weight } = year;
  const first = Math.max(0, year.fellAt, count - LAST_DAYS);
  const each = (weight[count] - weight[first]) / (count - first);
  for (let days = 1; days <= MOST && count + days <= CAPACITY; days++) {
    putResidual(year, count + days - 1, year.usualThen, each);
    if (nextOfSlipping(year, count + days) !== 'slipping') return days;
  }
  return null;
}
