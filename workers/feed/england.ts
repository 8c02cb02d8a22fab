/**
 * Simulated England: 21,292 invented schools in the 153 real local authorities, deterministic by seed. Pupils are not
 * kept; they are made from a school's key whenever they are needed (`pupils.ts`).
 */
import { landOfBritain } from './land.ts';
import { schoolNames } from './names.ts';
import { toNationalGrid } from './osgb.ts';
import { type Place, placesOfEngland } from './places.ts';
import { type Ground, groundOf, positionsIn } from './positions.ts';
import { type LaShape, modelledProfile, type Profile } from './profile.ts';
import { PHASE_FACTS, PUPIL_SHARES, SIMULATED_PHASES, type SimulatedPhase } from './published.ts';
import { type Draws, derive, drawsOf, keyOf } from './random.ts';
import { schoolSizes, yearsOf } from './rolls.ts';
import type { SimulatedSchool } from './school.ts';
import { drawSupplier } from './suppliers.ts';
import { type Trust, trustsOf } from './trusts.ts';

export const DEFAULT_SEED = 'bellwether';

/** Invented schools have URNs from here on; real ones are far below. */
export const FIRST_URN = 900_001;

export interface England {
  readonly seed: string;
  readonly schools: readonly SimulatedSchool[];
}

export interface EnglandOptions {
  readonly seed?: string;
  /** How many schools and pupils each LA has and how absent they are; modelled when left out. */
  readonly profile?: Profile | undefined;
}

/** Builds all of England. Takes about a second. */
export function buildEngland(options: EnglandOptions = {}): England {
  const seed = options.seed ?? DEFAULT_SEED;
  const places = placesOfEngland();
  const profile = options.profile ?? modelledProfile(places, seed);
  const ground = groundOf(places, landOfBritain());
  const drawTrust = trustsOf(places, seed);
  const nextName = schoolNames(drawsOf(keyOf(`${seed}:names`)));
  const schools: SimulatedSchool[] = [];
  for (const place of places) {
    const local = buildPlace(place, profile.get(place.la.code) ?? {}, ground, seed);
    for (const draft of local) {
      const index = schools.length;
      const trust: Trust | null = draft.academy ? drawTrust(place.la.code, place.la.region) : null;
      const urn = FIRST_URN + index;
      const { academy: _, ...rest } = draft;
      schools.push({
        ...rest,
        index,
        urn,
        name: nextName(draft.phase),
        trust,
        key: derive(keyOf(seed), urn),
      });
    }
  }
  return { seed, schools };
}

type Draft = Omit<SimulatedSchool, 'index' | 'urn' | 'name' | 'trust' | 'key'> & { academy: boolean };

function buildPlace(
  place: Place,
  shapes: Partial<Record<SimulatedPhase, LaShape>>,
  ground: Ground,
  seed: string,
): Draft[] {
  const draws = drawsOf(keyOf(`${seed}:place:${place.la.code}`));
  const position = positionsIn(place, ground, draws);
  return SIMULATED_PHASES.flatMap((phase) => {
    const shape = shapes[phase];
    if (!shape || shape.schools === 0) return [];
    const sizes = schoolSizes(phase, shape.pupils, shape.schools, draws);
    const circumstances = sizes.map(() => circumstancesOf(phase, shape, place, draws));
    const rates = absenceOfSchools(phase, shape, sizes, circumstances, draws);
    return sizes.map((pupils, i) => {
      const small = phase === 'primary' && pupils < 150;
      const point = position(small ? 0.8 : 0.1);
      return {
        phase,
        la: place.la.code,
        region: place.la.region,
        ...toNationalGrid(point.lon, point.lat),
        rural: place.rural && small,
        pupils,
        years: yearsOf(phase, pupils, draws),
        ...circumstances[i],
        absence: rates[i],
        supplier: drawSupplier(draws.next()),
        academy: draws.next() < PHASE_FACTS[phase].academies,
      };
    });
  });
}

interface Circumstances {
  fsm: number;
  support: number;
  ehcp: number;
  eal: number;
}

const clamp = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value));

/** Shares of a school's pupils: more FSM where absence is high, more EAL in cities. */
function circumstancesOf(phase: SimulatedPhase, shape: LaShape, place: Place, draws: Draws): Circumstances {
  const shares = PUPIL_SHARES[phase];
  const facts = PHASE_FACTS[phase];
  const laNeed = clamp(1 + 0.18 * ((shape.absence - facts.absence) / facts.laSpread), 0.55, 1.6);
  const city = place.la.region === 'E12000007' ? 2 : place.rural ? 0.5 : 1.15;
  return {
    fsm: clamp(shares.fsm * laNeed * Math.exp(0.5 * draws.normal() - 0.125), 0.01, 0.8),
    support: clamp(shares.support * Math.exp(0.3 * draws.normal() - 0.045), 0, 0.5),
    ehcp: clamp(shares.ehcp * Math.exp(0.4 * draws.normal() - 0.08), 0, 1),
    eal: clamp(shares.eal * city * Math.exp(0.8 * draws.normal() - 0.32), 0, 0.95),
  };
}

/** Lowest mean absence of a school, as a share of its LA's. */
const LEAST_OF_LA = 0.4;

/** Mean absence of each school: partly by FSM, partly its own, with the pupil-weighted mean that of its LA. */
function absenceOfSchools(
  phase: SimulatedPhase,
  shape: LaShape,
  sizes: readonly number[],
  circumstances: readonly Circumstances[],
  draws: Draws,
): number[] {
  const facts = PHASE_FACTS[phase];
  const spread = Math.sqrt(facts.schoolSpread ** 2 - facts.laSpread ** 2);
  const raw = sizes.map((_, i) => {
    const need = clamp(Math.log(circumstances[i].fsm / PUPIL_SHARES[phase].fsm) / 0.55, -2, 2);
    return shape.absence + spread * (0.6 * need + 0.8 * draws.normal());
  });
  const least = LEAST_OF_LA * shape.absence;
  let rates = raw.map((rate) => Math.max(least, rate));
  for (let pass = 0; pass < 4; pass++) {
    const mean = rates.reduce((sum, rate, i) => sum + rate * sizes[i], 0) / shape.pupils;
    rates = rates.map((rate) => Math.max(least, rate + shape.absence - mean));
  }
  return rates;
}

/** The first N schools of a fixed shuffle: a proportional sample of phases and regions. */
export function sampleSchools(england: England, count: number): SimulatedSchool[] {
  return playOrder(england).slice(0, count);
}

const PLAY_SALT = 77;

/** All schools in a fixed shuffle, so that every region lights up at once. */
export function playOrder(england: Pick<England, 'schools'>): SimulatedSchool[] {
  const place = (school: SimulatedSchool) => derive(school.key, PLAY_SALT);
  return [...england.schools].sort((a, b) => place(a) - place(b) || a.urn - b.urn);
}
