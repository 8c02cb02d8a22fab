/**
 * What past mornings teach about how marks come in: which share of the pupils marked N turns out to attend, how far
 * the last registers lie below the first, and how much children of a class are away together. Learnt from the logs of
 * counts by minute, by moments: every figure is a ratio of sums over sessions that have closed.
 */
import { SESSIONS, type Session } from '../attendance/dates.ts';
import {
  type Parameters,
  type PhaseParameters,
  type ProjectedPhase,
  projectedPhase,
  TURNING_MINUTES,
  turningAt,
} from './parameters.ts';

/** Counts of a school's session (statutory) at a minute after its first mark. */
export interface MinuteRow {
  readonly minutesIn: number;
  readonly marked: number;
  readonly possible: number;
  readonly attending: number;
  readonly unexplained: number;
}

/** A session that has closed: its rows in order of time, the last one being the close. */
export interface PastSession {
  readonly session: Session;
  readonly phase: string;
  readonly rows: readonly MinuteRow[];
}

/** Pupils marked N, or half-filled registers, that weigh as much as the belief held before. */
const BELIEF = { turning: 40, half: 60 };
const HALF = { from: 0.3, to: 0.7 };
const CLUSTERING = { least: 0.7, most: 3 };

/** The knots around a minute: index of the earlier one, and the weight of the later one. */
function knotAt(minutes: number): [number, number] {
  const last = TURNING_MINUTES.length - 1;
  if (minutes >= TURNING_MINUTES[last]) return [last - 1, 1];
  let i = 0;
  while (minutes >= TURNING_MINUTES[i + 1]) i++;
  return [i, (minutes - TURNING_MINUTES[i]) / (TURNING_MINUTES[i + 1] - TURNING_MINUTES[i])];
}

/** Share of N that turns, at the knots. Every row of a session whose registers are all in says something. */
function learnTurning(past: readonly PastSession[], before: readonly number[]): number[] {
  const unexplained = TURNING_MINUTES.map(() => BELIEF.turning);
  const turned = before.map((share) => BELIEF.turning * share);
  for (const { rows } of past) {
    const close = rows[rows.length - 1];
    for (const row of rows) {
      if (row.marked < close.marked || row.unexplained === 0) continue;
      const [knot, weight] = knotAt(row.minutesIn);
      const came = Math.min(row.unexplained, Math.max(0, close.attending - row.attending));
      unexplained[knot] += (1 - weight) * row.unexplained;
      unexplained[knot + 1] += weight * row.unexplained;
      turned[knot] += (1 - weight) * came;
      turned[knot + 1] += weight * came;
    }
  }
  return turned.map((sum, i) => sum / unexplained[i]);
}

/** How far a session's share lies from its phase's, beyond the luck of few pupils. */
function learnTurningSpread(past: readonly PastSession[], shares: readonly number[], before: number): number {
  let squares = BELIEF.turning * 10 * before ** 2;
  let weight = BELIEF.turning * 10;
  for (const { rows } of past) {
    const close = rows[rows.length - 1];
    const row = rows.find(({ marked }) => marked >= close.marked);
    if (!row || row.unexplained === 0) continue;
    const n = row.unexplained;
    const share = turningAt(shares, row.minutesIn);
    squares += (close.attending - row.attending - share * n) ** 2 - share * (1 - share) * n;
    weight += n ** 2;
  }
  return Math.sqrt(Math.max(0.02 ** 2, squares / weight));
}

interface Halves {
  readonly later: number;
  readonly clustering: number;
}

/** A session half in: how far what was seen then lay above its close, and what luck allows. */
function halfOf({ session, rows }: PastSession, row: PhaseParameters) {
  const close = rows[rows.length - 1];
  const isHalf = ({ marked }: MinuteRow) =>
    marked > HALF.from * close.marked && marked < HALF.to * close.marked;
  const half = rows.find(isHalf);
  if (!half || half.possible === 0 || close.possible <= half.possible) return undefined;
  const n = half.unexplained;
  const share = turningAt(row.turning[session], Math.max(TURNING_MINUTES[1], half.minutesIn));
  const out = 1 - half.possible / close.possible;
  const actual = close.attending / close.possible;
  return {
    out,
    above: (half.attending + share * n) / half.possible - actual,
    luck: (out * actual * (1 - actual)) / half.possible,
    turning: (share * (1 - share) * n + (row.turningSpread[session] * n) ** 2) / half.possible ** 2,
    pupils: close.possible,
  };
}

function learnHalves(past: readonly PastSession[], row: PhaseParameters): Halves {
  const halves = past.map((one) => halfOf(one, row)).filter((half) => half !== undefined);
  let [slope, weight] = [0, 0];
  for (const { out, above, pupils } of halves) {
    slope += above * out * pupils;
    weight += out ** 2 * pupils;
  }
  const belief = BELIEF.half * 50;
  const later = (slope + (belief * row.later) / 100) / (weight + belief);
  let [squares, luck] = [BELIEF.half * row.clustering, BELIEF.half];
  for (const half of halves) {
    const beyond = (half.above - later * half.out) ** 2 - half.turning;
    squares += beyond / half.luck;
    luck += 1;
  }
  const clustering = Math.min(CLUSTERING.most, Math.max(CLUSTERING.least, squares / luck));
  return { later: 100 * later, clustering };
}

function learnPhase(past: readonly PastSession[], before: PhaseParameters): PhaseParameters {
  const of = (session: Session) => past.filter((one) => one.session === session);
  const turning = { ...before.turning };
  const turningSpread = { ...before.turningSpread };
  for (const session of SESSIONS) {
    turning[session] = learnTurning(of(session), before.turning[session]);
    turningSpread[session] = learnTurningSpread(of(session), turning[session], before.turningSpread[session]);
  }
  const row = { ...before, turning, turningSpread };
  return { ...row, ...learnHalves(past, row) };
}

/** The table of parameters after closed sessions (some thousands are plenty); phases unseen keep what they had. */
export function learnHabits(past: Iterable<PastSession>, before: Parameters): Parameters {
  const byPhase = new Map<ProjectedPhase, PastSession[]>();
  for (const one of past) {
    if (one.rows.length === 0) continue;
    const phase = projectedPhase(one.phase);
    const known = byPhase.get(phase);
    if (known) known.push(one);
    else byPhase.set(phase, [one]);
  }
  const learnt = { ...before };
  for (const [phase, sessions] of byPhase) learnt[phase] = learnPhase(sessions, before[phase]);
  return learnt;
}
