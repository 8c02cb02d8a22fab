/** How days scatter about expected, by kind of school: spread between schools, noise, and likeness of neighbouring days. */
import { weekday } from '../attendance/dates.ts';
import { type DayFactors, dayOf, type SchoolHistory, standardised } from './fitted-day.ts';
import {
  inflationTable,
  KIND_COUNT,
  type Kind,
  type Kinds,
  SIZE_BANDS,
  sizeBand,
  usualKinds,
  type YearSums,
} from './level.ts';
import type { DaySeries } from './series.ts';

const LAGS = 30;
/** Days a year must have for each lag that is read from it. */
const DAYS_A_LAG = 5;
/** A kind with fewer schools keeps what is usual; so does its likeness of days with fewer whose days follow each other. */
const LEAST_SCHOOLS = 20;
/** Share of a year's days that follow the one before: of a sample of days, neighbours in the list are none in time. */
const DAILY_SHARE = 0.6;
const FAR = 3;
const MONDAY = 1;

interface KindSums {
  schools: number;
  level: number;
  levelSquared: number;
  noise: number;
  /** Schools whose days follow each other; sums of products of their standardised days by lag (0 first), how many. */
  daily: number;
  products: Float64Array;
  pairs: Float64Array;
}

export function learnKinds(
  schools: readonly SchoolHistory[],
  factors: DayFactors,
  levels: Float64Array,
  sums: readonly YearSums[],
): Kinds {
  const kinds = Array.from({ length: KIND_COUNT }, () => ({
    schools: 0,
    level: 0,
    levelSquared: 0,
    noise: 0,
    daily: 0,
    products: new Float64Array(LAGS + 1),
    pairs: new Float64Array(LAGS + 1),
  }));
  for (const [i, school] of schools.entries()) {
    const { days, possible, noise } = sums[i];
    if (days === 0) continue;
    const kind = kinds[school.place.phase * SIZE_BANDS + sizeBand(possible / days / 2)];
    kind.schools++;
    kind.level += levels[i];
    kind.levelSquared += levels[i] ** 2;
    kind.noise += noise;
    if (!isDaily(school.series)) continue;
    kind.daily++;
    addProducts(kind, school, factors, { level: levels[i], strength: sums[i].strength });
  }
  const usual = usualKinds();
  return kinds.map((kind, at) => (kind.schools < LEAST_SCHOOLS ? usual[at] : learned(kind, usual[at])));
}

function isDaily({ days, count }: DaySeries): boolean {
  let follows = 0;
  for (let d = 1; d < count; d++) {
    const step = days[d] - days[d - 1];
    if (step === 1 || (step === 3 && weekday(days[d]) === MONDAY)) follows++;
  }
  return follows >= DAILY_SHARE * (count - 1);
}

function addProducts(
  kind: KindSums,
  school: SchoolHistory,
  factors: DayFactors,
  own: { level: number; strength: number },
): void {
  const { series } = school;
  const z = new Float64Array(series.count);
  let count = 0;
  for (let d = 0; d < series.count; d++) {
    const day = dayOf(school, d, factors, own.strength);
    if (day.possible === 0) continue;
    z[count++] = Math.min(FAR, Math.max(-FAR, standardised(day, own.level)));
  }
  for (let lag = 0; lag <= LAGS; lag++) {
    for (let i = lag; i < count; i++) kind.products[lag] += z[i] * z[i - lag];
    kind.pairs[lag] += Math.max(0, count - lag);
  }
}

function learned(kind: KindSums, usual: Kind): Kind {
  const absence = kind.level / kind.schools;
  return {
    absence,
    between: Math.max(0.1, 1e4 * (kind.levelSquared / kind.schools - absence ** 2)),
    noise: kind.noise / kind.schools,
    inflation: kind.daily < LEAST_SCHOOLS ? usual.inflation : inflationTable(correlationOf(kind)),
  };
}

/**
 * How days resemble those before them, by lag. A year's own mean was taken out of them, which draws the correlation of
 * every lag down by the variance of that mean: (1 + 2 sum of correlations) / days of the year.
 */
function correlationOf({ products, pairs, daily }: KindSums): (lag: number) => number {
  const days = pairs[0] / daily;
  const lags = Math.min(LAGS, Math.floor(days / DAYS_A_LAG));
  const scale = products[0] / pairs[0];
  const seen = (lag: number) => products[lag] / Math.max(1, pairs[lag]) / scale;
  let sum = 0;
  for (let lag = 1; lag <= lags; lag++) sum += seen(lag);
  const drawn = Math.max(0, (1 + 2 * sum) / (days - 2 * lags));
  return (lag) => (lag > lags ? 0 : seen(lag) + drawn);
}
