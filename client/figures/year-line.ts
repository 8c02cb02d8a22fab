/** How the year's headlines are written: no decimal that means nothing. */
import { count } from '../ui/format.ts';

const THOUSAND = 1000;
const MILLION = 1_000_000;

/** 1203441 as `1.2 million`, 84021 as `84,000`, 840 as `840`; below 0 without its sign: the title says lost. */
export function gained(days: number): string {
  const size = Math.abs(days);
  if (size >= MILLION) return `${(size / MILLION).toFixed(1)} million`;
  if (size >= 10 * THOUSAND) return count(Math.round(size / THOUSAND) * THOUSAND);
  return count(size);
}

/** 0.614 as `61%`. */
export const percentOf = (share: number, decimals = 0): string => `${(100 * share).toFixed(decimals)}%`;
