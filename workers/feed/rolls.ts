/** How many pupils each school has, and in which year groups. */
import type { SimulatedPhase } from './published.ts';
import { apportion, type Draws } from './random.ts';
import { YEARS } from './school.ts';

const SMALLEST: Record<SimulatedPhase, number> = { primary: 24, secondary: 180, special: 20 };
const SPREAD: Record<SimulatedPhase, number> = { primary: 0.45, secondary: 0.32, special: 0.45 };
/** Pupils of the usual admission numbers of primary schools: half a form a year to four. */
const FORMS = [105, 210, 315, 420, 630, 840];

/** Sizes of the schools of one LA and phase; they add up to its pupils. */
export function schoolSizes(phase: SimulatedPhase, pupils: number, schools: number, draws: Draws): number[] {
  const mean = pupils / schools;
  const wishes = Array.from({ length: schools }, () => {
    const size = mean * Math.exp(SPREAD[phase] * draws.normal() - SPREAD[phase] ** 2 / 2);
    if (phase !== 'primary' || draws.next() < 0.35) return size;
    const form = FORMS.reduce((best, one) => (Math.abs(one - size) < Math.abs(best - size) ? one : best));
    return 0.35 * size + 0.65 * form;
  });
  const least = Math.min(SMALLEST[phase], Math.floor(mean / 2));
  return apportion(pupils, wishes, least);
}

const weightsOf = (first: string, last: string, weight: (year: number) => number): number[] =>
  YEARS.map((_, i) => (i >= YEARS.indexOf(first as 'N') && i <= YEARS.indexOf(last as 'N') ? weight(i) : 0));

function shapeOf(phase: SimulatedPhase, draws: Draws): number[] {
  const u = draws.next();
  if (phase === 'primary') {
    if (u < 0.34) return weightsOf('N', '6', (year) => (year === 0 ? 0.6 : 1));
    if (u < 0.41) return weightsOf('R', '2', () => 1);
    if (u < 0.48) return weightsOf('3', '6', () => 1);
    return weightsOf('R', '6', () => 1);
  }
  if (phase === 'special')
    return weightsOf(u < 0.5 ? 'R' : '3', u < 0.7 ? '13' : '11', (year) => (year > 12 ? 0.5 : 1));
  if (u < 0.05) return weightsOf('R', '11', (year) => (year < 8 ? 0.6 : 1));
  return weightsOf('7', u < 0.55 ? '13' : '11', (year) => (year > 12 ? 0.45 : 1));
}

/** Pupils by year group, adding up to `pupils`. */
export function yearsOf(phase: SimulatedPhase, pupils: number, draws: Draws): Uint16Array {
  const weights = shapeOf(phase, draws).map((weight) => weight * (1 + 0.06 * draws.normal()));
  return Uint16Array.from(
    apportion(
      pupils,
      weights.map((weight) => Math.max(0, weight)),
    ),
  );
}
