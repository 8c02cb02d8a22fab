/** Where accepted entries are kept: the partition's stream, as many replicas as are asked for, and the journal. */
import { readFileSync } from 'node:fs';
import type { Redis, Result } from 'ioredis';
import { partitionKeys } from '../../shared/redis/keys.ts';
import { followed, judge, type Known, type Last, NOTHING_KNOWN } from './journal/loss.ts';
import type { JournalRecord, Outgoing } from './journal/record.ts';
import { laterId } from './stream-ids.ts';

/** What append.lua answers. */
type Appended = [id: string, written: number, before: string];

declare module 'ioredis' {
  interface RedisCommander<Context> {
    appendEntries(
      keyCount: number,
      ...keysAndArguments: (string | number | Buffer)[]
    ): Result<Appended, Context>;
  }
}

/** To be given to the connection: `scripts` of ioredis. */
export const appendScripts = {
  appendEntries: { lua: readFileSync(new URL('./append.lua', import.meta.url), 'utf8') },
};

/** How long an append waits for its replicas before it is tried again. */
const REPLICA_WAIT_MS = 1_000;
/** Nothing that is younger is trimmed (workers/count/worker.ts): not in the stream, it is lost. */
const UNTRIMMED_MS = 5 * 60_000;

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
  /** What was appended last by partition, as the journal knew it when it was opened. */
  last(): ReadonlyMap<number, Last>;
  /** The entry with the slots that its pupils have now. */
  renew(entry: Outgoing): Promise<Outgoing>;
  /** The slots known of a school are not those that Redis has: they are to be read anew. */
  forgetSlots(urn: number): void;
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
  /** The own appends that were answered last, by partition; none since a loss. */
  readonly #last = new Map<number, Last>();

  constructor(
    redis: Redis,
    copies: Copies = { replicas: 0, journal: undefined },
    onLoss: OnLoss = () => undefined,
  ) {
    this.#redis = redis;
    this.#copies = copies;
    this.#onLoss = onLoss;
    for (const [p, last] of copies.journal?.last() ?? []) {
      this.#known.set(p, { written: last.upTo, generation: 0 });
      this.#last.set(p, last);
    }
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
    let outdated: ReadonlySet<number> = new Set();
    for (;;) {
      const asked = this.#knownOf(partition);
      const renewed = await this.#renewed(entries, asked.generation, outdated, journal);
      const [id, written, before] = await this.#send(partition, renewed, journal.writer, asked.written);
      this.#judge(partition, asked, written);
      if (id === '') {
        // Nothing of this writer is lost, so it is slots: those that an entry has are not its pupils' any more.
        if (written >= asked.written) outdated = this.#forgetSlots(entries, journal);
        continue;
      }
      if (this.generationOf(partition) === asked.generation)
        this.#last.set(partition, followed(this.#last.get(partition), { upTo: written, id, before }));
      await journal.append({ partition, upTo: written, id, before, entries: renewed });
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
    outdated: ReadonlySet<number>,
    journal: KeptJournal,
  ): Promise<readonly Outgoing[]> {
    return Promise.all(
      entries.map((entry) =>
        entry.generation === generation && !outdated.has(entry.urn) ? entry : journal.renew(entry),
      ),
    );
  }

  #forgetSlots(entries: readonly Outgoing[], journal: KeptJournal): ReadonlySet<number> {
    const urns = new Set(entries.map(({ urn }) => urn));
    for (const urn of urns) journal.forgetSlots(urn);
    return urns;
  }

  /**
   * Asks Redis how many own entries each partition holds, and whether it has the last of them, and tells of losses. The
   * number alone may be made good by an append that Redis ran again after the loss and nobody heard of.
   */
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
    await Promise.all([...this.#last].map(([p, last]) => this.#checkLast(p, last)));
  }

  async #checkLast(partition: number, last: Last): Promise<void> {
    const { written, generation } = this.#knownOf(partition);
    const held = await this.holds(partition, last.ids);
    if (this.generationOf(partition) !== generation) return;
    if (!held.every((isHeld) => isHeld))
      this.#lose(partition, { written, generation: generation + 1 }, written);
    // Those looked at are there, in one history: the latest of them stands for all.
    else if (this.#last.get(partition) === last)
      this.#last.set(partition, {
        ...last,
        ids: last.ids.length > 1 ? [last.ids.reduce(laterId)] : last.ids,
      });
  }

  /**
   * Whether the stream of a partition has each of these entries, or had them long enough ago.
   * @param at when a loss was found, by which what was trimmed then is told from what was lost
   */
  holds(partition: number, ids: readonly string[], at: number = Date.now()): Promise<boolean[]> {
    const youngest = at - UNTRIMMED_MS;
    const stream = partitionKeys.marks(partition);
    return Promise.all(
      ids.map(
        async (id) =>
          Number.parseInt(id, 10) < youngest || (await this.#redis.xrange(stream, id, id)).length > 0,
      ),
    );
  }

  #lose(partition: number, known: Known, kept: number): void {
    this.#known.set(partition, known);
    this.#last.delete(partition);
    this.#onLoss(partition, kept);
  }

  #knownOf(partition: number): Known {
    return this.#known.get(partition) ?? NOTHING_KNOWN;
  }

  #judge(partition: number, asked: Known, written: number): void {
    const { known, lostAbove } = judge(this.#knownOf(partition), asked, written);
    if (lostAbove === undefined) this.#known.set(partition, known);
    else this.#lose(partition, known, lostAbove);
  }

  /** Append and WAIT go in one write on one connection: WAIT speaks only of what its own connection wrote. */
  async #send(
    partition: number,
    entries: readonly Outgoing[],
    writer: string,
    known: number,
  ): Promise<Appended> {
    const { replicas } = this.#copies;
    const keys = [partitionKeys.marks(partition), partitionKeys.intake(partition)];
    const marks = entries.reduce((sum, entry) => sum + entry.marks, 0);
    const values = [marks, writer, known, ...entries.map((entry) => entry.bytes)];
    if (writer !== '') {
      keys.push(...entries.map(({ urn }) => partitionKeys.pupils(partition, urn)));
      values.push(...entries.map((entry) => entry.pupils));
    }
    if (replicas === 0) return this.#redis.appendEntries(keys.length, ...keys, ...values);
    const pipeline = this.#redis.pipeline();
    pipeline.appendEntries(keys.length, ...keys, ...values);
    pipeline.wait(replicas, REPLICA_WAIT_MS);
    const [appended, waited] = (await pipeline.exec()) ?? [];
    for (const answer of [appended, waited]) if (answer?.[0]) throw answer[0];
    const acknowledged = Number(waited?.[1]);
    if (acknowledged < replicas) throw new ReplicasBehind(replicas, acknowledged);
    return appended?.[1] as Appended;
  }
}
