/**
 * What past mornings teach about how marks come in (`Filling`), learnt from the logs of counts by minute, by moments:
 * every figure is a ratio of sums over sessions that have closed.
 *
 * From rows of sessions partly in, how far what was seen lay above the close, against the part still out, is a line:
 * its slope is what later registers lie below earlier ones, its end at nothing out is what N had been taken for wrongly.
 */
import { SESSIONS, type Session } from '../attendance/dates.ts';
import {
  type Filling,
  knotAt,
  type Parameters,
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

/** Pupils marked N, or sessions partly in, that weigh as much as the belief held before. */
const BELIEF = { turning: 40, sessions: 40 };
/** Shares of a session's marks at which it is looked at: the first row past each. */
const LOOKS = [0.2, 0.4, 0.6, 0.8];
const MOST_IN = 0.93;
/** Some sessions lie further out than moments say. */
const CLUSTERING = { least: 0.7, most: 3, margin: 0.1 };

const closeOf = ({ rows }: PastSession): MinuteRow => rows[rows.length - 1];

/** Shares of N that turn once all registers are in, at the knots. */
function learnTurning(past: readonly PastSession[], before: readonly number[]): number[] {
  const unexplained = TURNING_MINUTES.map(() => BELIEF.turning);
  const turned = before.map((share) => BELIEF.turning * share);
  for (const one of past) {
    const close = closeOf(one);
    for (const row of one.rows) {
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

/** How far a session's share lies from its phase's, beyond the luck of few pupils: variance, from its first full row. */
function learnTurningSpread(past: readonly PastSession[], { turning, turningSpread }: Filling): number {
  let weight = BELIEF.turning ** 2;
  let squares = weight * turningSpread ** 2;
  for (const one of past) {
    const close = closeOf(one);
    const row = one.rows.find(({ marked }) => marked >= close.marked);
    if (!row || row.unexplained === 0) continue;
    const n = row.unexplained;
    const share = turningAt(turning, row.minutesIn);
    squares += (close.attending - row.attending - share * n) ** 2 - share * (1 - share) * n;
    weight += n ** 2;
  }
  return Math.sqrt(Math.max(0.02 ** 2, squares / weight));
}

/** A session partly in. Fractions of pupils, and how many pupils it says this of. */
interface Look {
  /** Part still out; how far what was seen, N taken as `early`, lay above the close; N among those seen. */
  readonly out: number;
  readonly above: number;
  readonly unexplained: number;
  readonly pupils: number;
  /**
   * Variance of `above` from luck of independent pupils, and from N: what turns is also part of the close, so that it
   * takes away more than it adds while more than half is out.
   */
  readonly luck: number;
  readonly turning: number;
}

function looksOf(one: PastSession, { early, turningSpread }: Filling): Look[] {
  const close = closeOf(one);
  const actual = close.attending / close.possible;
  const seen = LOOKS.map((from) => one.rows.find(({ marked }) => marked > from * close.marked));
  return [...new Set(seen)].flatMap((row) => {
    if (!row || row.marked > MOST_IN * close.marked || row.possible === 0) return [];
    const n = row.unexplained / row.possible;
    const out = 1 - row.possible / close.possible;
    const luckOfN = (early * (1 - early) * n) / row.possible;
    return {
      out,
      above: row.attending / row.possible + early * n - actual,
      unexplained: n,
      pupils: close.possible,
      luck: (out * actual * (1 - actual)) / row.possible,
      turning: (1 - 2 * out) * (luckOfN + (turningSpread * n) ** 2),
    };
  });
}

/** Slope and end of the line of `above` against `out`, each look weighed by its pupils. */
function lineOf(looks: readonly Look[]): { slope: number; end: number } {
  let [weight, out, above, outSquares, both] = [0, 0, 0, 0, 0];
  for (const look of looks) {
    const { pupils } = look;
    weight += pupils;
    out += pupils * look.out;
    above += pupils * look.above;
    outSquares += pupils * look.out ** 2;
    both += pupils * look.out * look.above;
  }
  const spread = outSquares - out ** 2 / weight;
  const slope = spread > 0 ? (both - (out * above) / weight) / spread : 0;
  return { slope, end: (above - slope * out) / weight };
}

/** What sessions partly in teach; what was believed before weighs as some sessions do. */
function learnLooks(past: readonly PastSession[], before: Filling): Filling {
  const looks = past.flatMap((one) => looksOf(one, before));
  if (looks.length === 0) return before;
  const { slope, end } = lineOf(looks);
  const sessions = looks.length / LOOKS.length;
  const trust = sessions / (sessions + BELIEF.sessions);
  let [n, pupils] = [0, 0];
  let [squares, luck] = [0, 0];
  for (const look of looks) {
    n += look.unexplained * look.pupils;
    pupils += look.pupils;
    squares += look.pupils * ((look.above - end - slope * look.out) ** 2 - look.turning);
    luck += look.pupils * look.luck;
  }
  const early = n > 0 ? before.early - (end * pupils) / n : before.early;
  // Where nobody was away at the close, luck had no part and says nothing of how pupils are away together.
  const seen = luck > 0 ? squares / luck + CLUSTERING.margin : before.clustering;
  const clustering = before.clustering + trust * (seen - before.clustering);
  return {
    ...before,
    early: before.early + trust * (Math.min(0.95, Math.max(0, early)) - before.early),
    later: before.later + trust * (100 * slope - before.later),
    clustering: Math.min(CLUSTERING.most, Math.max(CLUSTERING.least, clustering)),
  };
}

function learnFilling(past: readonly PastSession[], before: Filling): Filling {
  const turning = learnTurning(past, before.turning);
  const turningSpread = learnTurningSpread(past, { ...before, turning });
  return learnLooks(past, { ...before, turning, turningSpread });
}

/** The table of parameters after closed sessions (some thousands are plenty); phases unseen keep what they had. */
export function learnHabits(past: Iterable<PastSession>, before: Parameters): Parameters {
  const byPhase = new Map<ProjectedPhase, PastSession[]>();
  for (const one of past) {
    if (one.rows.length === 0 || closeOf(one).possible === 0) continue;
    const phase = projectedPhase(one.phase);
    const known = byPhase.get(phase);
    if (known) known.push(one);
    else byPhase.set(phase, [one]);
  }
  const learnt = { ...before };
  for (const [phase, sessions] of byPhase) {
    const filling = { ...before[phase].filling };
    for (const session of SESSIONS) {
      const of = sessions.filter((one) => one.session === session);
      filling[session] = learnFilling(of, filling[session]);
    }
    learnt[phase] = { ...before[phase], filling };
  }
  return learnt;
}
