/**
 * A finished school year of all schools, taken apart into what the next one starts from: each school's level, the
 * season by phase, and how days scatter by kind of school.
 *
 *   absent = possible x level of the school x factor of the day (phase, region, session)
 *
 * Levels and factors are found in turn (ratio of sums, three rounds); the factors have mean one over the year. What an
 * LA shared on top, and how much it scattered, comes last (`la-days.ts`).
 */

import { type DayFactors, dayOf, factorAt, type SchoolHistory, standardised } from './fitted-day.ts';
import { GROUP_COUNT, LA_GROUP_COUNT, phaseOfGroup } from './groups.ts';
import { fitLaDays } from './la-days.ts';
import { type Baseline, baselineOf, type Kinds, unknownBaseline, type YearSums } from './level.ts';
import { learnKinds } from './noise.ts';
import { RULES } from './rules.ts';
import { learnSeason, publishedCurve, type SeasonCurve, seasonFactor } from './season.ts';
import { DAY_STRIDE, PM_OFFSET } from './series.ts';

export interface FittedYear {
  readonly curve: SeasonCurve;
  readonly kinds: Kinds;
  /** In the order of the schools. */
  readonly baselines: readonly Baseline[];
}

const ROUNDS = 3;

/** @param schools in any order; ones without days get what schools of their phase have in common */
export function fitYear(schools: readonly SchoolHistory[]): FittedYear {
  const known = schools.filter(({ series }) => series.count > 0);
  const factors = blankFactors(known);
  const levels = new Float64Array(schools.length);
  for (let round = 0; round < ROUNDS; round++) {
    fitLevels(schools, factors, levels);
    fitFactors(schools, factors, levels);
  }
  fitLevels(schools, factors, levels);
  fitLaDays({ schools, factors, levels, noise: USUAL_NOISE });
  const sums = schools.map((school, i) => {
    const strength = seasonStrength(school, factors, levels[i]);
    const { absent, seasonal } = yearSums(school, factors, 0, strength);
    levels[i] = seasonal > 0 ? Math.max(0.002, absent / seasonal) : 0;
    return yearSums(school, factors, levels[i], strength);
  });
  const kinds = learnKinds(schools, factors, levels, sums);
  const baselines = schools.map(({ place }, i) =>
    sums[i].days > 0 ? baselineOf(kinds, place.phase, sums[i]) : unknownBaseline(kinds, place.phase, 0),
  );
  return { curve: known.length > 0 ? learnSeason(factors) : publishedCurve(), kinds, baselines };
}

function blankFactors(schools: readonly SchoolHistory[]): DayFactors {
  let [first, last] = [0xffff, 0];
  for (const { series } of schools) {
    first = Math.min(first, series.days[0]);
    last = Math.max(last, series.days[series.count - 1]);
  }
  const days = Math.max(0, last - first + 1);
  const ones = (size: number) => new Float64Array(size).fill(1);
  return {
    first,
    days,
    factor: ones(GROUP_COUNT * days * 2),
    la: ones(LA_GROUP_COUNT * days),
    spread: ones(LA_GROUP_COUNT * days),
  };
}

function fitLevels(schools: readonly SchoolHistory[], factors: DayFactors, levels: Float64Array): void {
  for (const [i, school] of schools.entries()) {
    const { absent, seasonal } = yearSums(school, factors, 0, 1);
    levels[i] = seasonal > 0 ? Math.max(0.002, absent / seasonal) : 0;
  }
}

function fitFactors(schools: readonly SchoolHistory[], factors: DayFactors, levels: Float64Array): void {
  const absent = new Float64Array(factors.factor.length);
  const expected = new Float64Array(factors.factor.length);
  for (const [i, { place, series }] of schools.entries()) {
    for (let d = 0; d < series.count; d++) {
      const at = factorAt(factors, place.group, series.days[d]);
      for (let pm = 0; pm < 2; pm++) {
        const from = d * DAY_STRIDE + pm * PM_OFFSET;
        const [possible, attending] = [series.sums[from], series.sums[from + 1]];
        if (attending > possible) continue;
        absent[at + pm] += possible - attending;
        expected[at + pm] += possible * levels[i];
      }
    }
  }
  normalise(factors, absent, expected);
}

