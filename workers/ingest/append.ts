/** Entries on their way into the partitions' streams: batched by partition, a bounded number under way. */
import { partitionOf } from '../../shared/redis/keys.ts';
import type { EntryStore } from './entry-store.ts';
import { NO_PUPILS, type Outgoing } from './journal/record.ts';
import type { Patience } from './redis-care.ts';
import { laterId } from './stream-ids.ts';

const BATCH_ENTRIES = 64;
const BATCH_BYTES = 512 * 1024;
/** Entries that wait in all partitions together before they are sent however small the batches. */
const WAITING_BYTES = 2 * 1024 * 1024;
const MAX_UNDER_WAY = 12;
/** A slow body's entries wait no longer than this for company. */
const LINGER_MS = 5;

interface Batch {
  entries: Outgoing[];
  bytes: number;
}

/**
 * The entries of one request.
 * - `add` never waits; `room` waits until few enough batches are under way.
 * - Once `settled` has settled, everything added is in Redis, on its disk and wherever else it must be, or it has thrown.
 * - Whatever was sent stays sent: an entry may be in a stream twice after a lost reply, and counts once.
 */
export class Append {
  readonly #store: EntryStore;
  readonly #partitions: number;
  readonly #patience: Patience;
  readonly #waiting = new Map<number, Batch>();
  readonly #underWay = new Set<Promise<void>>();
  readonly #lastIds = new Map<number, string>();
  #waitingBytes = 0;
  #timer: NodeJS.Timeout | undefined;
  #error: unknown;

  constructor(store: EntryStore, partitions: number, patience: Patience) {
    this.#store = store;
    this.#partitions = partitions;
    this.#patience = patience;
  }

  /** Id of the last entry by partition. */
  get lastIds(): ReadonlyMap<number, string> {
    return this.#lastIds;
  }

  /**
   * @param marks marks in the entry
   * @param pupils slot and UPN of each pupil in it, as `packPupils` gives them; asked for when a journal is kept
   */
  add(urn: number, entry: Buffer, marks: number, pupils: () => Buffer = () => NO_PUPILS): void {
    const partition = partitionOf(urn, this.#partitions);
    let batch = this.#waiting.get(partition);
    if (!batch) {
      batch = { entries: [], bytes: 0 };
      this.#waiting.set(partition, batch);
    }
    const generation = this.#store.generationOf(partition);
    const kept = this.#store.isJournaled ? pupils() : NO_PUPILS;
    batch.entries.push({ urn, bytes: entry, marks, pupils: kept, generation });
    batch.bytes += entry.length;
    this.#waitingBytes += entry.length;
    if (batch.entries.length >= BATCH_ENTRIES || batch.bytes >= BATCH_BYTES) this.#send(partition, batch);
    else if (this.#waitingBytes >= WAITING_BYTES) this.#sendAll();
    else this.#timer ??= setTimeout(() => this.#sendAll(), LINGER_MS);
  }

  async room(): Promise<void> {
    while (this.#underWay.size >= MAX_UNDER_WAY) await Promise.race(this.#underWay);
    if (this.#error) throw this.#error;
  }

  async settled(): Promise<void> {
    this.#sendAll();
    await Promise.all(this.#underWay);
    if (this.#error) throw this.#error;
  }

  #sendAll(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const [partition, batch] of this.#waiting) this.#send(partition, batch);
  }

  #send(partition: number, batch: Batch): void {
    this.#waiting.delete(partition);
    this.#waitingBytes -= batch.bytes;
    const sent = this.#append(partition, batch)
      .catch((error) => {
        this.#error ??= error;
      })
      .finally(() => this.#underWay.delete(sent));
    this.#underWay.add(sent);
  }

  async #append(partition: number, { entries }: Batch): Promise<void> {
    const id = await this.#patience.run(() => this.#store.append(partition, entries));
    this.#patience.nowKept();
    this.#lastIds.set(partition, laterId(this.#lastIds.get(partition), id));
  }
}
