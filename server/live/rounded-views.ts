/**
 * Views as walls get them: a rounded row an LA, as it was taken for all walls (`server/displays/takings.ts`) and told
 * so until it is taken anew, whoever asks and however often.
 */
import type { NestedCells } from '../../shared/access/small-numbers.ts';
import { STATES } from '../../shared/attendance/measures.ts';
import type { Row } from '../../shared/live/down.ts';
import type { View } from '../../shared/live/views.ts';

/** An LA of a view as it was taken. */
export interface TakenRow {
  /** The LA's number. */
  id: number;
  half: 0 | 1;
  cells: NestedCells;
  /** Late and approved activity; 0 where they are not told. */
  beside: readonly number[];
}

/** The rows of a view, and when each session's were taken (ms on the clock in use), as a name. */
export interface TakenRows {
  at: string;
  rows: readonly TakenRow[];
}

/** What was taken of a view; `number` rises with each taking. */
export interface Taken {
  number: number;
  rows: readonly Row[];
}

const NOTHING: Taken = { number: 0, rows: [] };

/** A row of the live protocol; its version is the number of the taking. */
export function roundedRow({ id, half, cells, beside: [late, approved] }: TakenRow, version: number): Row {
  const { onRoll, marked, possible, absent, unauthorised, unexplained } = cells;
  const state = STATES.indexOf(marked === 0 ? 'none' : marked === onRoll ? 'complete' : 'partial');
  const reasons = [absent - unauthorised, unauthorised, unexplained];
  return [id, half, state, version, onRoll, marked, possible, possible - absent, late, approved, ...reasons];
}

export class RoundedViews {
  readonly #held = new Map<View, { at: string; taken: Taken }>();
  #take: (view: View) => Promise<TakenRows | null> = async () => null;

  /** Where rows come from; before it is told there are none. */
  takeFrom(take: (view: View) => Promise<TakenRows | null>): void {
    this.#take = take;
  }

  /** The view as it was known last. */
  of(view: View): Taken {
    return this.#held.get(view)?.taken ?? NOTHING;
  }

  /** Looks whether it was taken anew. */
  async look(view: View): Promise<void> {
    const fresh = await this.#take(view);
    const known = this.#held.get(view);
    if (!fresh || fresh.at === known?.at) return;
    const number = (known?.taken.number ?? 0) + 1;
    this.#held.set(view, {
      at: fresh.at,
      taken: { number, rows: fresh.rows.map((row) => roundedRow(row, number)) },
    });
  }
}
