/**
 * Simulated time: a queue of what will happen, worked off one by one. Everything that takes time in the simulated
 * world is an event here; between two events all promises settle, so a run depends on the seed alone.
 */
import type { SimProcess } from './process.ts';

export interface SimEvent {
  at: number;
  order: number;
  /** The process it happens in: passed over once that has ended, put off while it is stopped. */
  owner: SimProcess | undefined;
  run: (() => void) | undefined;
}

const realImmediate = globalThis.setImmediate;

/**
 * Lets next ticks and promises run until none is left: what Node itself does between two callbacks of its loop. A turn
 * of the loop would do the same, and takes longer. It has an effect only outside of promises.
 */
const settle = (process as unknown as { _tickCallback: () => void })._tickCallback;

export class Scheduler {
  /** ms since the run began. */
  now = 0;
  /** Events that have happened. */
  happened = 0;
  /** The process at work. */
  current: SimProcess | undefined;
  readonly #heap: SimEvent[] = [];
  #order = 0;

  /** Lets `run` happen in `owner` after `delay` ms. */
  after(delay: number, owner: SimProcess | undefined, run: () => void): SimEvent {
    const event = { at: this.now + Math.max(0, delay), order: this.#order++, owner, run };
    this.#push(event);
    return event;
  }

  cancel(event: SimEvent): void {
    event.run = undefined;
  }

  /** Works events off until `untilMs`. */
  run(untilMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      realImmediate(() => {
        try {
          this.#workOff(untilMs);
          resolve();
        } catch (error) {
          reject(error);
        }
      });
    });
  }

  #workOff(untilMs: number): void {
    for (let event = this.#heap[0]; event && event.at <= untilMs; event = this.#heap[0]) {
      this.#pop();
      if (!event.run || (event.owner && !event.owner.alive)) continue;
      this.now = Math.max(this.now, event.at);
      if (event.owner && event.owner.stoppedUntil > this.now) {
        event.at = event.owner.stoppedUntil;
        this.#push(event);
        continue;
      }
      this.happened++;
      this.current = event.owner;
      event.run();
      settle();
      this.current = undefined;
    }
    this.now = Math.max(this.now, Math.min(untilMs, this.#heap[0]?.at ?? untilMs));
  }

  #push(event: SimEvent): void {
    const heap = this.#heap;
    let at = heap.push(event) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isBefore(event, heap[parent])) break;
      heap[at] = heap[parent];
      at = parent;
    }
    heap[at] = event;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop()!;
    if (heap.length === 0) return;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1], heap[child])) child++;
      if (!isBefore(heap[child], last)) break;
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = last;
  }
}

function isBefore(a: SimEvent, b: SimEvent): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}
