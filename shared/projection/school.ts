/**
 * What is known of a partial session of one school: mean and variance of the figure at which it will close.
 *
 * A session's close F is the attendance of its m pupils whose marks are in and of the r who are still to be marked. A
 * group of n pupils lies from the school's expected level by a common part (variance t) and by the luck of who is in
 * it (D / n, where D = p(1-p) times the clustering of children of a class). t is chosen so that the whole session has
 * the school's own usual variation S: t = S^2 - D/(m+r). It may be negative: a school whose sessions vary less than
 * its classes do has children who are away every day, and those not met in the first registers are in the last ones.
 * Then rest | marked is normal regression:
 *
 *   rest = E + g (y - E),  g = t / (t + D/m),  Var(rest | y) = t + D/r - t^2 / (t + D/m).
 *
 * Of the pupils marked N a share will turn out to attend, and y counts them by that share. It is off by two kinds of
 * luck. Which of them turn (b) is part of the close, and y does not hold it. How far today's share lies from the phase's
 * (s) is in y and not in the close: who is late attends anyhow. So with v = t + D/m - Var(b)
 *
 *   Var(y) = v + Var(s),  marked = E + v / Var(y) (y - E),  rest = E + t / Var(y) (y - E),
 *
 * and the close, in and out being shares of the m + r pupils, has mean E + c / Var(y) (y - E) and variance
 * in^2 (t + D/m) + out^2 (t + D/r) + 2 in out t - c^2 / Var(y), where c = in v + out t.
 */
import type { Session } from '../attendance/dates.ts';
import {
  EARLY_MINUTES,
  type Filling,
  PARAMETERS,
  type Parameters,
  type PhaseParameters,
  POSSIBLE_SHARE,
  projectedPhase,
  turningAt,
} from './parameters.ts';

/** A school's session as far as it is in. Counts are measures of the statutory cohort. */
export interface SessionSoFar {
  readonly session: Session;
  readonly phase: string;
  readonly onRoll: number;
  readonly marked: number;
  readonly possible: number;
  readonly attending: number;
  /** Pupils marked N: no reason known yet, and some of them on their way. */
  readonly unexplained: number;
  /** Percent that this session would show without today's shared shift; null when nothing is known of the school. */
  readonly expected: number | null;
  /** How far the school's closes usually lie from what was expected, points (standard deviation), if known. */
  readonly spread?: number | undefined;
  /** Minutes from the school's first mark of the session to its newest one, if known. */
  readonly minutesIn?: number | undefined;
}

/** What all schools of a kind have in common today: points of attendance, and their standard error. */
export interface Shift {
  readonly points: number;
  readonly error: number;
}

/** Mean and variance of a close, in fractions of the pupils who will be possible. */
export interface Forecast {
  readonly possible: number;
  readonly close: number;
  readonly variance: number;
  /** Pupils of whom it is not known whether they attend (not marked yet, or marked N), and those surely absent. */
  readonly unknown: number;
  readonly settled: number;
}

/** The same of one school. */
export interface SchoolForecast extends Forecast {
  /** How far the close moves with the shared shift (0 to 1), and with the share of N that turns. */
  readonly byShift: number;
  readonly byTurning: number;
}

/** A school-session as the model sees it, fractions and pupils. */
export interface Evidence {
  readonly expected: number;
  readonly marked: number;
  readonly rest: number;
  /** Attendance of those marked, with the share of N that will turn; 0 if nobody is. */
  readonly seen: number;
  /** How far last registers lie below first ones (`Filling.later`), as a fraction. */
  readonly later: number;
  /** Variance of `seen` about its mean, and the part of it that is of the pupils themselves (v above). */
  readonly seenVariance: number;
  readonly heldVariance: number;
  readonly common: number;
  readonly luck: number;
  /** Variance of `seen` from which of those marked N turn (b above). */
  readonly luckOfN: number;
}

/** Minutes assumed of a session that is all in and whose first mark nobody timed: most late children are in by then. */
const ASSUMED_MINUTES = 40;
const LEAST_SHARE_OF_LUCK = 0.4;

function usualVariance(so: SessionSoFar, row: PhaseParameters, luckOfAll: number): number {
  if (so.expected === null) return (row.levelSpread / 100) ** 2 + luckOfAll;
  const known = so.spread === undefined ? undefined : (so.spread / 100) ** 2;
  const usual = known ?? (row.common / 100) ** 2 + row.perPupil * luckOfAll;
  return Math.max(usual, LEAST_SHARE_OF_LUCK * luckOfAll);
}

