/** Where accepted entries are kept: the partition's stream, as many replicas as are asked for, and the journal. */
import { readFileSync } from 'node:fs';
import type { Redis, Result } from 'ioredis';
import { partitionKeys } from '../../shared/redis/keys.ts';
import { judge, type Known, NOTHING_KNOWN } from './journal/loss.ts';
import type { JournalRecord, Outgoing } from './journal/record.ts';

declare module 'ioredis' {
  interface RedisCommander<Context> {
    appendEntries(
      stream: string,
      counters: string,
      marks: number,
      writer: string,
      known: number,
      ...entries: Buffer[]
    ): Result<[id: string, written: number], Context>;
  }
}

/** To be given to the connection: `scripts` of ioredis. */
export const appendScripts = {
  appendEntries: { numberOfKeys: 2, lua: readFileSync(new URL('./append.lua', import.meta.url), 'utf8') },
};

/** How long an append waits for its replicas before it is tried again. */
const REPLICA_WAIT_MS = 1_000;

/** What must have an entry before it counts as accepted, beside the stream. */
export interface Copies {
  /** Replicas that must have acknowledged it. */
  readonly replicas: number;
  /** Undefined when no journal is kept. */
  readonly journal: KeptJournal | undefined;
}

/** The journal as the store needs it. */
export interface KeptJournal {
  /** This writer's name among all that ever append. */
  readonly writer: string;
  append(record: JournalRecord): Promise<void>;
  /** Own entries by partition, as the journal knew them when it was opened. */
  written(): ReadonlyMap<number, number>;
  /** The entry with the slots that its pupils have now. */
  renew(entry: Outgoing): Promise<Outgoing>;
}

/** Told when Redis holds only the first `kept` entries of this writer in a partition. */
export type OnLoss = (partition: number, kept: number) => void;

/** Redis has the entries and its replicas have not acknowledged them: to be sent again. */
export class ReplicasBehind extends Error {
  constructor(wanted: number, found: number) {
    super(`NOREPLICAS ${found} of ${wanted} replicas have acknowledged`);
    this.name = 'ReplicasBehind';
  }
}

export class EntryStore {
  readonly #redis: Redis;
  readonly #copies: Copies;
  readonly #onLoss: OnLoss;
  readonly #known = new Map<number, Known>();

  constructor(
    redis: Redis,
    copies: Copies = { replicas: 0, journal: undefined },
    onLoss: OnLoss = () => undefined,
  ) {
    this.#redis = redis;
    this.#copies = copies;
    this.#onLoss = onLoss;
    for (const [p, written] of copies.journal?.written() ?? [])
      this.#known.set(p, { written, generation: 0 });
  }

  get isJournaled(): boolean {
    return this.#copies.journal !== undefined;
  }

  /**
   * Appends entries to a partition; settles with the id of the last one when all copies are there. A failed one may
   * be in the stream all the same: sending it again does no harm.
   */
  async append(partition: number, entries: readonly Outgoing[]): Promise<string> {
    const { journal } = this.#copies;
    if (!journal) return (await this.#send(partition, entries, '', 0))[0];
    for (;;) {
      const asked = this.#knownOf(partition);
      const renewed = await this.#renewed(entries, asked.generation, journal);
      const [id, written] = await this.#send(partition, renewed, journal.writer, asked.written);
      this.#judge(partition, asked, written);
      if (id === '') continue;
      await journal.append({ partition, upTo: written, id, entries: renewed });
      return id;
    }
  }

  /** Losses found in a partition so far. */
  generationOf(partition: number): number {
    return this.#knownOf(partition).generation;
  }

  #renewed(
    entries: readonly Outgoing[],
    generation: number,
    journal: KeptJournal,
  ): Promise<readonly Outgoing[]> {
    return Promise.all(
      entries.map((entry) => (entry.generation === generation ? entry : journal.renew(entry))),
    );
  }

  /** Asks Redis how many own entries each partition holds and tells of losses. */
  async check(partitions: number): Promise<void> {
    const { journal } = this.#copies;
    if (!journal) return;
    const asked = Array.from({ length: partitions }, (_, p) => this.#knownOf(p));
    const pipeline = this.#redis.pipeline();
    for (let p = 0; p < partitions; p++) pipeline.hget(partitionKeys.intake(p), `by:${journal.writer}`);
    const answers = (await pipeline.exec()) ?? [];
    answers.forEach(([error, written], p) => {
      if (!error) this.#judge(p, asked[p], Number(written ?? 0));
    });
  }

  #knownOf(partition: number): Known {
    return this.#known.get(partition) ?? NOTHING_KNOWN;
  }

  #judge(partition: number, asked: Known, written: number): void {
    const { known, lostAbove } = judge(this.#knownOf(partition), asked, written);
    this.#known.set(partition, known);
    if (lostAbove !== undefined) this.#onLoss(partition, lostAbove);
  }

  /** Append and WAIT go in one write on one connection: WAIT speaks only of what its own connection wrote. */
  async #send(
    partition: number,
    entries: readonly Outgoing[],
    writer: string,
    known: number,
  ): Promise<[id: string, written: number]> {
    const { replicas } = this.#copies;
    const [stream, counters] = [partitionKeys.marks(partition), partitionKeys.intake(partition)];
    const marks = entries.reduce((sum, entry) => sum + entry.marks, 0);
    const bytes = entries.map((entry) => entry.bytes);
    if (replicas === 0) return this.#redis.appendEntries(stream, counters, marks, writer, known, ...bytes);
    const pipeline = this.#redis.pipeline();
    pipeline.appendEntries(stream, counters, marks, writer, known, ...bytes);
    pipeline.wait(replicas, REPLICA_WAIT_MS);
    const [appended, waited] = (await pipeline.exec()) ?? [];
    for (const answer of [appended, waited]) if (answer?.[0]) throw answer[0];
    const acknowledged = Number(waited?.[1]);
    if (acknowledged < replicas) throw new ReplicasBehind(replicas, acknowledged);
    return appended?.[1] as [string, number];
  }
}
