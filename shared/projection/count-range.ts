/** The middle 95% of a count of pupils of which only mean and variance are known. */

const OUTSIDE = 0.025;
const Z = 1.959964;
/** Above this mean a count is as good as normal. */
const NORMAL_FROM = 150;
const LEAST_VARIANCE = 1e-4;

/**
 * The range [low, high] that holds a count 95% of the time, half a pupil wider than its whole numbers at both ends.
 *
 * The count follows the (a, b, 0) family of Panjer (1981): binomial, Poisson or negative binomial as its variance is
 * below, at or above its mean. Its ends are by mid-p (half the probability of the end itself counts as outside), so
 * that over many counts the range holds 95% and not, as whole numbers would have it, 95% at the least.
 *
 * @param most the count cannot be above this
 */
export function countRange(mean: number, variance: number, most: number): [low: number, high: number] {
  if (mean <= 0 || most <= 0) return [0, 0];
  const spread = Math.max(variance, LEAST_VARIANCE);
  const [low, high] = mean > NORMAL_FROM ? normalRange(mean, spread) : panjerRange(mean, spread, most);
  return [Math.min(most, Math.max(0, low - 0.5)), Math.min(most, Math.max(0, high + 0.5))];
}

function normalRange(mean: number, variance: number): [number, number] {
  const half = Z * Math.sqrt(variance);
  return [mean - half, mean + half];
}

function panjerRange(mean: number, variance: number, most: number): [number, number] {
  const a = 1 - mean / variance;
  const b = mean * (1 - a) - a;
  let chance = Math.exp(a === 0 ? -mean : ((a + b) / a) * Math.log(1 - a));
  let below = 0;
  let low = -1;
  for (let k = 0; ; k++) {
    const middle = below + chance / 2;
    if (low < 0 && middle >= OUTSIDE) low = k;
    below += chance;
    const next = chance * (a + b / (k + 1));
    if (below + next / 2 > 1 - OUTSIDE || k >= most || next <= 0) return [Math.max(0, low), k];
    chance = next;
  }
}
