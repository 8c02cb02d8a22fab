/** What is due but cannot go out yet: a school's roster is still to come, or its supplier is silent. */
import type { DayPlan } from './day-plan.ts';

export interface Due {
  readonly plan: DayPlan;
  /** Instant of London midnight of the planned day, ms. */
  readonly start: number;
  readonly event: number;
}

/** The simulated instant (ms) at which an event is due. */
export function dueAt({ plan, start, event }: Due): number {
  return start + plan.postAt[event] * 1000;
}

export interface Waiting {
  /** Waits for the roster of the school at a place of the list. */
  forRoster(place: number, due: Due): void;
  /** Waits until the silent supplier speaks again. */
  forSupplier(due: Due): void;
  rostersIn(from: number, to: number): void;
  supplierSpeaks(): void;
  /** The next one that may go out now. */
  next(): Due | undefined;
  /** The instant of the earliest that has not gone out; Infinity when none waits. */
  earliest(): number;
}

export function createWaiting(): Waiting {
  const byPlace = new Map<number, Due[]>();
  let held: Due[] = [];
  let ready: Due[] = [];
  let taken = 0;
  return {
    forRoster: (place, due) => {
      const list = byPlace.get(place);
      if (list) list.push(due);
      else byPlace.set(place, [due]);
    },
    forSupplier: (due) => void held.push(due),
    rostersIn: (from, to) => {
      for (let place = from; place < to; place++) {
        for (const due of byPlace.get(place) ?? []) ready.push(due);
        byPlace.delete(place);
      }
    },
    supplierSpeaks: () => {
      ready = ready.concat(held);
      held = [];
    },
    next: () => {
      if (taken < ready.length) return ready[taken++];
      ready = [];
      taken = 0;
      return undefined;
    },
    earliest: () => {
      let least = Number.POSITIVE_INFINITY;
      for (const list of byPlace.values()) least = Math.min(least, dueAt(list[0]));
      for (const due of held) least = Math.min(least, dueAt(due));
      for (let i = taken; i < ready.length; i++) least = Math.min(least, dueAt(ready[i]));
      return least;
    },
  };
}
