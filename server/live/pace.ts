/** How often a gateway tells: one that is busy with telling tells the same in fewer, larger deltas. */

/** Share of its time that goes into telling, above which it is busy, and below which twice as often is no load. */
const BUSY = 0.15;
const AT_EASE = 0.06;
/** A tick is put off to so many times its shortest at most. */
const MOST = 8;

/** Measures what telling takes: deltas, and the snapshots that are made anew when a tick has passed. */
export interface Telling {
  /** Does work that counts as telling. */
  time<T>(work: () => T): T;
  /** Share of the time since it was asked last that went into telling, 0 to 1. */
  share(): number;
}

/** @param now ms on a clock that only goes forward */
export function createTelling(now: () => number): Telling {
  let askedAt = now();
  let spent = 0;
  return {
    time: (work) => {
      const began = now();
      try {
        return work();
      } finally {
        spent += now() - began;
      }
    },
    share: () => {
      const at = now();
      const share = spent / Math.max(1, at - askedAt);
      [askedAt, spent] = [at, 0];
      return share;
    },
  };
}

export interface PaceParts {
  /** Between two ticks of a gateway at ease, ms. */
  shortestMs: number;
  telling: Telling;
}

export class Pace {
  readonly #parts: PaceParts;
  #ms: number;

  constructor(parts: PaceParts) {
    this.#parts = parts;
    this.#ms = parts.shortestMs;
  }

  /** Asked once a tick: how long until the next, ms. */
  next(): number {
    const { shortestMs, telling } = this.#parts;
    const share = telling.share();
    if (share > BUSY) this.#ms = Math.min(this.#ms * 2, shortestMs * MOST);
    else if (share < AT_EASE) this.#ms = Math.max(this.#ms / 2, shortestMs);
    return this.#ms;
  }

  get isBusy(): boolean {
    return this.#ms > this.#parts.shortestMs;
  }
}
