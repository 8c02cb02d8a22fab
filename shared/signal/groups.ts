/** Schools that share a shock: a phase in a region, and within it an LA. */
import { LOCAL_AUTHORITIES, REGIONS } from '../attendance/areas.ts';

/** Phases in the order of `api/schools.ts`. */
export const PHASE_COUNT = 4;
/** Regions in the order of `REGIONS`, then schools without one. */
const REGION_COUNT = REGIONS.length + 1;
const LA_COUNT = LOCAL_AUTHORITIES.length + 1;

export const GROUP_COUNT = PHASE_COUNT * REGION_COUNT;
export const LA_GROUP_COUNT = PHASE_COUNT * LA_COUNT;

const regionIndex = new Map(REGIONS.map(({ code }, i) => [code, i]));
const laIndex = new Map(LOCAL_AUTHORITIES.map(({ code }, i) => [code, i]));

/** @param phase index of the phase; @param region ONS code, any other text is *no region* */
export function groupOf(phase: number, region: string): number {
  return phase * REGION_COUNT + (regionIndex.get(region) ?? REGIONS.length);
}

/** @param la DfE code; schools of codes not in force share one group of each phase, which has no shock of its own */
export function laGroupOf(phase: number, la: string): number {
  return phase * LA_COUNT + (laIndex.get(la) ?? LOCAL_AUTHORITIES.length);
}

export function phaseOfGroup(group: number): number {
  return Math.floor(group / REGION_COUNT);
}