/** Share of those marked N who are expected to turn out attending, and how far it may lie from that. */
function turningOf(
  { minutesIn, marked, onRoll }: SessionSoFar,
  { early, earlySpread, turning, turningSpread }: Filling,
): { share: number; spread: number } {
  const allIn = marked >= onRoll;
  const { until, gone } = EARLY_MINUTES;
  const minutes = allIn ? (minutesIn ?? ASSUMED_MINUTES) : Math.max(until, minutesIn ?? 0);
  const gentle = allIn ? 0 : Math.max(0, (gone - minutes) / (gone - until));
  return {
    share: gentle * early + (1 - gentle) * turningAt(turning, minutes),
    spread: gentle * earlySpread + (1 - gentle) * turningAt(turningSpread, minutes),
  };
}

/** What a school's session says so far; undefined of a session in which no pupil is possible. */
export function evidenceOf(
  so: SessionSoFar,
  shift: Shift,
  parameters: Parameters = PARAMETERS,
): Evidence | undefined {
  const row = parameters[projectedPhase(so.phase)];
  const filling = row.filling[so.session];
  const { share, weight } = POSSIBLE_SHARE;
  const rest = ((so.onRoll - so.marked) * (so.possible + weight * share)) / (so.marked + weight);
  const all = so.possible + rest;
  if (all <= 0) return undefined;
  const expected = Math.min(0.999, Math.max(0.3, ((so.expected ?? row.level) + shift.points) / 100));
  const luck = expected * (1 - expected) * filling.clustering;
  const common = usualVariance(so, row, luck / all) - luck / all + (shift.error / 100) ** 2;
  const { share: turning, spread: turningSpread } = turningOf(so, filling);
  const marked = so.possible;
  const n = so.unexplained;
  const ofMarked = common + luck / Math.max(1, marked);
  const luckOfN = marked > 0 ? (turning * (1 - turning) * n) / marked ** 2 : 0;
  // How many come late varies about what is usual, however many are N today; but of n no more than half of them either way.
  const lateSpread = Math.min(
    turningSpread * filling.unexplained * (1 - expected),
    n / Math.max(1, marked) / 2,
  );
  const held = Math.max(ofMarked - luckOfN, ofMarked / 4);
  return {
    expected,
    marked,
    rest,
    seen: marked > 0 ? (so.attending + turning * n) / marked : 0,
    later: filling.later / 100,
    seenVariance: marked > 0 ? held + lateSpread ** 2 : Number.POSITIVE_INFINITY,
    heldVariance: held,
    common,
    luck,
    luckOfN,
  };
}

/** The close of a session; undefined of one in which no pupil is possible. */
export function forecastSchool(
  so: SessionSoFar,
  shift: Shift,
  parameters: Parameters = PARAMETERS,
): SchoolForecast | undefined {
  const evidence = evidenceOf(so, shift, parameters);
  if (!evidence) return undefined;
  const { expected, marked, rest, seen, later } = evidence;
  const possible = marked + rest;
  const in_ = marked / possible;
  const out = 1 - in_;
  const { gain, variance } = gainOf(evidence, in_, out);
  // First registers lie `later` x out above the close, last ones `later` x in below it.
  const close = expected + (marked > 0 ? gain * (seen - expected - later * out) : 0);
  return {
    possible,
    close: Math.min(1, close),
    variance,
    unknown: rest + so.unexplained,
    settled: Math.max(0, marked - so.attending - so.unexplained),
    byShift: 1 - gain,
    byTurning: (gain * so.unexplained) / Math.max(1, marked),
  };
}

/** How far the close goes along with what was seen, and its variance then. */
function gainOf(evidence: Evidence, in_: number, out: number): { gain: number; variance: number } {
  const { marked, rest, seenVariance, heldVariance, luckOfN, common, luck } = evidence;
  if (marked === 0) return { gain: 0, variance: common + luck / rest };
  const gain = (in_ * heldVariance + out * common) / seenVariance;
  const unseen = rest > 0 ? ((out * luck) / rest) * out : 0;
  const before = in_ ** 2 * (heldVariance + luckOfN) + out ** 2 * common + unseen + 2 * in_ * out * common;
  return { gain, variance: Math.max(0, before - gain ** 2 * seenVariance) };
}
