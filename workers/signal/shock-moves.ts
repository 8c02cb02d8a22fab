/** Whether what schools share has moved by enough for anybody to notice. */
import type { DayShock } from '../../shared/signal/shock.ts';

/** A hundredth of the expected absence: less than a tenth of a point for nearly every school. */
const LEAST_FACTOR = 0.01;
const LEAST_SPREAD = 0.25;

const largestStep = (a: Float32Array, b: Float32Array): number => {
  let most = 0;
  for (let i = 0; i < a.length; i++) most = Math.max(most, Math.abs(a[i] - b[i]));
  return most;
};

export function hasMoved(before: DayShock, after: DayShock): boolean {
  if (largestStep(before.region, after.region) > LEAST_FACTOR) return true;
  if (largestStep(before.la, after.la) > LEAST_FACTOR) return true;
  if (largestStep(before.spread, after.spread) > LEAST_SPREAD) return true;
  return after.event.some((event, i) => event !== before.event[i]);
}
