/** Where the sessions of a day will close: of a school, an area, or England, from what is in so far. */
import type { School } from '../../shared/api/schools.ts';
import { STATUTORY } from '../../shared/attendance/cohorts.ts';
import { fromSessionNumber, SESSIONS } from '../../shared/attendance/dates.ts';
import type { CloseRow } from '../../shared/live/signal-row.ts';
import { type AreaClose, projectArea } from '../../shared/projection/area.ts';
import { minutesSince, usualBeginOf } from '../../shared/projection/minutes.ts';
import type { Parameters } from '../../shared/projection/parameters.ts';
import type { SessionSoFar } from '../../shared/projection/school.ts';
import type { KnownSignal } from '../../shared/watch/known-signal.ts';
import type { CountsTable } from '../counts/counts-table.ts';

/** Where a session will close, percent, and the range that holds it 95 times of 100. */
export interface SessionClose {
  close: number;
  low: number;
  high: number;
}

const HELD_MS = 5_000;

export interface ClosesParts {
  /** The live tables, morning and afternoon. */
  tables: () => readonly [CountsTable, CountsTable];
  schools: ReadonlyMap<number, School>;
  signalOf: (urn: number) => KnownSignal | undefined;
  /** How marks come in, as learnt by now. */
  parameters: () => Parameters;
  /** Is a school without marks expected today? */
  isExpected: (school: School) => boolean;
  /** Real time, ms. */
  realNow: () => number;
}

/** A session of the live day. */
interface LiveSession {
  table: CountsTable;
  half: 0 | 1;
  /** When its registers usually begin, ms. */
  usualBegin: number;
}

function liveSession(table: CountsTable, half: 0 | 1): LiveSession {
  const { date, session } = fromSessionNumber(table.session);
  return { table, half, usualBegin: usualBeginOf(date, session) };
}

/** A school's session as far as it is in. */
function sessionSoFar(
  school: School,
  { table, half, usualBegin }: LiveSession,
  signal: KnownSignal | undefined,
): SessionSoFar | undefined {
  const index = table.indexOf(school.urn);
  if (index < 0) return undefined;
  const { onRoll, marked, possible, attending, unexplained } = table.measuresAt(index, STATUTORY);
  const usual = signal?.usual;
  return {
    session: SESSIONS[half],
    phase: school.phase,
    onRoll,
    marked,
    possible,
    attending,
    unexplained,
    expected: usual ? (half === 0 ? usual.am : usual.pm) : null,
    ...(usual && usual.spread > 0 ? { spread: usual.spread } : {}),
    ...(marked > 0 ? { minutesIn: minutesSince(usualBegin, table.newestAt(index)) } : {}),
  };
}

const rounded = (percent: number): number => Math.round(percent * 100) / 100;

export class Closes {
  readonly #parts: ClosesParts;
  readonly #england = new Map<CountsTable, { at: number; close: AreaClose | null }>();
  /** Rows as told last, by the list of the schools they are of. */
  #told = new WeakMap<readonly number[], CloseRow[]>();

  constructor(parts: ClosesParts) {
    this.#parts = parts;
  }

  /** Of schools together; null where nothing is expected. England's own shared shift is what an area starts from. */
  of(urns: readonly number[], half: 0 | 1): SessionClose | null {
    const isEngland = urns.length >= this.#parts.schools.size;
    const england = this.#ofEngland(half);
    const close = isEngland
      ? england
      : projectArea(this.#sessions(urns, half), england?.shifts, this.#parts.parameters());
    return close && { close: rounded(close.close), low: rounded(close.low), high: rounded(close.high) };
  }

  /** As rows of the live protocol; the same for everybody who looks at these schools until they are renewed. */
  rowsOf(urns: readonly number[]): CloseRow[] {
    const told = this.#told.get(urns) ?? this.#makeRows(urns);
    this.#told.set(urns, told);
    return told;
  }

  /** Rows told from here on are of what is in by then. */
  renew(): void {
    this.#told = new WeakMap();
  }

  #makeRows(urns: readonly number[]): CloseRow[] {
    const rows: CloseRow[] = [];
    for (const half of [0, 1] as const) {
      const close = this.of(urns, half);
      if (!close) continue;
      const { close: mean, low, high } = close;
      rows.push([
        half,
        ...([mean, low, high].map((percent) => Math.round(percent * 100)) as [number, number, number]),
      ]);
    }
    return rows;
  }

  /** Kept for five seconds: it is a sum over all schools. */
  #ofEngland(half: 0 | 1): AreaClose | null {
    const table = this.#parts.tables()[half];
    const now = this.#parts.realNow();
    const known = this.#england.get(table);
    if (known && now - known.at < HELD_MS) return known.close;
    const close = projectArea(
      this.#sessions([...this.#parts.schools.keys()], half),
      undefined,
      this.#parts.parameters(),
    );
    if (this.#england.size > 2) this.#england.clear();
    this.#england.set(table, { at: now, close });
    return close;
  }

  #sessions(urns: readonly number[], half: 0 | 1): SessionSoFar[] {
    const { schools, signalOf, isExpected } = this.#parts;
    const live = liveSession(this.#parts.tables()[half], half);
    const sessions: SessionSoFar[] = [];
    for (const urn of urns) {
      const school = schools.get(urn);
      const so = school && sessionSoFar(school, live, signalOf(urn));
      if (so && school && (so.marked > 0 || isExpected(school))) sessions.push(so);
    }
    return sessions;
  }
}
