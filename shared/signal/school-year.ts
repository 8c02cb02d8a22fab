/**
 * One school in one school year as the rule sees it: its established level, and day by day how far it was from
 * expected, as prefix sums, so that the next day costs the same however long the year is.
 */
import { type Baseline, dailySpread, USUAL_DRIFT } from './level.ts';
import { RULES } from './rules.ts';
import { type SeasonCurve, seasonFactor } from './season.ts';
import { DAY_STRIDE, type DaySeries, PM_OFFSET, SUM } from './series.ts';
import type { DayShock } from './shock.ts';

export const STANDINGS = ['on-track', 'slipping', 'recovering', 'ahead', 'unknown'] as const;
export type Standing = (typeof STANDINGS)[number];

export const CAPACITY = 264;

/** What places a school: phase index of `api/schools.ts` PHASES, and the groups of `groups.ts`. */
export interface Place {
  readonly phase: number;
  readonly group: number;
  readonly laGroup: number;
}

export interface SchoolYear {
  readonly place: Place;
  readonly baseline: Baseline;
  /** Annual target, percent, that counts for the list (ABIE or local); NaN without one. */
  target: number;
  /** Usable closed days, and their day numbers. */
  count: number;
  readonly days: Uint16Array;
  /** Prefix sums over days: weight (1 / variance of a day, points) and weight x residual (points, below nought = absent more). */
  readonly weight: Float32Array;
  readonly moment: Float32Array;
  /** The same over the days that tell of the usual level: those of a fall are left out. */
  readonly usualWeight: Float32Array;
  readonly usualMoment: Float32Array;
  /** Sessions of the year to date on all days that were open, and the possible ones weighted by season. */
  possible: number;
  attending: number;
  seasonal: number;
  openDays: number;
  /** Day number of the last usable day, and of the last that was let decide. */
  lastUsable: number;
  lastDecided: number;
  /** How far levels have moved since last year, of its phase, as of its last day (variance, points squared). */
  drift: number;
  standing: Standing;
  /** Day number of the close that decided the standing. */
  since: number;
  /** Index of the first day that may belong to a new fall, or to a new return of one resumed. */
  from: number;
  /** While slipping or recovering: index at which the fall began, usual level then and the fall (points). */
  fellAt: number;
  usualThen: number;
  fall: number;
  /** Log odds of the last close: of a fall, and of a rise. */
  down: number;
  up: number;
}

export function openSchoolYear(place: Place, baseline: Baseline, target = Number.NaN): SchoolYear {
  return {
    place,
    baseline,
    target,
    count: 0,
    days: new Uint16Array(CAPACITY),
    weight: new Float32Array(CAPACITY + 1),
    moment: new Float32Array(CAPACITY + 1),
    usualWeight: new Float32Array(CAPACITY + 1),
    usualMoment: new Float32Array(CAPACITY + 1),
    possible: 0,
    attending: 0,
    seasonal: 0,
    openDays: 0,
    lastUsable: 0,
    lastDecided: 0,
    drift: USUAL_DRIFT[place.phase],
    standing: 'unknown',
    since: 0,
    from: 0,
    fellAt: -1,
    usualThen: 0,
    fall: 0,
    down: 0,
    up: 0,
  };
}

/** A school's day against its level and the season, shock not yet taken out. Sessions; `spread` too. */
export interface DayView {
  usable: boolean;
  possible: number;
  absent: number;
  /** Absent sessions by level and season. */
  expected: number;
  /** Possible sessions weighted by season: what one unit of level brings in absence. */
  seasonal: number;
  spread: number;
  coverage: number;
}

export function emptyView(): DayView {
  return { usable: false, possible: 0, absent: 0, expected: 0, seasonal: 0, spread: 0, coverage: 0 };
}

