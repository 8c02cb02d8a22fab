/** Fits the smooth half of circumstances: least squares of the logarithm of absence on a line and on random waves. */
import { FEATURES } from '../../shared/targets/circumstances.ts';
import {
  coordinatesIn,
  drawWaves,
  type Input,
  openSmooth,
  putCoordinates,
  putWaves,
  type Smooth,
  type Waves,
} from '../../shared/targets/smooth.ts';
import { addRows, noProducts, ROWS_AT_ONCE, solve } from './ridge.ts';

export interface SmoothRow {
  /** All known. */
  features: Float64Array;
  absence: number;
  pupils: number;
}

/**
 * How quickly absence may bend along an input, where not 1, the number of waves, their length and the penalty: chosen by
 * the years fitted on alone (2016-17 predicted for LAs left out), never by the year that is predicted.
 */
const WEIGHTS: Readonly<Record<string, number>> = {
  secondary: 5,
  roll: 2,
  eal: 2,
  stay: 0.4,
  growth: 0.25,
  occupancy: 0.5,
  senEhcp: 0.5,
  statutoryShare: 0.7,
  sameYear: 4,
};
const WAVES = { count: 800, length: 9, seed: 1 };
/** Against the sum of squares of 35,000 rows; waves are penalised a hundredfold of the half of their height squared. */
const PENALTY = 3;
const WAVE_SCALE = Math.SQRT2 / 10;
/** Absence below this has hardly a logarithm, percent. */
const LEAST_ABSENCE = 0.3;
/** Variance of a school's year: of all schools alike, and by pupil; and fewest pupils it is believed of. */
const VARIANCE = { fixed: 0.35, each: 60, leastPupils: 15 };
const RANKS = 32;
const CLIPPED = 0.01;

const inDigits = (value: number, digits: number) => Number(value.toPrecision(digits));

function inputOf(index: number, rows: readonly SmoothRow[]): Input {
  const { key, unit } = FEATURES[index];
  const weight = WEIGHTS[key] ?? 1;
  if (unit === 'yes') return { key, weight, middle: 0, spread: 1, ranks: [] };
  const sorted = Float64Array.from(rows, ({ features }) => features[index]).sort();
  const at = (share: number) => inDigits(sorted[Math.round(share * (sorted.length - 1))], 5);
  const ranks = Array.from({ length: RANKS + 1 }, (_, i) =>
    at(Math.min(1 - CLIPPED, Math.max(CLIPPED, i / RANKS))),
  );
  const [least, most] = [ranks[0], ranks[RANKS]];
  const clipped = sorted.map((value) => Math.min(most, Math.max(least, value)));
  const mean = clipped.reduce((a, b) => a + b, 0) / clipped.length;
  const spread = Math.sqrt(clipped.reduce((sum, value) => sum + (value - mean) ** 2, 0) / clipped.length);
  return { key, weight, middle: at(0.5), spread: inDigits(Math.max(spread, 1e-6), 5), ranks };
}

/** How much a row counts; small schools' years are mostly luck. About 1 on average. */
const weightOf = ({ pupils }: SmoothRow) =>
  1 / (VARIANCE.fixed + VARIANCE.each / Math.max(pupils, VARIANCE.leastPupils));

export function fitSmooth(rows: readonly SmoothRow[]): Smooth {
  const inputs = FEATURES.map((_, i) => inputOf(i, rows));
  const size = coordinatesIn(inputs);
  const { count, length, seed } = WAVES;
  const found = leastSquares(rows, inputs, drawWaves(seed, count, size, length));
  const kept = (value: number) => Number(value.toFixed(6));
  const smooth: Smooth = {
    seed,
    length,
    inputs,
    base: found[0],
    line: Array.from(found.subarray(1, 1 + size), kept),
    waves: Array.from(found.subarray(1 + size, 1 + size + count), (value) => kept(value * WAVE_SCALE)),
  };
  return { ...smooth, base: kept(smooth.base + Math.log(meanRatio(smooth, rows))) };
}

/** Coefficients of the logarithm of absence: level, coordinates, waves (over `WAVE_SCALE`). */
function leastSquares(rows: readonly SmoothRow[], inputs: readonly Input[], waves: Waves): Float64Array {
  const size = coordinatesIn(inputs);
  const needed = 1 + size + waves.phases.length;
  const columns = needed + (needed % 2);
  const logs = rows.map(({ absence }) => Math.log(Math.max(absence, LEAST_ABSENCE)));
  const middle = logs.reduce((a, b) => a + b, 0) / logs.length;
  const usual = rows.reduce((sum, row) => sum + weightOf(row), 0) / rows.length;
  const products = noProducts(columns);
  const block = new Float64Array(ROWS_AT_ONCE * columns);
  const wanted = new Float64Array(ROWS_AT_ONCE);
  const put = (row: SmoothRow, own: Float64Array, root: number) => {
    own[0] = 1;
    const coordinates = own.subarray(1, 1 + size);
    const heights = own.subarray(1 + size, needed);
    putCoordinates(inputs, row.features, coordinates);
    putWaves(waves, coordinates, heights);
    for (let k = 0; k < heights.length; k++) heights[k] *= WAVE_SCALE;
    for (let k = 0; k < needed; k++) own[k] *= root;
  };
  for (let first = 0; first < rows.length; first += ROWS_AT_ONCE) {
    block.fill(0);
    wanted.fill(0);
    for (let i = 0; i < ROWS_AT_ONCE && first + i < rows.length; i++) {
      const root = Math.sqrt(weightOf(rows[first + i]) / usual);
      put(rows[first + i], block.subarray(i * columns, (i + 1) * columns), root);
      wanted[i] = root * (logs[first + i] - middle);
    }
    addRows(products, block, wanted);
  }
  const found = solve(products, PENALTY);
  found[0] += middle;
  return found;
}

/** The mean of an exponential is above the exponential of the mean: absence as it was over absence as it is fitted. */
function meanRatio(smooth: Smooth, rows: readonly SmoothRow[]): number {
  const of = openSmooth(smooth);
  let [was, fitted] = [0, 0];
  for (const { features, absence } of rows) {
    was += absence;
    fitted += of(features);
  }
  return was / fitted;
}
