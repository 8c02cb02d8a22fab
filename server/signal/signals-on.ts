/** Signals of many schools on a date: of the live day from memory, of an earlier one as they were decided. */
import { fromDay, toDay } from '../../shared/attendance/dates.ts';
import { forEachValue, type Store } from '../../shared/node/packed-values.ts';
import { partitionKeys } from '../../shared/redis/keys.ts';
import { decodeSignal } from '../../shared/redis/layouts/signals.ts';
import type { KnownSignal } from '../../shared/watch/known-signal.ts';
import type { LiveSignals } from './live-signals.ts';

export type SignalOf = (urn: number) => KnownSignal | undefined;

const MOST_HELD = 8;

/** Signals as decided, kept a while: a list is turned page by page. */
export class SignalsOn {
  readonly #live: LiveSignals;
  readonly #store: Store;
  readonly #held = new Map<string, Promise<Map<number, KnownSignal>>>();

  constructor(live: LiveSignals, store: Store) {
    this.#live = live;
    this.#store = store;
  }

  /** Schools without a signal of that date have none: of a day longer ago than 20 days nobody has. */
  async of(date: string, urns: readonly number[]): Promise<SignalOf> {
    if (date === this.#live.date) return (urn) => this.#live.of(urn);
    const name = `${fromDay(toDay(date))}/${this.#live.date}/${urns.length}/${urns[0] ?? 0}`;
    let read = this.#held.get(name);
    if (!read) {
      if (this.#held.size >= MOST_HELD) this.#held.clear();
      read = this.#read(date, urns);
      this.#held.set(name, read);
      read.catch(() => this.#held.delete(name));
    }
    const signals = await read;
    return (urn) => signals.get(urn);
  }

  async #read(date: string, urns: readonly number[]): Promise<Map<number, KnownSignal>> {
    const signals = new Map<number, KnownSignal>();
    await forEachValue(
      this.#store,
      urns,
      (p) => partitionKeys.signals(p, date),
      (urn, bytes) => signals.set(urn, decodeSignal(bytes)),
    );
    return signals;
  }
}
