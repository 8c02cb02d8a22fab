/**
 * Which schools stand out from their own usual, and how surely.
 *
 * gap      = attendance so far minus usual (same weekday and session of the last weeks), points
 * shared   = what England's schools of the same phase have in common today (`shared/attendance/shared-gap.ts`)
 * variance = u(1 - u)(1/m + 1/M): the binomial part, m sessions possible so far, M in the usual
 * evidence = (gap - shared) / sqrt(phi x variance), phi the overdispersion of all schools of the session (children of one school
 *            are away together), 10% Winsorised: D. Spiegelhalter, *Funnel plots for comparing institutional
 *            performance*, Statistics in Medicine 24 (2005).
 *
 * Ordering by evidence and not by points keeps the list from being a list of small schools.
 */
import { COUNT, COUNTS, type SchoolTable } from '../state/schools.ts';

/** Registers in, at least, before a school is compared. */
export const MIN_COVERAGE = 0.8;
/** Absences expected, at least: below this one family decides (about 25 to 40 pupils). */
const MIN_EXPECTED_ABSENT = 2;
/** A school is listed from here: one school in 740 by chance on each side. */
const LISTED_FROM = 3;
/** One-sided chance beyond `LISTED_FROM` under the normal distribution. */
export const BY_CHANCE = 0.00135;

export interface Standout {
  school: number;
  /** Attendance so far and usual, percent. */
  attendance: number;
  usual: number;
  /** Points. */
  gap: number;
  evidence: number;
  /** 0 to 1. */
  coverage: number;
  /** Pupils away beyond (or, negative, short of) what is usual, at this roll. */
  extraAway: number;
}

/** Usual attendance of a school-session with a little added so that a perfect record still has a variance. */
const usualRate = (attending: number, possible: number): number => (attending + 0.5) / (possible + 1);

interface Compared extends Omit<Standout, 'evidence'> {
  /** Binomial standard deviation of the gap, points. */
  deviation: number;
}

function compare(table: SchoolTable, school: number, session: number): Compared | null {
  const cell = 2 * school + session;
  const at = cell * COUNTS;
  const onRoll = table.counts[at + COUNT.onRoll];
  const possible = table.counts[at + COUNT.possible];
  const over = table.usualPossible[cell];
  if (onRoll === 0 || possible === 0 || over === 0) return null;
  const coverage = table.counts[at + COUNT.marked] / onRoll;
  if (coverage < MIN_COVERAGE) return null;
  const usual = table.usualAttending[cell] / over;
  if (possible * (1 - usual) < MIN_EXPECTED_ABSENT) return null;
  const attendance = table.counts[at + COUNT.attending] / possible;
  const u = usualRate(table.usualAttending[cell], over);
  const gap = 100 * (attendance - usual);
  const deviation = 100 * Math.sqrt(u * (1 - u) * (1 / possible + 1 / over));
  const extraAway = Math.round((possible * -gap) / 100);
  return {
    school,
    attendance: 100 * attendance,
    usual: 100 * usual,
    gap,
    deviation,
    coverage,
    extraAway,
  };
}

/** Overdispersion of standardised gaps about their median, the outer tenths drawn in; never below 1. */
export function overdispersion(scores: readonly number[]): number {
  if (scores.length < 20) return 1;
  const sorted = Float64Array.from(scores).sort();
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  const [low, middle, high] = [at(0.1), at(0.5), at(0.9)];
  let sum = 0;
  for (const score of sorted) sum += (Math.min(high, Math.max(low, score)) - middle) ** 2;
  return Math.max(1, sum / sorted.length / WINSORISED_VARIANCE);
}

/** Variance of a standard normal variable whose outer tenths are drawn in to the tenth and ninetieth percentile. */
const WINSORISED_VARIANCE = 0.6786;

export interface Judgement {
  standouts: Standout[];
  /** Overdispersion found and used. */
  phi: number;
}

/** Every school of a session that can be compared, with its evidence; the order is that of the registry. */
export function judge(table: SchoolTable, session: number): Judgement {
  const national = table.sharedGaps(session);
  const compared: Compared[] = [];
  for (let school = 0; school < table.size; school++) {
    const one = compare(table, school, session);
    if (one) compared.push(one);
  }
  const scores = compared.map(
    ({ school, gap, deviation }) => (gap - (national?.[table.phase[school]] ?? 0)) / deviation,
  );
  const phi = overdispersion(scores);
  const standouts = compared.map(({ deviation: _, ...one }, i) => ({
    ...one,
    evidence: scores[i] / Math.sqrt(phi),
  }));
  return { standouts, phi };
}

export interface Place extends Standout {
  /** 1 is the strongest evidence; schools whose evidence differs by less than half a step share a place. */
  place: number;
  tied: boolean;
}

/** Evidence in half steps: what is closer than that is a tie. */
const step = (evidence: number): number => Math.round(Math.abs(evidence) * 2);

/**
 * Those that stand out on one side of usual and of what England shares today, strongest first, ties by pupils concerned.
 * Places are shared.
 */
export function placesOf(standouts: readonly Standout[], side: 'below' | 'above'): Place[] {
  const sign = side === 'below' ? -1 : 1;
  const listed = standouts
    .filter(({ evidence, gap }) => sign * evidence >= LISTED_FROM && sign * gap > 0)
    .sort(
      (a, b) =>
        step(b.evidence) - step(a.evidence) ||
        Math.abs(b.extraAway) - Math.abs(a.extraAway) ||
        a.school - b.school,
    );
  const places: Place[] = [];
  for (const [i, standout] of listed.entries()) {
    const before = places[i - 1];
    const tied = before !== undefined && step(before.evidence) === step(standout.evidence);
    if (tied) before.tied = true;
    places.push({ ...standout, place: tied ? before.place : i + 1, tied });
  }
  return places;
}