/** Reads a day (index of a series, or one of today so far) into `view`. */
export function viewDay(
  year: SchoolYear,
  series: DaySeries,
  index: number,
  curve: SeasonCurve,
  view: DayView,
): DayView {
  const { sums } = series;
  const day = series.days[index];
  let [marked, onRoll, sessions] = [0, 0, 0];
  view.possible = view.absent = view.seasonal = 0;
  for (let pm = 0; pm < 2; pm++) {
    const at = index * DAY_STRIDE + pm * PM_OFFSET;
    const possible = sums[at + SUM.possible];
    const attending = sums[at + SUM.attending];
    if (attending > possible) continue;
    if (possible > 0) sessions++;
    view.possible += possible;
    view.absent += possible - attending;
    const season = seasonFactor(curve, year.place.phase, day, pm === 1 ? 1 : 0);
    view.seasonal += possible * (1 + year.baseline.strength * (season - 1));
    marked += sums[at + SUM.marked];
    onRoll += sums[at + SUM.onRoll];
  }
  const level = levelNow(year);
  view.expected = level * view.seasonal;
  view.coverage = onRoll > 0 ? marked / onRoll : view.possible > 0 ? 1 : 0;
  view.spread = view.possible > 0 ? spreadOf(year.baseline, view) : 0;
  view.usable = view.possible > 0 && isUsable(year, view, sessions);
  return view;
}

/** More children are away in December than in September, and their number scatters more. */
function spreadOf(baseline: Baseline, { expected, possible }: DayView): number {
  const rate = Math.min(MOST_ABSENT, expected / possible);
  return (dailySpread(baseline, rate, possible / 2) * possible) / 100;
}

const MOST_ABSENT = 0.9;

/** Usual pupils of a session. */
export function pupilsOf(year: SchoolYear): number {
  return (year.openDays > 0 ? year.possible / year.openDays : year.baseline.possible) / 2;
}

/** Enough of it in, and no partial opening: against what is usual of the sessions seen, or no morning could be judged. */
function isUsable(year: SchoolYear, view: DayView, sessions: number): boolean {
  const usual = pupilsOf(year) * sessions;
  return view.coverage >= RULES.minCoverage && view.possible >= RULES.minOpening * usual;
}

/** The school's level as of the last close: absence as a fraction of possible, season taken out. */
export function levelNow(year: SchoolYear): number {
  const offset = usualOffset(year, year.count);
  return Math.min(0.6, Math.max(0.003, year.baseline.absence - offset.mean / 100));
}

const scratch = { mean: 0, variance: 0 };

/**
 * Posterior of the school's usual level against last year's (points of attendance) from the days before index `to`:
 * normal prior (how far levels move between years), weighted mean of the days, allowing for days that resemble their
 * neighbours. The answer is overwritten by the next call.
 */
export function usualOffset(year: SchoolYear, to: number): { mean: number; variance: number } {
  const likeness = inflation(year.baseline, to);
  const known = priorWeight(year) * likeness + year.usualWeight[to];
  scratch.mean = year.usualMoment[to] / known;
  scratch.variance = likeness / known + RULES.wander ** 2;
  return scratch;
}

/** How firmly last year's level holds this year: 1 / variance, points. */
export function priorWeight(year: SchoolYear): number {
  return 1 / (year.baseline.variance + year.drift);
}

/** By how much more the mean of `days` days varies than if each told something new. */
export function inflation(baseline: Baseline, days: number): number {
  const table = baseline.inflation;
  return table[Math.min(days, table.length - 1)];
}

/**
 * Adds a usable closed day. Residuals are kept against last year's level, so that they do not change as the level of
 * now is learnt; far ones are pulled in about the level of now.
 */
export function addDay(year: SchoolYear, day: number, view: DayView, shock: DayShock): void {
  const { group, laGroup } = year.place;
  const factor = shock.region[group] * shock.la[laGroup];
  const expected = view.expected * factor;
  const sd = ((100 * view.spread) / view.possible) * Math.sqrt(Math.max(0.5, factor)) * shock.spread[laGroup];
  const usual = 100 * (year.baseline.absence - levelNow(year));
  const residual = (100 * (expected - view.absent)) / view.possible;
  const clipped = Math.min(RULES.clip * sd, Math.max(-RULES.clip * sd, residual));
  putResidual(year, year.count, usual + clipped, 1 / (sd * sd));
  year.drift = shock.drift[year.place.phase];
  year.days[year.count] = day;
  year.count++;
}

/** Writes the residual of the day at `index` into the prefix sums without counting it. */
export function putResidual(year: SchoolYear, index: number, residual: number, weight: number): void {
  const told = index < RULES.settleDays ? weight * 0.25 : weight;
  year.weight[index + 1] = year.weight[index] + told;
  year.moment[index + 1] = year.moment[index] + told * residual;
  const usual = year.standing === 'slipping' ? 0 : told;
  year.usualWeight[index + 1] = year.usualWeight[index] + usual;
  year.usualMoment[index + 1] = year.usualMoment[index] + usual * residual;
}
