/** How far schools' levels have moved since last year, learnt from all of them: it says how firmly last year holds. */
import { PHASE_COUNT } from './groups.ts';
import { USUAL_DRIFT } from './level.ts';
import { inflation, type SchoolYear } from './school-year.ts';

/** Schools' worth of information that the usual drift weighs. */
const PRIOR_SCHOOLS = 30;
/** Mean usable days from which, and at which, it is learnt: in the first weeks noise hides how far levels have moved. */
const LEARN = { from: 8, to: 25 };
const QUARTILE = 0.6745;
const ROUNDS = 14;
const MOST = 4;

/** Variance (points squared) by phase, robust to the few that fall: by the median distance from last year's level. */
export function levelDrift(years: Iterable<SchoolYear>): Float64Array {
  const columns = Array.from({ length: PHASE_COUNT }, () => ({
    off: [] as number[],
    variance: [] as number[],
    days: 0,
  }));
  for (const year of years) {
    const weight = year.usualWeight[year.count] / inflation(year.baseline, year.count);
    if (weight === 0 || year.baseline.days === 0) continue;
    const column = columns[year.place.phase];
    column.off.push(Math.abs(year.usualMoment[year.count] / year.usualWeight[year.count]));
    column.days += year.count;
    column.variance.push(year.baseline.variance + 1 / weight);
  }
  return Float64Array.from(columns, ({ off, variance }, phase) => {
    const found = off.length > 0 ? solve(off, variance) : 0;
    let known = 0;
    const { days } = columns[phase];
    for (const one of variance) known += (USUAL_DRIFT[phase] / (USUAL_DRIFT[phase] + one)) ** 2;
    const shrunk = (known * found + PRIOR_SCHOOLS * USUAL_DRIFT[phase]) / (known + PRIOR_SCHOOLS);
    const learnt = Math.min(
      1,
      Math.max(0, (days / Math.max(1, off.length) - LEARN.from) / (LEARN.to - LEARN.from)),
    );
    return learnt * shrunk + (1 - learnt) * Math.max(shrunk, USUAL_DRIFT[phase]);
  });
}

/** The drift at which half of the schools lie within a quartile of the normal. */
function solve(off: readonly number[], variance: readonly number[]): number {
  let [low, high] = [0, MOST];
  for (let round = 0; round < ROUNDS; round++) {
    const drift = (low + high) / 2;
    let inside = 0;
    for (let i = 0; i < off.length; i++) {
      if (off[i] * off[i] < QUARTILE * QUARTILE * (variance[i] + drift)) inside++;
    }
    if (2 * inside < off.length) low = drift;
    else high = drift;
  }
  return (low + high) / 2;
}
