/**
 * The evidence that a school's level has changed: for every day of the last weeks on which a change may have begun,
 * how much better "fell (or rose) then" explains the days since than "as before".
 *
 * Days since: weighted mean y with variance v (allowing for days that resemble their neighbours). Before: the usual
 * level m with variance V, from last year and this year up to then. A fall is normal with mean -2 and sd 1.2 points:
 *   log odds = log N(y; m - 2, V + 1.2^2 + v) - log N(y; m, V + v)
 * and the evidence is the log of their mean over the days on which it may have begun.
 */
import { RULES } from './rules.ts';
import { inflation, type SchoolYear, usualOffset } from './school-year.ts';

export interface Evidence {
  /** Log odds of a fall and of a rise. */
  down: number;
  up: number;
  /** Index of the day on which the likeliest fall began, the usual level before it, and the change since, points. */
  began: number;
  usual: number;
  change: number;
}

export function noEvidence(): Evidence {
  return { down: 0, up: 0, began: -1, usual: 0, change: 0 };
}

/** The evidence after `count` days; `out` is overwritten. */
export function weigh(year: SchoolYear, count: number, out: Evidence): Evidence {
  const { mean: size, sd } = RULES.fall;
  const first = Math.max(year.from, count - RULES.lookBack);
  let [sumDown, sumUp, best] = [0, 0, Number.NEGATIVE_INFINITY];
  out.began = -1;
  for (let at = first; at < count; at++) {
    const weight = year.weight[count] - year.weight[at];
    const mean = (year.moment[count] - year.moment[at]) / weight;
    const before = usualOffset(year, at);
    const same = before.variance + inflation(year.baseline, count - at) / weight;
    const fell = same + sd * sd;
    const off = mean - before.mean;
    const base = (off * off) / same + Math.log(fell / same) * -1;
    const down = 0.5 * (base - ((off + size) * (off + size)) / fell);
    const up = 0.5 * (base - ((off - size) * (off - size)) / fell);
    sumDown += Math.exp(down);
    sumUp += Math.exp(up);
    if (down > best) {
      best = down;
      out.began = at;
      out.usual = before.mean;
      out.change = (off * sd * sd - size * same) / fell;
    }
  }
  const tried = Math.max(1, count - first);
  out.down = Math.log(sumDown / tried + 1e-9);
  out.up = Math.log(sumUp / tried + 1e-9);
  return out;
}

/**
 * While a school is fallen: log odds that its last days are back at the usual level rather than still fallen, at the
 * best of the last twenty days on which that may have begun.
 */
export function weighReturn(year: SchoolYear, count: number): number {
  let best = 0;
  const first = Math.max(year.fellAt + 1, count - 20);
  for (let at = count - 2; at >= first; at--) {
    const weight = year.weight[count] - year.weight[at];
    const mean = (year.moment[count] - year.moment[at]) / weight;
    const fallen = year.weight[at] - year.weight[year.fellAt];
    const level =
      fallen > 0 ? (year.moment[at] - year.moment[year.fellAt]) / fallen : year.usualThen + year.fall;
    const low = Math.min(level, year.usualThen - RULES.leastFall);
    const variance = inflation(year.baseline, count - at) / weight + RULES.wander ** 2;
    const odds = ((mean - low) ** 2 - (mean - year.usualThen) ** 2) / (2 * variance);
    if (odds > best) best = odds;
  }
  return best;
}
