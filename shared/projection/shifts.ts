/**
 * What the schools of a phase share today (illness going round, a Friday before a holiday, heat), learnt from the
 * registers that are in, each school measured against what was expected of it.
 *
 * A shift is a share of the expected absence, not points: where twice as many are away on an ordinary day, twice as
 * many more are away when something goes round. gap of a school = seen - expected = -shift x expected absence.
 */
import { PARAMETERS, type Parameters, type ProjectedPhase, projectedPhase, SHARED } from './parameters.ts';
import { evidenceOf, type SessionSoFar, type Shift } from './school.ts';

/** Shared absence of a phase relative to what was expected (0.1: a tenth more), and its standard error. */
export interface PhaseShift {
  readonly share: number;
  readonly error: number;
}

/** By phase. A phase that is missing has the belief held before any register is in. */
export type Shifts = Readonly<Partial<Record<ProjectedPhase, PhaseShift>>>;

const UNSHARED: Shift = { points: 0, error: 0 };
/** Schools further than this from the others, in standard deviations, pull no harder than one at this distance. */
const PULL = 3;

interface Gap {
  /** Points below expected as a share of expected absence, and the variance of that share. */
  readonly share: number;
  readonly variance: number;
}

function gapOf(so: SessionSoFar, parameters: Parameters): Gap | undefined {
  const evidence = so.possible > 0 ? evidenceOf(so, UNSHARED, parameters) : undefined;
  if (!evidence) return undefined;
  const { expected, seen, seenVariance, later, marked, rest } = evidence;
  const absence = 1 - expected;
  const expectedSoFar = expected + (later * rest) / (marked + rest);
  return {
    share: (expectedSoFar - seen) / absence,
    variance: seenVariance / absence ** 2,
  };
}

/** The belief about an area's shift before its own registers: that of the area above it, and how areas differ. */
function beliefOf(above: Shifts | undefined, phase: ProjectedPhase): PhaseShift {
  const known = above?.[phase];
  if (!known) return { share: 0, error: SHARED.day };
  return { share: known.share, error: Math.hypot(known.error, SHARED.area) };
}

function weighted(gaps: readonly Gap[], belief: PhaseShift, centre: number, pull: number): PhaseShift {
  let precision = 1 / belief.error ** 2;
  let sum = belief.share * precision;
  let excess = 0;
  for (const { share, variance } of gaps) {
    const limit = pull * Math.sqrt(variance);
    const held = Math.min(centre + limit, Math.max(centre - limit, share));
    sum += held / variance;
    precision += 1 / variance;
    excess += (held - centre) ** 2 / variance;
  }
  const share = sum / precision;
  const inflation = gaps.length > 1 ? Math.max(1, excess / gaps.length) : 1;
  return { share, error: Math.sqrt(inflation / precision) };
}

/**
 * Shifts by phase from an area's schools. Schools without an own level say nothing; partial ones say as much as is in.
 *
 * @param above the shifts of the area that this one is part of: what it starts from
 */
export function learnShifts(
  schools: Iterable<SessionSoFar>,
  above?: Shifts,
  parameters: Parameters = PARAMETERS,
): Shifts {
  const byPhase = new Map<ProjectedPhase, Gap[]>();
  for (const so of schools) {
    const gap = so.expected === null ? undefined : gapOf(so, parameters);
    if (!gap) continue;
    const phase = projectedPhase(so.phase);
    const gaps = byPhase.get(phase);
    if (gaps) gaps.push(gap);
    else byPhase.set(phase, [gap]);
  }
  const learnt: Partial<Record<ProjectedPhase, PhaseShift>> = { ...above };
  for (const [phase, gaps] of byPhase) {
    const belief = beliefOf(above, phase);
    const first = weighted(gaps, belief, belief.share, Number.POSITIVE_INFINITY);
    learnt[phase] = weighted(gaps, belief, first.share, PULL);
  }
  return learnt;
}

/** A phase's shift in points, for a school of which `expected` percent is expected. */
export function shiftOf(shifts: Shifts, phase: string, expected: number): Shift {
  const { share, error } = shifts[projectedPhase(phase)] ?? { share: 0, error: SHARED.day };
  return { points: -share * (100 - expected), error: error * (100 - expected) };
}
