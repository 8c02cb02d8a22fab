/** The signals of the schools in view, and where the view's sessions will close, as they came live. No reactivity. */
import { toDay } from '../../shared/attendance/dates.ts';
import {
  type CloseRow,
  SIGNAL,
  SIGNAL_LENGTH,
  type SignalRow,
  STANDINGS,
  type Standing,
  TODAYS,
  type Today,
} from '../../shared/live/signal-row.ts';

/** A school's signal as people read it: percent and points. */
export interface LiveSignal {
  urn: number;
  standing: Standing;
  /** Day number; null before the first close. */
  since: number | null;
  today: Today;
  /** 0 to 1. */
  likely: number | null;
  attendance: number | null;
  expected: number | null;
  target: number | null;
  evidence: number;
  /** Pupils a day beyond expected; null before anybody is marked. */
  extraAbsent: number | null;
  /** What is left of the gap when season and shared part are taken out. */
  own: number | null;
  shared: number | null;
  silent: boolean;
  /** Points by which its own level has fallen, below 0; null unless it is slipping or recovering. */
  fall: number | null;
}

/** Where a session will close, percent. */
export interface SessionClose {
  close: number;
  low: number;
  high: number;
}

const tenths = (value: number | null): number | null => (value === null ? null : value / 10);

function read(row: SignalRow): LiveSignal {
  const likely = row[SIGNAL.likely];
  return {
    urn: row[SIGNAL.urn] ?? 0,
    standing: STANDINGS[row[SIGNAL.standing] ?? 4] ?? 'unknown',
    since: row[SIGNAL.since] || null,
    today: TODAYS[row[SIGNAL.today] ?? 0] ?? 'waiting',
    likely: likely === null ? null : likely / 100,
    attendance: tenths(row[SIGNAL.attendance]),
    expected: tenths(row[SIGNAL.expected]),
    target: tenths(row[SIGNAL.target]),
    evidence: (row[SIGNAL.evidence] ?? 0) / 10,
    extraAbsent: row[SIGNAL.extraAbsent],
    own: tenths(row[SIGNAL.own]),
    shared: tenths(row[SIGNAL.shared]),
    silent: row[SIGNAL.silent] === 1,
    fall: tenths(row[SIGNAL.fall]),
  };
}

export class SignalTable {
  readonly #rows = new Map<number, SignalRow>();
  readonly #closes: (SessionClose | null)[] = [null, null];
  #targetChanges = 0;

  /** Rises with every target that comes or changes. */
  get targetChanges(): number {
    return this.#targetChanges;
  }

  apply(rows: readonly SignalRow[]): void {
    for (const row of rows) {
      if (row.length !== SIGNAL_LENGTH)
        throw new Error(`A signal row has ${row.length} fields, not ${SIGNAL_LENGTH}.`);
      const urn = row[SIGNAL.urn] ?? 0;
      if (this.targetOf(urn) !== (row[SIGNAL.target] ?? null)) this.#targetChanges++;
      this.#rows.set(urn, row);
    }
  }

  applyCloses(closes: readonly CloseRow[]): void {
    for (const [session, close, low, high] of closes)
      this.#closes[session] = { close: close / 100, low: low / 100, high: high / 100 };
  }

  get size(): number {
    return this.#rows.size;
  }

  of(urn: number): LiveSignal | null {
    const row = this.#rows.get(urn);
    return row ? read(row) : null;
  }

  *all(): Generator<LiveSignal> {
    for (const row of this.#rows.values()) yield read(row);
  }

  /**
   * What lists are made of: how many of the schools wanted are judged and how many are silent, and those that a list may
   * hold. England's other twenty thousand are only counted: to read them all is a pause that people see.
   */
  shortList(wanted: (urn: number) => boolean): { judged: number; silent: number; listed: LiveSignal[] } {
    const found = { judged: 0, silent: 0, listed: [] as LiveSignal[] };
    for (const [urn, row] of this.#rows) {
      if (!wanted(urn)) continue;
      const standing = STANDINGS[row[SIGNAL.standing] ?? -1] ?? 'unknown';
      if (standing !== 'unknown') found.judged++;
      if (row[SIGNAL.silent] === 1) found.silent++;
      const isListed = standing === 'slipping' || standing === 'recovering';
      if (isListed || TODAYS[row[SIGNAL.today] ?? 0] === 'sudden-drop') found.listed.push(read(row));
    }
    return found;
  }

  /** How many registers are late for their school, of the schools that `wanted` names. */
  countSilent(wanted: (urn: number) => boolean): number {
    let silent = 0;
    for (const [urn, row] of this.#rows) if (row[SIGNAL.silent] === 1 && wanted(urn)) silent++;
    return silent;
  }

  /** A school's target in tenths of a percent; null without one. */
  targetOf(urn: number): number | null {
    return this.#rows.get(urn)?.[SIGNAL.target] ?? null;
  }

  /** Where a session (0 AM, 1 PM) of the whole view will close. */
  closeOf(session: number): SessionClose | null {
    return this.#closes[session] ?? null;
  }
}

/** How many days a standing has held on `date`. */
export const daysSince = (since: number, date: string): number => toDay(date) - since;
