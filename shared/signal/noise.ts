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
  const scale = kind.products[0] / kind.pairs[0];
  const seen = Array.from({ length: LAGS }, (_, i) => kind.products[i + 1] / Math.max(1, kind.pairs[i + 1]) / scale);
  // A year's own mean was taken out, which draws every correlation down by the variance of that mean.
  const year = kind.pairs[0] / kind.schools;
  const drawn = (1 + 2 * seen.reduce((all, one) => all + one, 0)) / (1 - (2 * LAGS) / year) / year;
  const correlation = (lag: number) => (lag > LAGS ? 0 : seen[lag - 1] + Math.max(0, drawn));
  return {
    absence,
    between: Math.max(0.1, 1e4 * (kind.levelSquared / kind.schools - absence ** 2)),
    noise: kind.noise / kind.schools,
    inflation: inflationTable(correlation),
  };
}
