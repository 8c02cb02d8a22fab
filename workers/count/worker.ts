/**
 * The consumer: one loop that reads the streams of the partitions it holds, from its own offsets, and applies what
 * comes. The loop is the only thing that changes a partition; the lease timer only says which to read.
 */
import type { Redis } from 'ioredis';
import type { Logger } from '../../shared/node/logger.ts';
import { isPassing } from '../../shared/node/passing-errors.ts';
import { readStreams } from '../../shared/node/stream-read.ts';
import { globalKeys, partitionKeys } from '../../shared/redis/keys.ts';
import type { Leases } from './leases.ts';
import type { OldDays } from './load-old.ts';
import { type Breach, Partition, type RawEntry } from './partition.ts';
import { Trim } from './trim.ts';

/** What a partition just taken up waits at most for the read that is under way. */
const BLOCK_MS = 100;
const ENTRIES_A_READ = 40;
const IDLE_MS = 100;
const PASSING_PAUSE_MS = 250;
const VERIFY_EVERY_MS = 1_000;

export interface CountWorkerParts {
  /** For the blocking read alone. */
  reader: Redis;
  /** For loads and commits, with `commitScripts`. */
  redis: Redis;
  leases: Leases;
  logger: Logger;
  nextToken: () => string;
  /** Days that have left Redis. */
  old: OldDays;
  /** Real time, ms: for trimming, which goes by stream ids. */
  realNow: () => number;
}

export class CountWorker {
  readonly #parts: CountWorkerParts;
  readonly #partitions = new Map<number, Partition>();
  readonly #trim: Trim;
  #verifiedAt = 0;
  #stopping = false;
  #running: Promise<void> | undefined;

  constructor(parts: CountWorkerParts) {
    this.#parts = parts;
    this.#trim = new Trim(parts.redis);
  }

  /** Settles when the loop has ended: by `stop`, or with the error that ended it. */
  run(): Promise<void> {
    this.#running ??= this.#loop();
    return this.#running;
  }

  /** Ends the loop behind the batch in hand. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#running?.catch(() => undefined);
  }

  async #loop(): Promise<void> {
    while (!this.#stopping) {
      const partitions = this.#held();
      if (partitions.length === 0) {
        await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
        continue;
      }
      await this.#turn(partitions).catch((error) => this.#waitOut(error));
    }
  }

  async #turn(partitions: readonly Partition[]): Promise<void> {
    await this.#verify(partitions);
    await this.#trim.due(partitions, this.#parts.realNow());
    const batches = await this.#read(partitions);
    const done = await Promise.allSettled(
      batches.map(([partition, entries]) => this.#apply(partition, entries)),
    );
    for (const one of done) if (one.status === 'rejected') throw one.reason;
  }

  /** A Redis that is full, read-only or away is waited for; any other error ends the loop. */
  async #waitOut(error: unknown): Promise<void> {
    if (!isPassing(error)) throw error;
    this.#parts.logger.warn({ err: error }, 'count_waits_for_redis');
    await new Promise((resolve) => setTimeout(resolve, PASSING_PAUSE_MS));
  }

  /** Looks now and then whether what is held of each partition is still what Redis holds. */
  async #verify(partitions: readonly Partition[]): Promise<void> {
    const now = this.#parts.realNow();
    if (now - this.#verifiedAt < VERIFY_EVERY_MS) return;
    this.#verifiedAt = now;
    const areTrue = await Promise.all(partitions.map((partition) => partition.verify()));
    const gone = partitions.filter((_, i) => !areTrue[i]).map(({ number }) => number);
    if (gone.length > 0) this.#parts.logger.info({ partitions: gone }, 'partitions_moved_by_others');
  }

  /** The partitions under lease; what is held of others is dropped. */
  #held(): Partition[] {
    const { held } = this.#parts.leases;
    for (const number of this.#partitions.keys()) if (!held.has(number)) this.#partitions.delete(number);
    for (const number of held) {
      if (this.#partitions.has(number)) continue;
      const { redis, nextToken, old } = this.#parts;
      this.#partitions.set(number, new Partition(number, redis, nextToken, old));
    }
    return [...this.#partitions.values()];
  }

  async #read(partitions: readonly Partition[]): Promise<[Partition, RawEntry[]][]> {
    const keys = partitions.map((partition) => partitionKeys.marks(partition.number));
    const offsets = await Promise.all(partitions.map((partition) => partition.offset()));
    const positions = new Map(keys.map((key, i) => [key, offsets[i]]));
    const read = await readStreams(this.#parts.reader, positions, {
      count: ENTRIES_A_READ,
      blockMs: BLOCK_MS,
    });
    return [...read].map(([key, entries]) => [
      partitions[keys.indexOf(key)],
      entries.map(({ id, fields }) => ({ id, payload: fields[1] })),
    ]);
  }

  async #apply(partition: Partition, entries: readonly RawEntry[]): Promise<void> {
    const { result, deadLetters, breaches } = await partition.apply(entries);
    if (result === 'moved')
      this.#parts.logger.info({ partition: partition.number }, 'commit_lost_to_another_worker');
    for (const { id, reason } of deadLetters)
      this.#parts.logger.error(
        { partition: partition.number, id, reason },
        'entry_unreadable_kept_as_dead_letter',
      );
    if (breaches.length > 0) await this.#tell(breaches);
  }

  /** Raises the alarm: in the log, and where the server sees it until a recount finds everything right. */
  async #tell(breaches: readonly Breach[]): Promise<void> {
    this.#parts.logger.error({ breaches }, 'counts_break_a_rule');
    const told = breaches.map(({ urn, session, rule }) => [`${urn} ${session}`, rule] as const);
    await this.#parts.redis.hset(globalKeys.breaches, new Map(told));
  }
}
