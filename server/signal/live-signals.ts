/**
 * The schools' signals of the live day in memory, as the signal worker tells them: it reads where the stream of
 * signals ends, then the signals of the day, then tails from that end. A gap, or another run of the worker that has
 * not told everything yet, makes it read the day again.
 */
import type { Redis } from 'ioredis';
import type { SignalRow } from '../../shared/live/signal-row.ts';
import { ChangeTail, endOf } from '../../shared/node/change-tail.ts';
import type { Logger } from '../../shared/node/logger.ts';
import type { Store } from '../../shared/node/packed-values.ts';
import { globalKeys, partitionKeys } from '../../shared/redis/keys.ts';
import { decodeBatch, decodeSignal, type SignalBatch } from '../../shared/redis/layouts/signals.ts';
import type { KnownSignal } from '../../shared/watch/known-signal.ts';
import { liveRow } from '../../shared/watch/live-row.ts';

export interface LiveSignalsParts {
  store: Store;
  /** Connection of the tail alone. */
  tailRedis: Redis;
  logger: Logger;
  /** Told of every school whose signal changed by enough for a screen to show it. */
  onSignal: (urn: number) => void;
  /** Days gone by were worked out anew. */
  onRebuilt: () => void;
}

export class LiveSignals {
  readonly #parts: LiveSignalsParts;
  readonly #signals = new Map<number, KnownSignal>();
  #date = '';
  #run = '';
  #sequence = 0;
  #tail: ChangeTail | undefined;
  /** Rises with every change. */
  version = 0;

  constructor(parts: LiveSignalsParts) {
    this.#parts = parts;
  }

  /** Begins with a date. */
  async start(date: string): Promise<void> {
    const { store, tailRedis: redis, logger } = this.#parts;
    const positions = new Map([
      [globalKeys.signalChanges, await endOf(store.redis, globalKeys.signalChanges)],
    ]);
    await this.setDate(date);
    this.#tail = new ChangeTail({
      redis,
      positions,
      handle: async (_, entries) => {
        for (const { fields } of entries) await this.#apply(decodeBatch(fields[1]));
      },
      onTrouble: (error) => logger.warn({ err: error }, 'signals_tail_retry'),
    });
    this.#tail.start();
  }

  get date(): string {
    return this.#date;
  }

  /** Makes a date the live one and reads what is stored of it. */
  async setDate(date: string): Promise<void> {
    this.#date = date;
    this.#signals.clear();
    this.version++;
    await this.#read(date);
  }

  async #read(date: string): Promise<void> {
    const { redis, partitions } = this.#parts.store;
    for (let p = 0; p < partitions; p++) {
      const stored = await redis.hvalsBuffer(partitionKeys.signals(p, date));
      if (date !== this.#date) return;
      for (const packed of stored) this.#put(decodeSignal(packed));
    }
  }

  async #apply(batch: SignalBatch): Promise<void> {
    const isNext = batch.run === this.#run && batch.sequence === this.#sequence + 1;
    const isBegun = batch.sequence === 1;
    this.#run = batch.run;
    this.#sequence = batch.sequence;
    if (batch.isRebuilt) this.#parts.onRebuilt();
    if (!isNext && !isBegun) await this.#read(this.#date);
    for (const signal of batch.signals) if (batch.date === this.#date) this.#put(signal);
  }

  #put(signal: KnownSignal): void {
    const before = this.rowOf(signal.urn);
    this.#signals.set(signal.urn, signal);
    this.version++;
    if (before?.join() !== liveRow(signal).join()) this.#parts.onSignal(signal.urn);
  }

  of(urn: number): KnownSignal | undefined {
    return this.#signals.get(urn);
  }

  rowOf(urn: number): SignalRow | undefined {
    const signal = this.#signals.get(urn);
    return signal && liveRow(signal);
  }

  async stop(): Promise<void> {
    await this.#tail?.stop();
  }
}
