/** Writes what changed, partition by partition, and tells the gateways. */
import { randomBytes } from 'node:crypto';
import type { Redis } from 'ioredis';
import { fromDay, schoolYearOf, schoolYearStart } from '../../shared/attendance/dates.ts';
import type { Store } from '../../shared/node/packed-values.ts';
import { globalKeys, partitionKeys, partitionOf } from '../../shared/redis/keys.ts';
import { ByteWriter } from '../../shared/redis/layouts/bytes.ts';
import { encodeSeries } from '../../shared/redis/layouts/series.ts';
import { encodeBatch, encodeSignal } from '../../shared/redis/layouts/signals.ts';
import type { KnownSignal } from '../../shared/watch/known-signal.ts';
import { noOwnDays, putCounts, setOwn } from '../../shared/watch/own-days.ts';
import type { Arrivals } from './arrivals.ts';
import { addWrite, commitSignals, type Writes } from './commit.ts';
import type { England } from './england.ts';
import type { Round, Waiting } from './inputs.ts';
import { loadOwnSeries } from './load.ts';
import { ownDaysOf } from './school-book.ts';

const SIGNALS_A_BATCH = 400;
/** Batches kept for gateways that are behind: all of England several times. */
const KEPT_BATCHES = 300;

export interface TellerParts {
  store: Store;
  england: England;
  arrivals: Arrivals;
  /** Fences this worker's writes. */
  token: string;
}

const writer = new ByteWriter();

export class Teller {
  readonly #parts: TellerParts;
  readonly #run = randomBytes(6).toString('hex');
  #sequence = 0;
  /** Signals told since the start. */
  told = 0;

  constructor(parts: TellerParts) {
    this.#parts = parts;
  }

  /** Writes series, arrivals and signals, then tells the signals. `today` is the live day. */
  async tell(
    round: Round,
    signals: readonly KnownSignal[],
    today: number,
    isRebuilt: boolean,
  ): Promise<void> {
    const byPartition = new Map<number, Writes>();
    const writesOf = (urn: number): Writes => {
      const p = partitionOf(urn, this.#parts.store.partitions);
      let writes = byPartition.get(p);
      if (!writes) {
        writes = new Map();
        byPartition.set(p, writes);
      }
      return writes;
    };
    this.#addSeries(round, writesOf);
    await this.#addElsewhere(round, writesOf);
    for (const signal of signals) {
      const p = partitionOf(signal.urn, this.#parts.store.partitions);
      const key = partitionKeys.signals(p, fromDay(signal.day));
      addWrite(writesOf(signal.urn), key, String(signal.urn), encodeSignal(writer, signal));
    }
    await this.#commit(byPartition, round, today);
    await this.#announce(signals, today, isRebuilt);
  }

  #addSeries({ series, arrivals }: Waiting, writesOf: (urn: number) => Writes): void {
    const { england, store } = this.#parts;
    for (const urn of series) {
      const book = england.books.get(urn);
      if (!book) continue;
      const isOwn = ownDaysOf(book, england.schoolYear);
      const packed = encodeSeries(writer, book.series, (day) => day <= england.closedThrough && isOwn(day));
      const key = partitionKeys.series(partitionOf(urn, store.partitions), england.schoolYear);
      addWrite(writesOf(urn), key, String(urn), packed);
    }
    for (const urn of arrivals) {
      const key = partitionKeys.arrivals(partitionOf(urn, store.partitions));
      addWrite(writesOf(urn), key, String(urn), this.#parts.arrivals.packed(urn));
    }
  }

  /** Corrections of another school year go into what is stored of it. */
  async #addElsewhere({ elsewhere }: Waiting, writesOf: (urn: number) => Writes): Promise<void> {
    const { store } = this.#parts;
    const asked = [...elsewhere].flatMap(([urn, sessions]) =>
      [...new Set([...sessions.keys()].map((session) => schoolYearOf(session >> 1)))].map((schoolYear) => ({
        urn,
        schoolYear,
        sessions,
      })),
    );
    const stored = await loadOwnSeries(store, asked);
    asked.forEach(({ urn, schoolYear, sessions }, i) => {
      const book = {
        series: stored[i],
        ownDays: ownOf(stored[i].days.subarray(0, stored[i].count), schoolYear),
      };
      for (const [session, sums] of sessions)
        if (schoolYearOf(session >> 1) === schoolYear) putCounts(book, schoolYear, session, sums);
      const key = partitionKeys.series(partitionOf(urn, store.partitions), schoolYear);
      addWrite(writesOf(urn), key, String(urn), encodeSeries(writer, book.series));
    });
  }

  async #commit(byPartition: ReadonlyMap<number, Writes>, round: Round, today: number): Promise<void> {
    const { store, token } = this.#parts;
    for (const [p, writes] of byPartition) {
      await commitSignals(store.redis, p, token, { ...round.positions[p], day: today }, writes);
    }
  }

  async #announce(signals: readonly KnownSignal[], today: number, isRebuilt: boolean): Promise<void> {
    const { redis } = this.#parts.store;
    if (signals.length === 0 && !isRebuilt) return;
    for (let from = 0; from === 0 || from < signals.length; from += SIGNALS_A_BATCH) {
      const batch = encodeBatch(writer, {
        run: this.#run,
        sequence: ++this.#sequence,
        date: fromDay(today),
        isRebuilt: isRebuilt && from === 0,
        signals: signals.slice(from, from + SIGNALS_A_BATCH),
      });
      await redis.xadd(globalKeys.signalChanges, 'MAXLEN', '~', KEPT_BATCHES, '*', 's', batch);
    }
    this.told += signals.length;
  }
}

function ownOf(days: Uint16Array, schoolYear: number): Uint8Array {
  const own = noOwnDays();
  for (const day of days) setOwn(own, day - schoolYearStart(schoolYear));
  return own;
}

/** How far the worker is, for readiness and metrics. */
export async function writeProgress(redis: Redis, progress: Record<string, string | number>): Promise<void> {
  await redis.hset(globalKeys.signalProgress, progress);
}
