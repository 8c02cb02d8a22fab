/** Deltas that came since the last picture. */
import type { Delta } from '../../shared/live/down.ts';

/** Rows that wait beyond this are dropped and fetched anew: a page hidden overnight must not fill its memory. */
const MOST_QUEUED = 300_000;

export class DeltaQueue {
  #deltas: Delta[] = [];
  #rows = 0;
  /** Whether deltas were dropped: only a new snapshot is right then. */
  overflowed = false;

  push(delta: Delta): void {
    this.#deltas.push(delta);
    this.#rows += delta.changes.length + (delta.signals?.length ?? 0);
    if (this.#rows <= MOST_QUEUED) return;
    this.#deltas = [];
    this.overflowed = true;
  }

  /** All that waits, which then waits no more. */
  take(): Delta[] {
    const deltas = this.#deltas;
    this.#deltas = [];
    this.#rows = 0;
    return deltas;
  }

  clear(): void {
    this.take();
    this.overflowed = false;
  }
}
