/**
 * Views as walls get them: a rounded row an LA, taken at most every ten minutes of the clock in use and told as taken
 * until then, whoever asks and however often.
 */
import { mayRefresh, roundCount, roundTallies } from '../../shared/access/small-numbers.ts';
import { STATUTORY } from '../../shared/attendance/cohorts.ts';
import { emptyTallies, measuresOf, STATES } from '../../shared/attendance/measures.ts';
import type { Row, Usual } from '../../shared/live/down.ts';
import type { CloseRow } from '../../shared/live/signal-row.ts';
import type { View } from '../../shared/live/views.ts';
import type { CountsTable } from '../counts/counts-table.ts';
import { measuresRow } from './rows.ts';

/** What was taken of a view; `number` rises with each taking. */
export interface Taken {
  number: number;
  rows: Row[];
  usual: Usual[];
  closes: CloseRow[];
}

/**
 * One rounded row for the schools of an LA, cohort statutory. The kinds of mark are rounded, and the row made of
 * them. Undefined when none of the schools is in the table.
 */
export function roundedRow(
  table: CountsTable,
  half: number,
  id: number,
  urns: Iterable<number>,
): Row | undefined {
  const tallies = emptyTallies();
  const codes = new Uint32Array(table.codesAt(0).length);
  let version = 0;
  let schools = 0;
  for (const urn of urns) {
    const index = table.indexOf(urn);
    if (index < 0) continue;
    schools++;
    version += table.versionAt(index);
    table.addTo(index, tallies, codes);
  }
  if (schools === 0) return undefined;
  const measures = measuresOf(roundTallies(tallies), STATUTORY);
  const { marked, unmarked } = measures;
  const state = STATES.indexOf(marked === 0 ? 'none' : unmarked === 0 ? 'complete' : 'partial');
  return measuresRow(id, half, state, version, measures);
}

/** Usual levels with their counts rounded. */
export const roundedUsual = ([id, half, possible, attending]: Usual): Usual => [
  id,
  half,
  roundCount(possible),
  roundCount(attending),
];

export class RoundedViews {
  readonly #held = new Map<View, { at: number; date: string; taken: Taken }>();
  readonly #now: () => { at: number; date: string };
  readonly #take: (view: View) => Omit<Taken, 'number'>;

  /**
   * @param now clock in use (ms) and the live date
   * @param take reads the rounded rows of a view as they stand
   */
  constructor(now: () => { at: number; date: string }, take: (view: View) => Omit<Taken, 'number'>) {
    this.#now = now;
    this.#take = take;
  }

  /** The view as taken last, or taken now when ten minutes are over or another day has begun. */
  of(view: View): Taken {
    const { at, date } = this.#now();
    const known = this.#held.get(view);
    if (known?.date === date && !mayRefresh(known.at, at)) return known.taken;
    const taken = { number: (known?.taken.number ?? 0) + 1, ...this.#take(view) };
    this.#held.set(view, { at, date, taken });
    return taken;
  }
}
