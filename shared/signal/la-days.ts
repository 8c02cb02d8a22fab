/**
 * What the schools of an LA shared on the days of a finished year on top of their region, and how much they scattered:
 * the same that `shock.ts` takes out of this year's days. Left in, Eid and snow would look like the schools' own noise.
 */
import { type DayFactors, dayOf, laAt, type SchoolHistory, standardised } from './fitted-day.ts';
import { LA_GROUP_COUNT, PHASE_COUNT } from './groups.ts';
import { LEAST_SCHOOLS, MOST_SPREAD, USUAL_SCHOOLS } from './shock.ts';

/** A finished year whose schools' levels and factors of region are known. */
interface Levelled {
  schools: readonly SchoolHistory[];
  factors: DayFactors;
  levels: Float64Array;
  /** Variance of a day's rate in units of the binomial one, before it is learnt. */
  noise: number;
}

/** Fills `la` and `spread` of the factors. */
export function fitLaDays(year: Levelled): void {
  const sums = sumsOf(year);
  for (let phase = 0; phase < PHASE_COUNT; phase++) {
    for (let day = 0; day < year.factors.days; day++) fitDay(year, sums, phase, day);
  }
  fitSpreads(year, sums.count);
}

interface LaSums {
  absent: Float64Array;
  expected: Float64Array;
  count: Uint16Array;
}

function sumsOf(year: Levelled): LaSums {
  const size = year.factors.la.length;
  const sums = {
    absent: new Float64Array(size),
    expected: new Float64Array(size),
    count: new Uint16Array(size),
  };
  eachDay(year, (at, day, level) => {
    sums.absent[at] += day.absent;
    sums.expected[at] += level * day.seasonal;
    sums.count[at]++;
  });
  return sums;
}

function eachDay(
  { schools, factors, levels }: Levelled,
  take: (at: number, day: ReturnType<typeof dayOf>, level: number) => void,
): void {
  for (const [i, school] of schools.entries()) {
    const { series, place } = school;
    for (let d = 0; d < series.count; d++) {
      const day = dayOf(school, d, factors, 1);
      if (day.possible > 0) take(laAt(factors, place.laGroup, series.days[d]), day, levels[i]);
    }
  }
}

const GROUPS_A_PHASE = LA_GROUP_COUNT / PHASE_COUNT;
/** The morning's absent are mostly the afternoon's: absent sessions scatter as if half as many. */
const SESSIONS = 2;

/** LAs' own factors of a phase on a day, shrunk to 1 by how much LAs differ on it (James-Stein). */
function fitDay(
  { factors, noise }: Levelled,
  { absent, expected, count }: LaSums,
  phase: number,
  day: number,
): void {
  const known: { at: number; off: number; variance: number }[] = [];
  for (let la = 0; la < GROUPS_A_PHASE; la++) {
    const at = (phase * GROUPS_A_PHASE + la) * factors.days + day;
    if (count[at] < LEAST_SCHOOLS || expected[at] <= 0) continue;
    known.push({ at, off: absent[at] / expected[at] - 1, variance: (SESSIONS * noise) / expected[at] });
  }
  let between = 0;
  for (const { off, variance } of known) between += (off ** 2 - variance) / known.length;
  for (const { at, off, variance } of known) {
    if (between > 0) factors.la[at] = 1 + (between / (between + variance)) * off;
  }
}

function fitSpreads(year: Levelled, count: Uint16Array): void {
  const { spread } = year.factors;
  const squares = new Float64Array(spread.length);
  eachDay(year, (at, day, level) => {
    squares[at] += Math.min(standardised(day, level) ** 2 / year.noise, MOST_SPREAD ** 2);
  });
  for (let at = 0; at < spread.length; at++) {
    if (count[at] < LEAST_SCHOOLS) continue;
    spread[at] = Math.max(1, Math.sqrt((squares[at] + USUAL_SCHOOLS) / (count[at] + USUAL_SCHOOLS)));
  }
}
