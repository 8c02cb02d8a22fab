/** The signals of the schools in view, and where the view's sessions will close, as they came live. No reactivity. */
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

const standingOf = (row: SignalRow): Standing => STANDINGS[row[SIGNAL.standing] ?? -1] ?? 'unknown';
const isJudged = (row: SignalRow): boolean => standingOf(row) !== 'unknown';

/** Whether a list may hold the school: by its standing, or by a sudden drop today. */
function mayBeListed(row: SignalRow): boolean {
  const standing = standingOf(row);
  if (standing === 'slipping' || standing === 'recovering') return true;
  return TODAYS[row[SIGNAL.today] ?? 0] === 'sudden-drop';
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
  #judged = 0;
  readonly #listed = new Set<number>();
  readonly #silent = new Set<number>();

  /** Rises with every target that comes or changes. */
  get targetChanges(): number {
    return this.#targetChanges;
  }

  apply(rows: readonly SignalRow[]): void {
    for (const row of rows) {
      if (row.length !== SIGNAL_LENGTH)
        throw new Error(`A signal row has ${row.length} fields, not ${SIGNAL_LENGTH}.`);
      const urn = row[SIGNAL.urn] ?? 0;
      this.#note(urn, row);
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

  /** Keeps what lists and counts are made of: England's other twenty thousand are then never read. */
  #note(urn: number, row: SignalRow): void {
    const before = this.#rows.get(urn);
    this.#judged += Number(isJudged(row)) - Number(before !== undefined && isJudged(before));
    if (mayBeListed(row)) this.#listed.add(urn);
    else this.#listed.delete(urn);
    if (row[SIGNAL.silent] === 1) this.#silent.add(urn);
    else this.#silent.delete(urn);
  }

  /** What lists are made of: how many schools are judged, how many silent, who may be listed. */
  shortList(): { judged: number; silent: number; listed: LiveSignal[] } {
    const listed: LiveSignal[] = [];
    for (const urn of this.#listed) {
      const row = this.#rows.get(urn);
      if (row) listed.push(read(row));
    }
    return { judged: this.#judged, silent: this.silent, listed };
  }

  /** How many registers are late for their school. */
  get silent(): number {
    return this.#silent.size;
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
