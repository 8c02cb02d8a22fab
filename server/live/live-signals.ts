/** The schools' signals of the live day as the signal worker told them last. */
import type { CloseRow, SignalRow } from '../../shared/live/signal-row.ts';

export class LiveSignals {
  readonly #rows = new Map<number, SignalRow>();

  rowOf(urn: number): SignalRow | undefined {
    return this.#rows.get(urn);
  }

  /** Where the sessions of some schools together will close. */
  closesOf(_urns: readonly number[]): CloseRow[] {
    return [];
  }
}