/** Expected absences that weigh as much as the published curve: a few schools must not explain themselves. */
const PRIOR_ABSENT = 40;

/** Ratios of sums, scaled so that each phase has mean one over the year by expected absence. */
function normalise(factors: DayFactors, absent: Float64Array, expected: Float64Array): void {
  const perGroup = factors.days * 2;
  const published = publishedCurve();
  const totals = new Map<number, [absent: number, expected: number]>();
  for (let at = 0; at < expected.length; at++) {
    const phase = phaseOfGroup(Math.floor(at / perGroup));
    const total = totals.get(phase) ?? [0, 0];
    total[0] += absent[at];
    total[1] += expected[at];
    totals.set(phase, total);
  }
  for (let at = 0; at < expected.length; at++) {
    const [allAbsent, allExpected] = totals.get(phaseOfGroup(Math.floor(at / perGroup)))!;
    const mean = allExpected > 0 && allAbsent > 0 ? allAbsent / allExpected : 1;
    const day = factors.first + (Math.floor(at / 2) % factors.days);
    const prior =
      PRIOR_ABSENT *
      seasonFactor(published, phaseOfGroup(Math.floor(at / perGroup)), day, at % 2 === 1 ? 1 : 0);
    factors.factor[at] =
      expected[at] > 0 ? (absent[at] / mean + prior) / (expected[at] + PRIOR_ABSENT) : Number.NaN;
  }
}

/** How much season shows in schools differs by about this (standard deviation about 1). */
const STRENGTH_SPREAD = 0.15;
/** Days resemble their neighbours, so that a year tells less than its days. */
const ALIKE = 2.5;

/** How strongly the season shows in a school: least squares of its days on the factors, shrunk to 1. */
function seasonStrength(school: SchoolHistory, factors: DayFactors, level: number): number {
  const { series } = school;
  let [sum, weights] = [0, 1 / STRENGTH_SPREAD ** 2];
  for (let d = 0; d < series.count; d++) {
    const day = dayOf(school, d, factors, 1);
    if (day.possible === 0) continue;
    const more = level * (day.seasonal / day.possible - 1);
    const rate = Math.min(0.9, (level * day.seasonal) / day.possible);
    const variance =
      (day.spread ** 2 * USUAL_NOISE * ALIKE * rate * (1 - rate)) / Math.max(1, day.possible / 2);
    const most = 3 * Math.sqrt(variance);
    const off = Math.min(most, Math.max(-most, day.absent / day.possible - rate));
    sum += (more * off) / variance;
    weights += (more * more) / variance;
  }
  return 1 + sum / weights;
}

const USUAL_NOISE = 1.3;

/** A school's sums over the year at a level; `noise` is filled in where a level is given. */
function yearSums(school: SchoolHistory, factors: DayFactors, level: number, strength: number): YearSums {
  const { series } = school;
  const sums: YearSums = { seasonal: 0, possible: 0, absent: 0, days: 0, noise: 0, strength };
  for (let d = 0; d < series.count; d++) {
    const day = dayOf(school, d, factors, strength);
    if (day.possible === 0) continue;
    sums.possible += day.possible;
    sums.absent += day.absent / day.spread ** 2;
    sums.seasonal += day.seasonal / day.spread ** 2;
    sums.days++;
    if (level > 0) sums.noise += Math.min(MOST_SQUARED, standardised(day, level) ** 2);
  }
  if (sums.days > 0) sums.noise /= sums.days;
  return sums;
}

/** As far as this year's days count (`RULES.clip`). */
const MOST_SQUARED = RULES.clip ** 2;
