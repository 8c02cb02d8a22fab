/** What the screen may say about itself. It says *live* only while a server that hears its streams is heard. */
import type { Beat } from '../../shared/live/down.ts';

/** Where the feed stands, as far as it knows by itself. */
export type Phase = 'opening' | 'loading' | 'live' | 'catching-up' | 'waiting';

/** A beat comes at least every 5 s; without one for this long the line is taken for dead. */
export const SILENT_MS = 8_000;
/** After this long without word the figures are old: dimmed and stamped. */
const STOPPED_MS = 60_000;
/** Registers counted later than this many behind are worth a word. */
const BEHIND = 200;

export interface LinkFacts {
  phase: Phase;
  /** Screen's clock, ms. */
  now: number;
  /** When the last beat came, screen's clock; null before the first. */
  beatAt: number | null;
  beat: Beat | null;
  /** When the screen first tried, screen's clock. */
  since: number;
}

export type Link =
  | { kind: 'opening' }
  | { kind: 'live' }
  | { kind: 'reconnecting'; seconds: number }
  | { kind: 'catching-up'; behind: number }
  | { kind: 'stopped'; seconds: number; why: 'line' | 'streams' };

/** Judges the line by what was heard and when, not by whether a socket calls itself connected. */
export function judgeLink(facts: LinkFacts): Link {
  const { phase, now, beat } = facts;
  const silentFor = now - (facts.beatAt ?? facts.since);
  const seconds = Math.max(0, Math.floor(silentFor / 1000));
  if (silentFor > STOPPED_MS) return { kind: 'stopped', seconds, why: 'line' };
  if (!beat)
    return phase === 'waiting' || silentFor > SILENT_MS
      ? { kind: 'reconnecting', seconds }
      : { kind: 'opening' };
  if (phase === 'waiting' || phase === 'opening' || silentFor > SILENT_MS)
    return { kind: 'reconnecting', seconds };
  const deaf = (beat.at - beat.heardAt) / (beat.simulated?.speed ?? 1);
  if (deaf > STOPPED_MS) return { kind: 'stopped', seconds: Math.floor(deaf / 1000), why: 'streams' };
  if (phase === 'catching-up' || phase === 'loading') return { kind: 'catching-up', behind: beat.pending };
  return beat.pending > BEHIND ? { kind: 'catching-up', behind: beat.pending } : { kind: 'live' };
}

/** A gateway that is started again is back within this many tries of at most so long, and its screens with it. */
const QUICK_TRIES = 9;
const FIRST_MS = 1_000;
const QUICK_MS = 2_500;
const PATIENT_MS = 5_000;
const LONGEST_MS = 15_000;

/**
 * How long to wait before the next try, ms, half of it by chance: doubling from one second to 2.5 s; after some 20 s
 * without success doubling on to 15 s.
 */
export function backOff(tries: number, random: () => number): number {
  const most =
    tries < QUICK_TRIES
      ? Math.min(QUICK_MS, FIRST_MS * 2 ** tries)
      : Math.min(LONGEST_MS, PATIENT_MS * 2 ** (tries - QUICK_TRIES));
  return most / 2 + (random() * most) / 2;
}
