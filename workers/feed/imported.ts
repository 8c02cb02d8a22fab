/** Schools that were imported, given pupils: the feed can play over the real list of schools. */
import { localAuthority } from '../../shared/attendance/areas.ts';
import { registrySchema } from '../../shared/live/down.ts';
import type { England } from './england.ts';
import { PHASE_FACTS, PUPIL_SHARES, type SimulatedPhase } from './published.ts';
import { derive, drawsOf, keyOf } from './random.ts';
import { yearsOf } from './rolls.ts';
import type { SimulatedSchool } from './school.ts';
import { drawSupplier } from './suppliers.ts';

/** By the number of the phase in the registry; schools of other phases are played as secondary schools. */
const PHASES: readonly SimulatedPhase[] = ['primary', 'secondary', 'special', 'secondary'];
const MEAN_ROLL: Record<SimulatedPhase, number> = { primary: 260, secondary: 1032, special: 149 };
const LARGEST_ROLL = 4_000;

/** The schools of the registry as schools to simulate. Their pupils and marks are invented; their names are theirs. */
export function playImported(registry: unknown, seed: string): England {
  const { schools, las } = registrySchema.parse(registry);
  const simulated = schools.urn.map((urn, index): SimulatedSchool => {
    const phase = PHASES[schools.phase[index]] ?? 'secondary';
    const la = las[schools.la[index]]?.code ?? '';
    const key = derive(keyOf(seed), urn);
    const draws = drawsOf(derive(key, 21));
    const facts = PHASE_FACTS[phase];
    const shares = PUPIL_SHARES[phase];
    const pupils = Math.min(LARGEST_ROLL, schools.pupils[index] || MEAN_ROLL[phase]);
    const effect = Math.max(-0.55, (facts.schoolSpread / facts.absence) * draws.normal());
    return {
      index,
      urn,
      name: schools.name[index],
      phase,
      la,
      region: localAuthority(la)?.region ?? las[schools.la[index]]?.region ?? 'E12000007',
      trust: null,
      easting: schools.easting[index] ?? 0,
      northing: schools.northing[index] ?? 0,
      rural: false,
      pupils,
      years: yearsOf(phase, pupils, draws),
      fsm: Math.min(0.8, shares.fsm * Math.exp(0.5 * draws.normal() - 0.125)),
      support: shares.support,
      ehcp: shares.ehcp,
      eal: Math.min(0.9, shares.eal * Math.exp(0.8 * draws.normal() - 0.32)),
      absence: facts.absence * (1 + effect),
      supplier: drawSupplier(draws.next()),
      key,
    };
  });
  return { seed, schools: simulated };
}
