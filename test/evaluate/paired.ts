/**
 * Ours against a rival on the same falls, fall by fall: the share caught by a day, and the mean of days to catch where a
 * fall not caught by the end of 40 school days, or of the fall if that is sooner, counts as that many. Medians of whole
 * days cannot tell apart what lies within one day; these can.
 *
 * The 95% interval is by Student's t with seeds as clusters: falls of one seed share weather, strikes and epidemics.
 */

import { FALL_POINTS } from './falls.ts';
import type { Match } from './match.ts';
import type { Scores } from './run.ts';
import { KINDS, type Score } from './score.ts';

export const CAP_DAYS = 40;

/** What is measured of one fall; `sign` is 1 where more is better. */
export interface Measure {
  name: string;
  sign: 1 | -1;
  of(caught: number, lasted: number): number;
}

const shareBy = (day: number): Measure => ({
  name: `by day ${day}`,
  sign: 1,
  of: (caught) => (caught <= day ? 1 : 0),
});
export const SHARES = [3, 5, 9, 15].map(shareBy);
export const MEAN_DAYS: Measure = {
  name: 'mean days',
  sign: -1,
  of: (caught, lasted) => Math.min(caught, lasted, CAP_DAYS),
};

/** Falls that are looked at together. */
export interface FallGroup {
  name: string;
  kinds: readonly (typeof KINDS)[number][];
  points: readonly (typeof FALL_POINTS)[number][];
}
export const TWO_POINT_STEPS: FallGroup = { name: 'step 2', kinds: ['step'], points: [2] };
export const FALL_GROUPS: readonly FallGroup[] = [
  TWO_POINT_STEPS,
  { name: 'all steps', kinds: ['step'], points: FALL_POINTS },
  { name: 'all gradual', kinds: ['gradual'], points: FALL_POINTS },
];

export interface Estimate {
  mean: number;
  low: number;
  high: number;
  falls: number;
}

/** One seed's part of a mean. */
export interface Cluster {
  sum: number;
  count: number;
}

/** Mean over falls, with the interval of a ratio of sums over clusters. */
export function clusterMean(clusters: readonly Cluster[]): Estimate {
  const falls = clusters.reduce((all, { count }) => all + count, 0);
  const mean = clusters.reduce((all, { sum }) => all + sum, 0) / falls;
  const n = clusters.length;
  const squares = clusters.reduce((all, { sum, count }) => all + (sum - mean * count) ** 2, 0);
  const half = (studentT(n - 1) * Math.sqrt((squares * n) / (n - 1))) / falls;
  return { mean, low: mean - half, high: mean + half, falls };
}

/** 97.5% point of Student's t, by the expansion of Cornish and Fisher; within 0.01 from four degrees on. */
export function studentT(degrees: number): number {
  const z = 1.959964;
  const first = (z ** 3 + z) / (4 * degrees);
  const second = (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * degrees ** 2);
  const third = (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / (384 * degrees ** 3);
  return z + first + second + third;
}

/** Ours alone. */
export function oursMean(
  seeds: readonly Scores[],
  band: number,
  group: FallGroup,
  measure: Measure,
): Estimate {
  return clusterMean(seeds.map(({ ours }) => clusterOf(valuesOf(ours, band, group, measure))));
}

/** By how much ours is better than rival `r` where it is matched, fall by fall: above nought is better. */
export function advantage(
  seeds: readonly Scores[],
  r: number,
  { strict, looser, loose }: Match,
  band: number,
  group: FallGroup,
  measure: Measure,
): Estimate {
  const clusters = seeds.map(({ ours, rivals }) => {
    const [few, many] = [strict, looser].map((t) => valuesOf(rivals[r].scores[t], band, group, measure));
    const theirs = (i: number) => loose * many[i] + (1 - loose) * few[i];
    return clusterOf(valuesOf(ours, band, group, measure).map((own, i) => measure.sign * (own - theirs(i))));
  });
  return clusterMean(clusters);
}

/** Falls come in the same order in every monitor's score of a seed. */
function valuesOf(score: Score, band: number, group: FallGroup, measure: Measure): number[] {
  return group.kinds.flatMap((kind) =>
    group.points.flatMap((points) => {
      const [k, p] = [KINDS.indexOf(kind), FALL_POINTS.indexOf(points)];
      const lasted = score.lasted[band][k][p];
      return score.caught[band][k][p].map((caught, i) => measure.of(caught, lasted[i]));
    }),
  );
}

const clusterOf = (values: readonly number[]): Cluster => ({
  sum: values.reduce((all, one) => all + one, 0),
  count: values.length,
});
