/**
 * What all of England has in common today (illness, pupils not yet accounted for who carry code N): it says nothing
 * about one authority or school, so colours, lists and the leaderboard take it out.
 *
 * shared of a phase  = (attending - expected) / (possible + 2000) over England's schools of the phase whose usual is
 *                      known: a few schools say little about the country
 * shared of an area  = the phases' parts weighted by the sessions possible so far in the area
 * own                = gap to usual - shared
 */

/** Sums over the schools of one phase whose usual attendance is known. */
export interface PhaseSums {
  possible: number;
  attending: number;
  /** `possible` of each school times its usual attendance, in pupils. */
  expected: number;
}

/** Pupils who weigh as much as the belief that a phase shares nothing: five or six schools. */
const SHRINK = 2000;

/** The shared gap of each phase, points; nought of a phase that has nothing to compare. */
export function sharedByPhase(phases: readonly PhaseSums[]): number[] {
  return phases.map(({ possible, attending, expected }) =>
    possible > 0 ? (100 * (attending - expected)) / (possible + SHRINK) : 0,
  );
}

/** The shared part of an area's gap, points: `possible` by phase, in the same order as `shared`. */
export function sharedOf(possible: ArrayLike<number>, shared: readonly number[]): number {
  let [weight, sum] = [0, 0];
  for (const [phase, gap] of shared.entries()) {
    weight += possible[phase];
    sum += possible[phase] * gap;
  }
  return weight > 0 ? sum / weight : 0;
}
