/**
 * The model speaks of the years it was fitted on. Carried over to another year by what England's schools of a phase
 * showed in it: a straight line of last year's absence on what the model expects, weighted by pupils.
 */
import { type Scale, UNSCALED } from './predict.ts';

/** Fewer schools than this say nothing; fewer than the second only the level, not the spread. */
const LEAST_SCHOOLS = 10;
const SCHOOLS_FOR_SLOPE = 100;
const [LEAST_SLOPE, MOST_SLOPE] = [0.5, 3];

export interface ScalePoint {
  /** As the model expects from circumstances alone, percent. */
  expected: number;
  /** As it was. */
  absence: number;
  pupils: number;
}

export function fitScale(points: readonly ScalePoint[]): Scale {
  if (points.length < LEAST_SCHOOLS) return UNSCALED;
  let weight = 0;
  let x = 0;
  let y = 0;
  for (const { expected, absence, pupils } of points) {
    weight += pupils;
    x += pupils * expected;
    y += pupils * absence;
  }
  const [meanX, meanY] = [x / weight, y / weight];
  let above = 0;
  let below = 0;
  for (const { expected, absence, pupils } of points) {
    above += pupils * (expected - meanX) * (absence - meanY);
    below += pupils * (expected - meanX) ** 2;
  }
  const hasSlope = points.length >= SCHOOLS_FOR_SLOPE && below > 0;
  const scale = hasSlope ? Math.min(MOST_SLOPE, Math.max(LEAST_SLOPE, above / below)) : 1;
  return { shift: meanY - scale * meanX, scale, schools: points.length };
}

/** From the model's years to this country's. */
export const toNow = ({ shift, scale }: Scale, absence: number): number => shift + scale * absence;
/** And back. */
export const toModel = ({ shift, scale }: Scale, absence: number): number => (absence - shift) / scale;
