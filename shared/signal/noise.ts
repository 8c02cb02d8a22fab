/** How days scatter about expected, by kind of school: spread between schools, noise, and likeness of neighbouring days. */
import { type DayFactors, dayOf, type SchoolHistory, standardised } from './fitted-day.ts';
import {
  inflationTable,
  KIND_COUNT,
  type Kinds,
  SIZE_BANDS,
  sizeBand,
  usualKinds,
  type YearSums,
} from './level.ts';

const LAGS = 30;
/** Days a year must have for each lag that is read from it. */
const DAYS_A_LAG = 5;
/** A kind with fewer schools keeps what is usual. */
const LEAST_SCHOOLS = 20;
const FAR = 3;

interface KindSums {
  schools: number;
  level: number;
  levelSquared: number;
  noise: number;
  /** Sums of products of standardised days by lag (0 first), and how many. */
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
    addProducts(kind, school, factors, { level: levels[i], strength: sums[i].strength });
  }
  const usual = usualKinds();
  return kinds.map((kind, at) => (kind.schools < LEAST_SCHOOLS ? usual[at] : learned(kind)));
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

function learned(kind: KindSums) {
  const absence = kind.level / kind.schools;
  return {
    absence,
    between: Math.max(0.1, 1e4 * (kind.levelSquared / kind.schools - absence ** 2)),
    noise: kind.noise / kind.schools,
    inflation: inflationTable(correlationOf(kind)),
  };
}

/**
 * How days resemble those before them, by lag. A year's own mean was taken out of them, which draws the correlation of
 * every lag down by the variance of that mean: (1 + 2 sum of correlations) / days of the year.
 */
function correlationOf({ products, pairs, schools }: KindSums): (lag: number) => number {
  const days = pairs[0] / schools;
  const lags = Math.min(LAGS, Math.floor(days / DAYS_A_LAG));
  const scale = products[0] / pairs[0];
  const seen = (lag: number) => products[lag] / Math.max(1, pairs[lag]) / scale;
  let sum = 0;
  for (let lag = 1; lag <= lags; lag++) sum += seen(lag);
  const drawn = Math.max(0, (1 + 2 * sum) / (days - 2 * lags));
  return (lag) => (lag > lags ? 0 : seen(lag) + drawn);
}
