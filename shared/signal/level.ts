/**
 * What is known of a school before the year starts: its level (absence with season and weekday taken out), how sure
 * that is, and how much its days scatter. Small schools borrow from schools of their phase and size.
 */
import { PHASE_COUNT } from './groups.ts';

export interface Baseline {
  /** Established level: absent / possible over last year. */
  absence: number;
  /** Variance (points squared) of the level itself; how far levels move between years comes on top (`drift.ts`). */
  variance: number;
  /** How strongly the season shows in the school; 1 as in its phase. */
  strength: number;
  /** Variance of a day's rate about expected, in units of the binomial one. */
  noise: number;
  /** By how much the mean of n days varies more than n independent days would, by n. Shared by schools of a kind. */
  inflation: Float64Array;
  /** Usual possible sessions a day; 0 unknown. */
  possible: number;
  /** Usable days of last year behind it. */
  days: number;
}

/** Kinds of school that share what is learnt of noise: phase x size. */
export const SIZE_BOUNDS = [120, 300, 800] as const;
export const SIZE_BANDS = SIZE_BOUNDS.length + 1;
export const KIND_COUNT = PHASE_COUNT * SIZE_BANDS;

/** @param pupils possible sessions of a day / 2 */
export function sizeBand(pupils: number): number {
  let band = 0;
  while (band < SIZE_BOUNDS.length && pupils >= SIZE_BOUNDS[band]) band++;
  return band;
}

/** What schools of a kind have in common. */
export interface Kind {
  /** Mean level, and variance between schools (points squared). */
  absence: number;
  between: number;
  noise: number;
  inflation: Float64Array;
}

/** What is learnt of each kind, `phase * SIZE_BANDS + band`. */
export type Kinds = readonly Kind[];

/** By phase: how far levels move between years (variance, points squared), until it is known. */
export const USUAL_DRIFT: readonly number[] = new Array(PHASE_COUNT).fill(0.6 ** 2);

const LONGEST = 64;
const USUAL = {
  absence: [0.053, 0.085, 0.132, 0.1],
  between: [1.2 ** 2, 2.4 ** 2, 4 ** 2, 4 ** 2],
  noise: 1.5,
};
/** Autocorrelation of an illness week: 0.3 from one day to the next, falling by a fifth a day. */
const USUAL_CORRELATION = { first: 0.3, decay: 0.8 };

/** Inflation table of a given autocorrelation at lags 1, 2, ...: 1 + 2 sum (1 - k / n) r(k). */
export function inflationTable(correlation: (lag: number) => number): Float64Array {
  const table = new Float64Array(LONGEST).fill(1);
  for (let days = 2; days < LONGEST; days++) {
    let sum = 0;
    for (let lag = 1; lag < days; lag++) sum += (1 - lag / days) * correlation(lag);
    table[days] = Math.max(1, 1 + 2 * sum);
  }
  return table;
}

/** What is assumed until a year of the schools' own is known. */
export function usualKinds(): Kinds {
  const inflation = inflationTable((lag) => USUAL_CORRELATION.first * USUAL_CORRELATION.decay ** (lag - 1));
  return Array.from({ length: KIND_COUNT }, (_, kind) => {
    const phase = Math.floor(kind / SIZE_BANDS);
    return { absence: USUAL.absence[phase], between: USUAL.between[phase], noise: USUAL.noise, inflation };
  });
}

export function kindOf(kinds: Kinds, phase: number, pupils: number): Kind {
  return kinds[phase * SIZE_BANDS + sizeBand(pupils)];
}

/** Sums of a school over last year, season and shocks taken out. */
export interface YearSums {
  /** Possible sessions weighted by season and shock, absent sessions, usable days. */
  seasonal: number;
  possible: number;
  absent: number;
  days: number;
  /** Mean of squared residuals over their binomial variance, far ones pulled in. */
  noise: number;
  strength: number;
}

/** Days that weigh as much as what schools of its kind have in common, for noise. */
const NOISE_PRIOR_DAYS = 40;

/** A school's baseline: its own sums shrunk to schools of its kind by what its size and days leave uncertain. */
export function baselineOf(kinds: Kinds, phase: number, sums: YearSums): Baseline {
  const pupils = sums.days > 0 ? sums.possible / sums.days / 2 : 0;
  const kind = kindOf(kinds, phase, pupils);
  if (sums.days === 0 || sums.seasonal <= 0) return unknownBaseline(kinds, phase, 0);
  const own = sums.absent / sums.seasonal;
  const noise = (NOISE_PRIOR_DAYS * kind.noise + sums.days * sums.noise) / (NOISE_PRIOR_DAYS + sums.days);
  const binomial = (1e4 * noise * kind.absence * (1 - kind.absence)) / Math.max(1, pupils);
  const sampling = (binomial * kind.inflation[kind.inflation.length - 1]) / sums.days;
  const weight = kind.between / (kind.between + sampling);
  return {
    absence: kind.absence + weight * (own - kind.absence),
    variance: weight * sampling,
    strength: sums.strength,
    noise,
    inflation: kind.inflation,
    possible: sums.possible / sums.days,
    days: sums.days,
  };
}

/** The baseline of a school of which nothing is known but its phase and size. */
export function unknownBaseline(kinds: Kinds, phase: number, pupils: number): Baseline {
  const { absence, between, noise, inflation } = kindOf(kinds, phase, pupils);
  return { absence, variance: between, strength: 1, noise, inflation, possible: 2 * pupils, days: 0 };
}

/** Usual spread (standard deviation, points) of a day's rate at a level, for so many pupils. */
export function dailySpread(baseline: Baseline, level: number, pupils: number): number {
  return 100 * Math.sqrt((baseline.noise * level * (1 - level)) / Math.max(1, pupils));
}
