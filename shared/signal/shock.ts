/**
 * The shared shock of a day: by how much absence differs from what the schools' own levels and the season lead to
 * expect, by phase and region, and within it by LA. Measured against schools' own levels, never against targets.
 *
 * A school's ratio (absent / expected) varies by its own noise and by how differently schools take a shock. The shared
 * factor is the precision-weighted mean of the ratios with far ones pulled in (Huber), shrunk to the phase's factor and
 * that to 1; an LA's further factor is shrunk by how much LAs differ on that day (James-Stein). `spread` says by how
 * much more than usual the schools of an area scatter (1 = usual): on Eid, a strike or a snow day one school's
 * deviation says little about that school.
 */
import { GROUP_COUNT, LA_GROUP_COUNT, PHASE_COUNT, phaseOfGroup } from './groups.ts';
import { USUAL_DRIFT } from './level.ts';
import { RULES } from './rules.ts';

/** One row a school with a usable day so far; columns of equal length, in any order. */
export interface DayRows {
  count: number;
  group: Uint16Array;
  laGroup: Uint16Array;
  /** Possible, absent and expected absent sessions (level x season, without shock) so far today. */
  possible: Float64Array;
  absent: Float64Array;
  expected: Float64Array;
  /** The school's usual spread on such a day, as absent sessions. */
  spread: Float64Array;
}

export interface DayShock {
  /** Factor on expected absence by group, LA's part not included. */
  readonly region: Float32Array;
  /** Further factor by LA group. */
  readonly la: Float32Array;
  /** How much more than usual the schools of an LA group scatter, at least 1. */
  readonly spread: Float32Array;
  /** 1 where most schools of an LA group moved together on top of their region: an area event. */
  readonly event: Uint8Array;
  /** By phase: how far levels have moved since last year (variance, points squared), as of the close before. */
  readonly drift: Float32Array;
}

export function dayRows(capacity: number): DayRows {
  return {
    count: 0,
    group: new Uint16Array(capacity),
    laGroup: new Uint16Array(capacity),
    possible: new Float64Array(capacity),
    absent: new Float64Array(capacity),
    expected: new Float64Array(capacity),
    spread: new Float64Array(capacity),
  };
}

/** A day on which nothing is shared. */
export function noShock(drift: ArrayLike<number> = USUAL_DRIFT): DayShock {
  return {
    region: new Float32Array(GROUP_COUNT).fill(1),
    la: new Float32Array(LA_GROUP_COUNT).fill(1),
    spread: new Float32Array(LA_GROUP_COUNT).fill(1),
    event: new Uint8Array(LA_GROUP_COUNT),
    drift: Float32Array.from(drift),
  };
}

/** Factor on the expected absence of a school of a group and LA group. */
export function shockFactor(shock: DayShock, group: number, laGroup: number): number {
  return shock.region[group] * shock.la[laGroup];
}

/** Spread of ratios between schools that is no noise: schools take a shock differently. */
const RATIO_SPREAD = 0.2;
const PHASE_PRIOR = { mean: 1, variance: 0.15 ** 2 };
const REGION_VARIANCE = 0.08 ** 2;
const HUBER = 1.5;
const ROUNDS = 4;
/** Schools from which an LA has a factor of its own. */
export const LEAST_SCHOOLS = 6;
export const MOST_SPREAD = 8;
/** Schools' worth of *usual* scatter: a few schools must not look scattered, nor one school hide itself. */
export const USUAL_SCHOOLS = 48;

interface Estimate {
  mean: number;
  variance: number;
  count: number;
}

/**
 * The shared shock of a day from all schools' rows. @param drift as of the close before (`drift.ts`). Mere sums over the rows: their order does not matter beyond rounding.
 */
