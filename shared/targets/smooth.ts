/**
 * The smooth half of what circumstances expect: absence as the exponential of a straight line and of waves in random
 * directions through the circumstances, which stand for a smooth kernel (Rahimi and Recht 2007, *Random features for
 * large-scale kernel machines*). On the logarithm, since circumstances multiply: what adds a tenth to an absence of 4%
 * adds a tenth to one of 8%. The directions are drawn from the seed; the file holds the seed and what each wave counts.
 */
import { z } from 'zod';
import { createRandom, normalOf } from './random.ts';

/** How one circumstance becomes coordinates: a yes its weight, an amount its distance from the middle and its rank. */
export const inputSchema = z.object({
  key: z.string(),
  /** How quickly absence may bend along it. */
  weight: z.number(),
  middle: z.number(),
  spread: z.number(),
  /** Values at equal steps of rank, least first; beyond the first and last a value counts as those. Empty: a yes or no. */
  ranks: z.array(z.number()),
});
export type Input = z.infer<typeof inputSchema>;

export const smoothSchema = z.object({
  seed: z.number().int(),
  /** Length of the waves, in coordinates. */
  length: z.number(),
  inputs: z.array(inputSchema),
  /** Of the logarithm of absence: level, then by coordinate, then by wave. */
  base: z.number(),
  line: z.array(z.number()),
  waves: z.array(z.number()),
});
export type Smooth = z.infer<typeof smoothSchema>;

/** Waves: directions row by row, and where each begins. */
export interface Waves {
  directions: Float64Array;
  phases: Float64Array;
}

/** Spread of ranks about their middle, so that they weigh as much as a standardised amount. */
const RANK_SPREAD = Math.sqrt(12);
/** Degrees of freedom of the directions' lengths: long waves and short ones. */
const FREEDOM = 5;

export const coordinatesIn = (inputs: readonly Pick<Input, 'ranks'>[]): number =>
  inputs.reduce((sum, { ranks }) => sum + (ranks.length > 0 ? 2 : 1), 0);

/** The waves of a seed: directions of a multivariate t, over `length`. */
export function drawWaves(seed: number, count: number, coordinates: number, length: number): Waves {
  const random = createRandom(seed);
  const directions = new Float64Array(count * coordinates);
  const phases = new Float64Array(count);
  for (let wave = 0; wave < count; wave++) {
    let squares = 0;
    for (let i = 0; i < FREEDOM; i++) squares += normalOf(random) ** 2;
    const scale = 1 / (length * Math.sqrt(squares / FREEDOM));
    for (let d = 0; d < coordinates; d++) directions[wave * coordinates + d] = normalOf(random) * scale;
    phases[wave] = 2 * Math.PI * random();
  }
  return { directions, phases };
}

/** Writes the coordinates of known circumstances, in the order of the inputs. */
export function putCoordinates(inputs: readonly Input[], features: Float64Array, out: Float64Array): void {
  let at = 0;
  for (const [i, { weight, middle, spread, ranks }] of inputs.entries()) {
    if (ranks.length === 0) {
      out[at++] = weight * features[i];
      continue;
    }
    const value = Math.min(ranks[ranks.length - 1], Math.max(ranks[0], features[i]));
    out[at++] = (weight * (value - middle)) / spread;
    out[at++] = weight * (rankOf(ranks, value) - 0.5) * RANK_SPREAD;
  }
}

/** Share of schools below a value, 0 to 1, straight between the ranks kept. */
function rankOf(ranks: readonly number[], value: number): number {
  let step = 0;
  while (step < ranks.length - 2 && ranks[step + 1] < value) step++;
  const width = ranks[step + 1] - ranks[step];
  const within = width > 0 ? (value - ranks[step]) / width : 0;
  return (step + within) / (ranks.length - 1);
}

/** Writes the cosine of every wave at `coordinates`. */
export function putWaves({ directions, phases }: Waves, coordinates: Float64Array, out: Float64Array): void {
  const size = coordinates.length;
  for (let wave = 0; wave < phases.length; wave++) {
    let along = phases[wave];
    for (let d = 0, at = wave * size; d < size; d++, at++) along += directions[at] * coordinates[d];
    out[wave] = Math.cos(along);
  }
}

/** Absence, percent, as a function of known circumstances: draws the waves once. */
export function openSmooth({
  seed,
  length,
  inputs,
  base,
  line,
  waves,
}: Smooth): (of: Float64Array) => number {
  const drawn = drawWaves(seed, waves.length, line.length, length);
  const coordinates = new Float64Array(line.length);
  const heights = new Float64Array(waves.length);
  return (features) => {
    putCoordinates(inputs, features, coordinates);
    putWaves(drawn, coordinates, heights);
    let log = base;
    for (let d = 0; d < line.length; d++) log += line[d] * coordinates[d];
    for (let wave = 0; wave < waves.length; wave++) log += waves[wave] * heights[wave];
    return Math.exp(log);
  };
}
