/** The lists by standing: who is slipping, who is recovering, strongest evidence first and ties said to be ties. */
import { chanceOfList } from '../../shared/signal/fdr.ts';
import type { LiveSignal } from '../state/signals.ts';

export interface Listed extends LiveSignal {
  /** 1 is the strongest evidence; schools whose evidence differs by less than half a step share a place. */
  place: number;
  tied: boolean;
}

/** Evidence in half steps: what is closer than that is a tie. */
const step = (evidence: number): number => Math.round(Math.abs(evidence) * 2);

/** In order of evidence; within a tie by pupils concerned, which is no order of merit. */
export function placed(signals: readonly LiveSignal[]): Listed[] {
  const sorted = [...signals].sort(
    (a, b) =>
      step(b.evidence) - step(a.evidence) ||
      Math.abs(b.extraAbsent) - Math.abs(a.extraAbsent) ||
      a.urn - b.urn,
  );
  const listed: Listed[] = [];
  for (const [i, signal] of sorted.entries()) {
    const before = listed[i - 1];
    const tied = before !== undefined && step(before.evidence) === step(signal.evidence);
    if (tied) before.tied = true;
    listed.push({ ...signal, place: tied ? before.place : i + 1, tied });
  }
  return listed;
}

/** What the boards show of the schools in view. */
export interface Standings {
  /** Schools whose standing is known. */
  judged: number;
  slipping: Listed[];
  recovering: Listed[];
  /** Not slipping as of the last close, but far down today. */
  sudden: Listed[];
  /** Of the slipping, how many chance would list. */
  byChance: number;
  /** Registers late for these schools at this minute. */
  silent: number;
}

export function standingsOf(signals: Iterable<LiveSignal>): Standings {
  const all = [...signals];
  const of = (keep: (signal: LiveSignal) => boolean): Listed[] => placed(all.filter(keep));
  const slipping = of(({ standing }) => standing === 'slipping');
  return {
    judged: all.filter(({ standing }) => standing !== 'unknown').length,
    slipping,
    recovering: of(({ standing }) => standing === 'recovering'),
    sudden: of(({ standing, today }) => standing !== 'slipping' && today === 'sudden-drop'),
    byChance: chanceOfList(slipping.map(({ evidence }) => evidence ** 2 / 2)),
    silent: all.filter(({ silent }) => silent).length,
  };
}