export function sharedShock(rows: DayRows, drift?: ArrayLike<number>): DayShock {
  const shock = noShock(drift);
  const phases = bucket(rows, (i) => phaseOfGroup(rows.group[i]), PHASE_COUNT);
  const phaseFactor = phases.map((members) => robustRatio(rows, members, PHASE_PRIOR).mean);
  for (const [group, members] of bucket(rows, (i) => rows.group[i], GROUP_COUNT).entries()) {
    const prior = { mean: phaseFactor[phaseOfGroup(group)], variance: REGION_VARIANCE };
    shock.region[group] = members.length > 0 ? robustRatio(rows, members, prior).mean : prior.mean;
  }
  const las = bucket(rows, (i) => rows.laGroup[i], LA_GROUP_COUNT);
  const estimates = las.map((members) =>
    members.length >= LEAST_SCHOOLS ? robustRatio(rows, members, undefined, shock.region) : undefined,
  );
  const between = betweenLas(estimates);
  for (const [la, estimate] of estimates.entries()) {
    if (!estimate) continue;
    const phase = Math.floor(la / (LA_GROUP_COUNT / PHASE_COUNT));
    const weight = between[phase] / (between[phase] + estimate.variance);
    shock.la[la] = 1 + weight * (estimate.mean - 1);
    shock.spread[la] = scatter(rows, las[la], shock);
    shock.event[la] = isAreaEvent(rows, las[la], shock) ? 1 : 0;
  }
  return shock;
}

function bucket(rows: DayRows, keyAt: (i: number) => number, count: number): number[][] {
  const buckets: number[][] = Array.from({ length: count }, () => []);
  for (let i = 0; i < rows.count; i++) if (rows.expected[i] > 0) buckets[keyAt(i)].push(i);
  return buckets;
}

/**
 * Huber estimate of the common ratio absent / expected (or of what is left over `region` factors), shrunk to a prior.
 */
function robustRatio(
  rows: DayRows,
  members: readonly number[],
  prior: { mean: number; variance: number } | undefined,
  region?: Float32Array,
): Estimate {
  let [absent, expected] = [0, 0];
  for (const i of members) {
    absent += rows.absent[i];
    expected += rows.expected[i] * (region ? region[rows.group[i]] : 1);
  }
  const priorWeight = prior ? 1 / prior.variance : 0;
  const priorMean = prior ? prior.mean : 1;
  let mean = expected > 0 ? absent / expected : priorMean;
  let variance = prior ? prior.variance : 1;
  for (let round = 0; round < ROUNDS && members.length > 0; round++) {
    let [sum, weights] = [priorWeight * priorMean, priorWeight];
    for (const i of members) {
      const base = rows.expected[i] * (region ? region[rows.group[i]] : 1);
      const own = (rows.spread[i] / base) ** 2 * Math.max(0.25, mean) + RATIO_SPREAD ** 2;
      const far = HUBER * Math.sqrt(own);
      const step = rows.absent[i] / base - mean;
      sum += (mean + (step > far ? far : step < -far ? -far : step)) / own;
      weights += 1 / own;
    }
    mean = sum / weights;
    variance = 1 / weights;
  }
  return { mean: Math.max(0.05, mean), variance, count: members.length };
}

/** How much LAs differ beyond chance today, by phase: variance of the factor. */
function betweenLas(estimates: readonly (Estimate | undefined)[]): number[] {
  const perPhase = LA_GROUP_COUNT / PHASE_COUNT;
  return Array.from({ length: PHASE_COUNT }, (_, phase) => {
    let [sum, count] = [0, 0];
    for (const estimate of estimates.slice(phase * perPhase, (phase + 1) * perPhase)) {
      if (!estimate) continue;
      sum += (estimate.mean - 1) ** 2 - estimate.variance;
      count++;
    }
    return count > 0 ? Math.max(0, sum / count) : 0;
  });
}

/** Winsorised scatter of the schools about their shared expectation, in units of their usual one. */
function scatter(rows: DayRows, members: readonly number[], shock: DayShock): number {
  let [sum, count] = [0, 0];
  for (const i of members) {
    const factor = shockFactor(shock, rows.group[i], rows.laGroup[i]);
    const z =
      (rows.absent[i] - rows.expected[i] * factor) / (rows.spread[i] * Math.sqrt(Math.max(1, factor)));
    sum += Math.min(z * z, MOST_SPREAD ** 2);
    count++;
  }
  return Math.max(1, Math.sqrt((sum + USUAL_SCHOOLS) / (count + USUAL_SCHOOLS)));
}

function isAreaEvent(rows: DayRows, members: readonly number[], shock: DayShock): boolean {
  let moved = 0;
  for (const i of members) {
    const over = rows.absent[i] - rows.expected[i] * shock.region[rows.group[i]];
    if ((100 * over) / rows.possible[i] > RULES.areaEvent.points) moved++;
  }
  return moved > RULES.areaEvent.share * members.length;
}
