/** Where a session of an area will close, from a school to England. */
import { type Close, closeOf } from './close.ts';
import { PARAMETERS, type Parameters, type ProjectedPhase, projectedPhase, SHARED } from './parameters.ts';
import { forecastSchool, type SessionSoFar } from './school.ts';
import { learnShifts, type Shifts, shiftOf } from './shifts.ts';

/** An area's close, and the shifts that its own areas may start from. */
export interface AreaClose extends Close {
  readonly shifts: Shifts;
}

interface Sums {
  possible: number;
  attending: number;
  variance: number;
  unknown: number;
  settled: number;
  /** Pupils who move with the share of N that turns. */
  turning: number;
  /** Standard error in pupils, by phase: what is uncertain for all schools of a phase together. */
  shared: Map<ProjectedPhase, number>;
}

function addSchool(sums: Sums, so: SessionSoFar, shifts: Shifts, parameters: Parameters): void {
  const phase = projectedPhase(so.phase);
  const shift = shiftOf(shifts, phase, so.expected ?? parameters[phase].level);
  const school = forecastSchool(so, { points: shift.points, error: 0 }, parameters);
  if (!school) return;
  const { possible, close, variance } = school;
  sums.possible += possible;
  sums.attending += possible * close;
  sums.variance += possible ** 2 * variance;
  sums.unknown += school.unknown;
  sums.settled += school.settled;
  sums.turning += possible * school.byTurning;
  const late = (SHARED.lateSchools * (100 - (so.expected ?? parameters[phase].level))) / 100;
  const error = possible * school.byShift * Math.hypot(shift.error / 100, late);
  sums.shared.set(phase, (sums.shared.get(phase) ?? 0) + error);
}

/**
 * The close of an area as the sum of its schools' closes: each school by its own evidence and level, and by what the
 * schools of its phase already in share today. Schools still silent stand with what is expected of them, so that an
 * area is not taken for its early schools. Null where no pupil is possible.
 *
 * @param schools those expected on the day (in term by their calendar), silent ones too
 * @param above the shifts of the area above (England's for a region): what few own registers are weighed against
 */
export function projectArea(
  schools: readonly SessionSoFar[],
  above?: Shifts,
  parameters: Parameters = PARAMETERS,
): AreaClose | null {
  const shifts = learnShifts(schools, above, parameters);
  const sums: Sums = {
    possible: 0,
    attending: 0,
    variance: 0,
    unknown: 0,
    settled: 0,
    turning: 0,
    shared: new Map(),
  };
  for (const so of schools) addSchool(sums, so, shifts, parameters);
  const { possible, attending, unknown, settled } = sums;
  if (possible <= 0) return null;
  let variance = sums.variance + (SHARED.turning * sums.turning) ** 2;
  for (const error of sums.shared.values()) variance += error ** 2;
  const forecast = {
    possible,
    close: attending / possible,
    variance: variance / possible ** 2,
    unknown,
    settled,
  };
  return { ...closeOf(forecast), shifts };
}
