/** The schools of a simulated England: a sample by phase and size, over LAs of unequal size. */
import { LOCAL_AUTHORITIES } from '../../shared/attendance/areas.ts';
import { normals, seedOf, uniforms } from './random.ts';

export interface Place {
  urn: number;
  phase: number;
  region: string;
  la: string;
  pupils: number;
  /** Absence of last year, fraction. */
  level: number;
}

/**
 * Size and level of each phase (published 2025/26), spread between schools (own estimate). A sample holds more
 * secondary schools than England's 16%, for enough falls of large ones; scores are weighted back by size.
 */
const PHASES = [
  { share: 0.55, size: 222, sizeSpread: 0.5, absence: 0.0528, spread: 0.012 },
  { share: 0.35, size: 915, sizeSpread: 0.38, absence: 0.0849, spread: 0.022 },
  { share: 0.1, size: 125, sizeSpread: 0.45, absence: 0.1317, spread: 0.035 },
];
const SMALLEST = 25;

export function makePlaces(seed: number, count: number): Place[] {
  const uniform = uniforms(seedOf(seed, 11));
  const normal = normals(uniform);
  // LAs differ in size about as exp(0.8 z); a fixed draw of their own, the same in every world.
  const weights = LOCAL_AUTHORITIES.map(({ code }) =>
    Math.exp(0.8 * normals(uniforms(seedOf(Number(code), 3)))()),
  );
  const total = weights.reduce((a, b) => a + b);
  return Array.from({ length: count }, (_, i) => {
    const u = uniform();
    const phase = u < PHASES[0].share ? 0 : u < PHASES[0].share + PHASES[1].share ? 1 : 2;
    const facts = PHASES[phase];
    const la = pickLa(weights, uniform() * total);
    return {
      urn: 100_000 + i,
      phase,
      region: la.region,
      la: la.code,
      pupils: Math.max(SMALLEST, Math.round(facts.size * Math.exp(facts.sizeSpread * normal()))),
      level: Math.max(0.018, facts.absence + facts.spread * normal()),
    };
  });
}

function pickLa(weights: readonly number[], at: number) {
  let left = at;
  for (const [i, la] of LOCAL_AUTHORITIES.entries()) {
    left -= weights[i];
    if (left < 0) return la;
  }
  return LOCAL_AUTHORITIES[0];
}
