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

/** How far a session's shares lie from its phase's, beyond the luck of few pupils (standard deviations), at the knots. */
function learnTurningSpread(past: readonly PastSession[], { turning, turningSpread }: Filling): number[] {
  const pairs = TURNING_MINUTES.map(() => BELIEF.turning ** 2);
  const squares = turningSpread.map((spread) => (BELIEF.turning * spread) ** 2);
  for (const one of past) {
    const close = closeOf(one);
    for (const { marked, attending, unexplained: n, minutesIn } of one.rows) {
      if (marked < close.marked || n === 0) continue;
      const share = turningAt(turning, minutesIn);
      const beyond = (close.attending - attending - share * n) ** 2 - share * (1 - share) * n;
      const [knot, weight] = knotAt(minutesIn);
      squares[knot] += (1 - weight) * beyond;
      squares[knot + 1] += weight * beyond;
      pairs[knot] += (1 - weight) * n ** 2;
      pairs[knot + 1] += weight * n ** 2;
    }
  }
  return squares.map((sum, i) => Math.sqrt(Math.max(0, sum / pairs[i])));
}

/** A session partly in. Fractions of pupils, and how many pupils it says this of. */
interface Look {
  /** Part still out; how far what was seen, N taken as `early`, lay above the close; N among those seen; absent at the close. */
  readonly out: number;
  readonly above: number;
  readonly unexplained: number;
  readonly absent: number;
  readonly pupils: number;
  readonly seen: number;
  /** Variance of `above` from luck of independent pupils, which clustering multiplies. */
  readonly luck: number;
  /**
   * Variance from N as far as it is luck of single pupils: what turns is also part of the close, so that it takes away
   * more than it adds while more than half is out. And what the spread of the share, squared, multiplies.
   */
  readonly luckOfN: number;
  readonly shareOfN: number;
}

function looksOf(one: PastSession, { early }: Filling): Look[] {
  const close = closeOf(one);
  const actual = close.attending / close.possible;
  const seen = LOOKS.map((from) => one.rows.find(({ marked }) => marked > from * close.marked));
  return [...new Set(seen)].flatMap((row) => {
    if (!row || row.marked > MOST_IN * close.marked || row.possible === 0) return [];
    const n = row.unexplained / row.possible;
    const out = 1 - row.possible / close.possible;
    return {
      out,
      above: row.attending / row.possible + early * n - actual,
      unexplained: n,
      absent: 1 - actual,
      pupils: close.possible,
      seen: row.possible,
      luck: (out * actual * (1 - actual)) / row.possible,
      luckOfN: ((1 - 2 * out) * early * (1 - early) * n) / row.possible,
      shareOfN: n ** 2,
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

/**
 * Clustering and the spread of N's share, together: squares of `above` about its line are luck x clustering +
 * shareOfN x spread^2 + luckOfN. One look cannot tell which of the two it was; early looks, most of which is luck,
 * and late ones, most of which is N, can. Least squares, each look weighed by about how much its square scatters.
 */
function learnSpreads(
  looks: readonly Look[],
  { slope, end }: { slope: number; end: number },
  before: Filling,
): { clustering: number; earlySpread: number } {
  const mean = (of: (look: Look) => number) => looks.reduce((sum, look) => sum + of(look), 0) / looks.length;
  const usual = mean(({ luck, seen, out }) => (out > 0 ? (luck * seen) / out : 0));
  const ofN = before.earlySpread ** 2 * mean(({ unexplained }) => unexplained ** 2);
  let [luckLuck, luckN, nN, luckSquare, nSquare] = [0, 0, 0, 0, 0];
  for (const { out, seen, above, luck, luckOfN, shareOfN } of looks) {
    const scatter = (before.clustering * out * usual) / seen + ofN;
    const weight = scatter > 0 ? 1 / scatter : 0;
    const square = (above - end - slope * out) ** 2 - luckOfN;
    luckLuck += weight * luck * luck;
    luckN += weight * luck * shareOfN;
    nN += weight * shareOfN * shareOfN;
    luckSquare += weight * luck * square;
    nSquare += weight * shareOfN * square;
  }
  const both = luckLuck * nN - luckN ** 2;
  const spread = both > 0 ? (nSquare * luckLuck - luckSquare * luckN) / both : 0;
  const squared = Math.max(0, spread);
  // Where nobody was away at the close, luck had no part and says nothing of how pupils are away together.
  const clustering = luckLuck > 0 ? (luckSquare - squared * luckN) / luckLuck : before.clustering;
  return { clustering, earlySpread: Math.sqrt(squared) };
}

/** What sessions partly in teach; what was believed before weighs as some sessions do. */
function learnLooks(past: readonly PastSession[], before: Filling): Filling {
  const looks = past.flatMap((one) => looksOf(one, before));
  if (looks.length === 0) return before;
  const line = lineOf(looks);
  const sessions = looks.length / LOOKS.length;
  const trust = sessions / (sessions + BELIEF.sessions);
  const towards = (old: number, seen: number) => old + trust * (seen - old);
  let [n, absent, pupils] = [0, 0, 0];
  for (const look of looks) {
    n += look.unexplained * look.pupils;
    absent += look.absent * look.pupils;
    pupils += look.pupils;
  }
  const early = n > 0 ? before.early - (line.end * pupils) / n : before.early;
  const { clustering, earlySpread } = learnSpreads(looks, line, before);
  const limited = Math.min(CLUSTERING.most, Math.max(CLUSTERING.least, clustering + CLUSTERING.margin));
  return {
    ...before,
    early: towards(before.early, Math.min(0.95, Math.max(0, early))),
    earlySpread: towards(before.earlySpread, earlySpread),
    unexplained: absent > 0 ? towards(before.unexplained, n / absent) : before.unexplained,
    later: towards(before.later, 100 * line.slope),
    clustering: towards(before.clustering, limited),
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
