/**
 * The evidence that a school's level has changed: for every day of the last weeks on which a change may have begun,
 * how much better "fell (or rose) then" explains the days since than "as before".
 *
 * Days since: weighted mean y with variance v (allowing for days that resemble their neighbours). Before: the usual
 * level m with variance V, from last year and this year up to then. A fall is normal with mean -1.7 and sd 1 point:
 *   log odds = log N(y; m - 1.7, V + 1^2 + v) - log N(y; m, V + v)
 * and the evidence is the log of their mean over the days on which it may have begun (33 a term, each as likely).
 */
import { RULES } from './rules.ts';
import { inflation, priorWeight, type SchoolYear, usualOffset } from './school-year.ts';

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

/** Every day of the last weeks is tried, and further back every third: a fall that old is no longer dated to the day. */
const EVERY_DAY = 20;
const FURTHER_STEP = 3;
const WANDER = RULES.wander ** 2;
/** Nearer than the root of this, in spreads, log odds stay below 2 and add nothing. */
const ORDINARY = 4;

/** The evidence after `count` days; `out` is overwritten. */
export function weigh(year: SchoolYear, count: number, out: Evidence): Evidence {
  const { mean: size, sd } = RULES.fall;
  const { weight, moment, usualWeight, usualMoment } = year;
  const prior = priorWeight(year);
  const table = year.baseline.inflation;
  const longest = table.length - 1;
  const [allWeight, allMoment] = [weight[count], moment[count]];
  const first = Math.max(year.from, count - RULES.lookBack);
  let [sumDown, sumUp, best] = [0, 0, Number.NEGATIVE_INFINITY];
  out.began = -1;
  out.usual = 0;
  out.change = 0;
  for (let at = count - 1; at >= first; at -= count - at < EVERY_DAY ? 1 : FURTHER_STEP) {
    const since = allWeight - weight[at];
    const days = count - at;
    // `usualOffset` of the days before, written out: this is the hot loop.
    const likeness = table[at < longest ? at : longest];
    const known = prior * likeness + usualWeight[at];
    const usual = usualMoment[at] / known;
    const same = likeness / known + WANDER + table[days < longest ? days : longest] / since;
    const off = (allMoment - moment[at]) / since - usual;
    if (off * off < ORDINARY * same) continue;
    const fell = same + sd * sd;
    const base = (off * off) / same - Math.log(fell / same);
    const down = 0.5 * (base - ((off + size) * (off + size)) / fell);
    const up = 0.5 * (base - ((off - size) * (off - size)) / fell);
    if (off < 0) sumDown += Math.exp(down);
    else sumUp += Math.exp(up);
    if (off < 0 && down > best) {
      best = down;
      out.began = at;
      out.usual = usual;
      out.change = (off * sd * sd - size * same) / fell;
    }
  }
  out.down = Math.log(sumDown / DAYS_TRIED + LEAST);
  out.up = Math.log(sumUp / DAYS_TRIED + LEAST);
  return out;
}

/** Days tried in mid-year. Early in the year as many: a fall is as likely to begin on any day, however few there have been. */
const DAYS_TRIED = 33;

/** Evidence is never lower than its logarithm. */
const LEAST = 0.05;

export interface Return {
  /** Log odds that the last days are back at the usual level rather than still fallen. */
  odds: number;
  /** Index of the first day of the return; the day after the last where nothing speaks for one. */
  from: number;
}

const back: Return = { odds: 0, from: 0 };

/** While a school is fallen: its return at the best of the last twenty days on which it may have begun; overwritten. */
export function weighReturn(year: SchoolYear, count: number): Return {
  back.odds = 0;
  back.from = count;
  const first = Math.max(year.fellAt + 1, year.from, count - 20);
  for (let at = count - 2; at >= first; at--) {
    const odds = -oddsOfFall(year, at, count, fallenLevel(year, at));
    if (odds > back.odds) {
      back.odds = odds;
      back.from = at;
    }
  }
  return back;
}

/**
 * While a return is fresh: log odds that the last days are at the level of the fall again rather than at the usual one,
 * at the best of the days since the return was seen on which that may have begun.
 */
export function weighRelapse(year: SchoolYear, count: number): number {
  let best = 0;
  const low = fallenLevel(year, year.from);
  for (let at = count - 2; at >= year.from; at--) best = Math.max(best, oddsOfFall(year, at, count, low));
  return best;
}

/** Mean of the days of the fall before index `to`, and at least the least fall below the usual level then. */
function fallenLevel(year: SchoolYear, to: number): number {
  const { fellAt, usualThen } = year;
  const weight = year.weight[to] - year.weight[fellAt];
  const level = weight > 0 ? (year.moment[to] - year.moment[fellAt]) / weight : usualThen + year.fall;
  return Math.min(level, usualThen - RULES.leastFall);
}

/** Log odds that the days from index `at` are at the level `low` rather than at the usual one. */
function oddsOfFall(year: SchoolYear, at: number, count: number, low: number): number {
  const weight = year.weight[count] - year.weight[at];
  const mean = (year.moment[count] - year.moment[at]) / weight;
  const variance = inflation(year.baseline, count - at) / weight + WANDER;
  return ((mean - year.usualThen) ** 2 - (mean - low) ** 2) / (2 * variance);
}

/**
 * While a school is fallen: log odds of the fall that listed it, from all days since it began. It fades where the days
 * turn out to be no lower than levels commonly move between years.
 */
export function weighStill(year: SchoolYear, count: number): number {
  const { mean: size, sd } = RULES.fall;
  const since = year.weight[count] - year.weight[year.fellAt];
  const usual = usualOffset(year, year.fellAt);
  const same = usual.variance + inflation(year.baseline, count - year.fellAt) / since;
  const fell = same + sd * sd;
  const off = (year.moment[count] - year.moment[year.fellAt]) / since - usual.mean;
  return 0.5 * ((off * off) / same - Math.log(fell / same) - ((off + size) * (off + size)) / fell);
}
