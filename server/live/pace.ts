/** How often a gateway tells: a busy one tells the same in fewer, larger deltas. */
import { performance } from 'node:perf_hooks';

/** Share of its time that a process works, above which it is busy, and below which half as long between ticks is no load. */
const BUSY = 0.75;
const AT_EASE = 0.35;
/** A tick is put off to so many times its shortest at most. */
const MOST = 4;

export interface PaceParts {
  /** Between two ticks of a gateway at ease, ms. */
  shortestMs: number;
  /** Share of the time since it was asked last that the process was at work, 0 to 1. */
  utilisation: () => number;
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
    const { shortestMs, utilisation } = this.#parts;
    const share = utilisation();
    if (share > BUSY) this.#ms = Math.min(this.#ms * 2, shortestMs * MOST);
    else if (share < AT_EASE) this.#ms = Math.max(this.#ms / 2, shortestMs);
    return this.#ms;
  }

  get isBusy(): boolean {
    return this.#ms > this.#parts.shortestMs;
  }
}

/** Share of the time since the last call that this process's event loop was at work. */
export function loopUtilisation(): () => number {
  let last = performance.eventLoopUtilization();
  return () => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, last);
    last = now;
    return utilization;
  };
}
