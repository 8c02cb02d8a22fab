/**
 * What attendance is to be expected of a school: from circumstances alone, or with its own last years. Everything is
 * absence in points of the years the model was fitted on; `Scale` carries it over to another year and back.
 */
import { filled, type Spread, type StoredModel, scoreForest, type TargetModel } from './model.ts';

export type ModelPhase = 'primary' | 'secondary';

/** One earlier school year of a school. */
export interface OwnYear {
  /** Absence, percent, on the scale of the model. */
  absence: number;
  /** Pupils it is over. */
  pupils: number;
}

export interface Prediction {
  absence: number;
  /** 90% interval. */
  low: number;
  high: number;
  /** Whether own years went into it. */
  own: boolean;
}

/** How the years of a country relate to the model's: absence = shift + scale x modelled. By phase. */
export interface Scale {
  shift: number;
  scale: number;
  /** Schools it was found from; 0 when there were too few and the model speaks of the years it was fitted on. */
  schools: number;
}

export const UNSCALED: Scale = { shift: 0, scale: 1, schools: 0 };
/** Weight of the year before last against last year's: what a school was then tells less. Chosen, not fitted. */
const EARLIER = 0.2;
const MIN_PUPILS = 5;

/**
 * The school's own level: its circumstances' expectation plus the part of its earlier differences that lasts. Shrunk
 * by the reliability of the years known (random effects; Robinson 1991, *That BLUP is a good thing*).
 * @param years last year first; undefined where not known
 */
export function ownLevel(
  expected: number,
  years: readonly (OwnYear | undefined)[],
  { kept, fixed, each }: StoredModel['level'][ModelPhase],
): { level: number; reliability: number } {
  let precision = 0;
  let weighted = 0;
  years.forEach((year, i) => {
    if (!year) return;
    const weight = (i === 0 ? 1 : EARLIER) / (fixed + each / Math.max(year.pupils, MIN_PUPILS));
    precision += weight;
    weighted += weight * (year.absence - expected);
  });
  const reliability = (precision * kept) / (1 + precision * kept);
  return { level: expected + (precision > 0 ? (weighted / precision) * reliability : 0), reliability };
}

/** Features of the second stage: circumstances, what they expect, last year, the shrunk level, its pupils. */
export function ownFeatures(
  features: Float64Array,
  expected: number,
  level: number,
  last: OwnYear,
): Float64Array {
  const own = [expected, last.absence, level, Math.log(Math.max(last.pupils, MIN_PUPILS))];
  return Float64Array.of(...features, ...own);
}

export function spreadAt({ fixed, each }: Spread, pupils: number): number {
  return Math.sqrt(fixed + each / Math.max(pupils, MIN_PUPILS));
}

/**
 * @param years last year first
 * @param pupils now, for the width of the interval
 */
export function predict(
  model: TargetModel,
  phase: ModelPhase,
  features: Float64Array,
  years: readonly (OwnYear | undefined)[],
  pupils: number,
): Prediction {
  const known = filled(model.circumstances, features);
  const expected = model.expected(known);
  const last = years[0];
  const spread = model.spread[phase][last ? 'own' : 'alone'];
  let absence = expected;
  if (last) {
    const { level } = ownLevel(expected, years, model.level[phase]);
    absence = level + scoreForest(model.own, ownFeatures(known, expected, level, last));
  }
  const width = spreadAt(spread, pupils);
  return {
    absence,
    low: Math.max(0, absence + spread.low * width),
    high: absence + spread.high * width,
    own: last !== undefined,
  };
}
