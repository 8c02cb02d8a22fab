/** The lists by standing: who is slipping, strongest evidence first and ties said to be ties; who is recovering, newest first. */
import { chanceOfList } from '../../shared/signal/fdr.ts';
import { strengthOf, strengthRank } from '../../shared/signal/strength.ts';
import type { LiveSignal } from '../state/signals.ts';

export interface Listed extends LiveSignal {
  /** 1 is the strongest evidence; schools whose evidence is equally strong share a place. Null in a list without places. */
  place: number | null;
  tied: boolean;
}

const rankOf = ({ evidence }: LiveSignal): number => strengthRank(strengthOf(evidence));
const concerned = ({ extraAbsent }: LiveSignal): number => Math.abs(extraAbsent ?? 0);

/** In order of evidence; within a tie by pupils concerned, which is no order of merit. */
export function placed(signals: readonly LiveSignal[]): Listed[] {
  const sorted = [...signals].sort(
    (a, b) => rankOf(a) - rankOf(b) || concerned(b) - concerned(a) || a.urn - b.urn,
  );
  const listed: Listed[] = [];
  for (const [i, signal] of sorted.entries()) {
    const before = listed[i - 1];
    const tied = before !== undefined && rankOf(before) === rankOf(signal);
    if (tied) before.tied = true;
    listed.push({ ...signal, place: tied ? before.place : i + 1, tied });
  }
  return listed;
}

/** Those on their way back, the latest first, then by pupils concerned: they have no places. */
function newestFirst(signals: readonly LiveSignal[]): Listed[] {
  const sorted = [...signals].sort(
    (a, b) => (b.since ?? 0) - (a.since ?? 0) || concerned(b) - concerned(a) || a.urn - b.urn,
  );
  return sorted.map((signal) => ({ ...signal, place: null, tied: false }));
}

/** Sudden drops stand before the list and are no part of its order. */
const unplaced = (listed: readonly Listed[]): Listed[] =>
  listed.map((one) => ({ ...one, place: null, tied: false }));

/** The lists of the schools in view; how many are judged and how many silent is counted over all (`SignalTable`). */
export interface Standings {
  slipping: Listed[];
  recovering: Listed[];
  /** Not slipping as of the last close, but far down today. */
  sudden: Listed[];
  /** Of the slipping, how many chance would list. */
  byChance: number;
}

/** @param judged schools in view with a standing, listed or not */
export function standingsOf(signals: Iterable<LiveSignal>, judged: number): Standings {
  const all = [...signals];
  const of = (keep: (signal: LiveSignal) => boolean): Listed[] => placed(all.filter(keep));
  const slipping = of(({ standing }) => standing === 'slipping');
  return {
    slipping,
    recovering: newestFirst(all.filter(({ standing }) => standing === 'recovering')),
    sudden: unplaced(of(({ standing, today }) => standing !== 'slipping' && today === 'sudden-drop')),
    byChance: chanceOfList(
      slipping.map(({ evidence }) => evidence ** 2 / 2),
      judged,
    ),
  };
}
