/**
 * Seeded randomness without state: a value is a function of what it is for (a school, a pupil, a day), so that
 * any part of simulated England can be made alone, in any order, and always comes out the same.
 */

const GOLDEN = 0x9e3779b1;
/** One more than the greatest unsigned key. */
export const TWO_32 = 2 ** 32;

/**
 * Mixes 32 bits (the finaliser of MurmurHash3, public domain): every input bit moves every output bit. Keys are signed
 * whole numbers, which the engine keeps in registers; `unsigned` makes one comparable with a chance.
 */
export function mix(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** A new key from a key and a number: `derive(schoolKey, day)` is the key of that school's day. */
export function derive(key: number, salt: number): number {
  return mix(key ^ Math.imul(salt + 1, GOLDEN));
}

/** A key from text, for seeds and names. */
export function keyOf(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return mix(h);
}

/** A key as a whole number in [0, 2 ** 32). */
export function unsigned(key: number): number {
  return key >>> 0;
}

/** Uniform in [0, 1) from a key. */
export function uniform(key: number): number {
  return (key >>> 0) / TWO_32;
}

/** Uniform in [0, 1) for one purpose of a key. */
export function uniformAt(key: number, salt: number): number {
  return (derive(key, salt) >>> 0) / TWO_32;
}

/** Inverse of the standard normal distribution (P. J. Acklam's rational approximation, error below 1.2e-9). */
export function inverseNormal(p: number): number {
  if (p < 0.02425) return tail(Math.sqrt(-2 * Math.log(p)));
  if (p > 1 - 0.02425) return -tail(Math.sqrt(-2 * Math.log(1 - p)));
  const q = p - 0.5;
  const r = q * q;
  const numerator =
    (((((-3.969683028665376e1 * r + 2.209460984245205e2) * r - 2.759285104469687e2) * r +
      1.38357751867269e2) *
      r -
      3.066479806614716e1) *
      r +
      2.506628277459239) *
    q;
  const denominator =
    ((((-5.447609879822406e1 * r + 1.615858368580409e2) * r - 1.556989798598866e2) * r +
      6.680131188771972e1) *
      r -
      1.328068155288572e1) *
      r +
    1;
  return numerator / denominator;
}

function tail(q: number): number {
  const numerator =
    ((((-7.784894002430293e-3 * q - 3.223964580411365e-1) * q - 2.400758277161838) * q - 2.549732539343734) *
      q +
      4.374664141464968) *
      q +
    2.938163982698783;
  const denominator =
    (((7.784695709041462e-3 * q + 3.224671290700398e-1) * q + 2.445134137142996) * q + 3.754408661907416) *
      q +
    1;
  return numerator / denominator;
}

const NORMAL_STEPS = 4096;
const normalTable = Float64Array.from({ length: NORMAL_STEPS }, (_, i) =>
  inverseNormal((i + 0.5) / NORMAL_STEPS),
);

/** Standard normal quantile of u in [0, 1), read from a table: within 3.7 standard deviations. */
export function normalQuantile(u: number): number {
  return normalTable[(u * NORMAL_STEPS) | 0];
}

/** Standard normal for one purpose of a key. */
export function normalAt(key: number, salt: number): number {
  return normalQuantile(uniformAt(key, salt));
}

/** A stream of numbers for code that draws an unknown count of them. */
export interface Draws {
  /** Uniform in [0, 1). */
  next(): number;
  /** Whole number in [0, n). */
  below(n: number): number;
  /** Standard normal. */
  normal(): number;
  /** One of a list. */
  pick<T>(list: readonly T[]): T;
}

/** Draws of a key: the n-th draw of the same key is always the same. */
export function drawsOf(key: number): Draws {
  let count = 0;
  const next = () => uniformAt(key, count++);
  return {
    next,
    below: (n) => Math.floor(next() * n),
    normal: () => normalQuantile(next()),
    pick: (list) => list[Math.floor(next() * list.length)],
  };
}

/** Shares a whole number out by weights so that the parts add up to it exactly (largest remainders). */
export function apportion(total: number, weights: readonly number[], least = 0): number[] {
  const sum = weights.reduce((a, b) => a + b, 0);
  const spare = total - least * weights.length;
  const exact = weights.map((weight) => (sum > 0 ? (spare * weight) / sum : 0));
  const parts = exact.map(Math.floor);
  let left = spare - parts.reduce((a, b) => a + b, 0);
  const order = exact.map((_, i) => i).sort((a, b) => exact[b] - parts[b] - (exact[a] - parts[a]) || a - b);
  for (const i of order) if (left-- > 0) parts[i]++;
  return parts.map((part) => part + least);
}
