/**
 * The national picture of the live school day in memory: the counts of both sessions of every school, as Redis has
 * them, kept up by the partitions' change streams.
 *
 * - It reads the ends of the streams, then the counts, then tails from those ends: nothing falls between.
 * - Changes hold absolute counts and a version, so one that is applied twice does no harm.
 * - A gap in a partition's sequence makes it read that partition's counts again.
 * - A school without marks stands with the pupils of its roster, loaded behind the picture.
 */
import type { Redis } from 'ioredis';
import { registryNoteSchema } from '../../shared/api/schools.ts';
import { sessionNumber, toDay } from '../../shared/attendance/dates.ts';
import { ChangeTail, endOf } from '../../shared/node/change-tail.ts';
import type { Logger } from '../../shared/node/logger.ts';
import { execAll, type Store } from '../../shared/node/packed-values.ts';
import type { RegistryModel } from '../../shared/node/registry-model.ts';
import type { StreamEntry } from '../../shared/node/stream-read.ts';
import { globalKeys, partitionKeys, partitionOf } from '../../shared/redis/keys.ts';
import { decodeChange } from '../../shared/redis/layouts/changes.ts';
import { CountsTable } from '../counts/counts-table.ts';
import { readCounts } from '../counts/load.ts';

const CATCH_UP_MS = 2000;

/** Who wants to know what changed. Called synchronously, in stream order. */
export interface LiveListener {
  /** Counts of a school in the live session of table 0 (AM) or 1 (PM). */
  counts(urn: number, half: number): void;
  /** Counts of a school in a session of another day. */
  otherDay(urn: number, session: number): void;
  history(urn: number): void;
  roster(urn: number): void;
  registry(ids: readonly number[]): void;
  /** Another live date began; the tables are new. */
  newDay(): void;
}

export interface LiveModelParts {
  store: Store;
  /** Connection of the tail alone. */
  tailRedis: Redis;
  registry: RegistryModel;
  logger: Logger;
}

export class LiveModel {
  readonly #parts: LiveModelParts;
  readonly #partitionOfStream = new Map<string, number>();
  readonly #sequences: Int32Array;
  #listener: LiveListener | undefined;
  #tail: ChangeTail | undefined;
  #day = 0;
  #date = '';
  #tables: readonly [CountsTable, CountsTable] = [new CountsTable(0), new CountsTable(1)];
  #loading: Promise<void> = Promise.resolve();
  /** A number came twice: another history has begun. */
  #hasRepeated = false;
  /** Greatest `recordedAt` (ms) of a counted mark seen, of whatever day; 0 before the first. */
  newestMarkAt = 0;
  /** Change notes handled since the start. */
  applied = 0;
  /** Partitions read again after a gap. */
  resyncs = 0;
  /** Rises with every change of the picture. */
  version = 0;

  constructor(parts: LiveModelParts) {
    this.#parts = parts;
    const { partitions } = parts.store;
    this.#sequences = new Int32Array(partitions);
    for (let p = 0; p < partitions; p++) this.#partitionOfStream.set(partitionKeys.changes(p), p);
  }

  /** The live date, `YYYY-MM-DD`. */
  get date(): string {
    return this.#date;
  }

  get day(): number {
    return this.#day;
  }

  /** The morning and the afternoon. */
  get tables(): readonly [CountsTable, CountsTable] {
    return this.#tables;
  }

  /** Number of the last change event applied, by partition. */
  get sequences(): Int32Array {
    return this.#sequences;
  }

  /** Real time (ms) at which the streams were last heard. */
  get heardAt(): number {
    return this.#tail?.heardAt ?? 0;
  }

  listen(listener: LiveListener): void {
    this.#listener = listener;
  }

  /** The live table of a session, or undefined when the session is of another day. */
  tableOf(date: string, session: 'AM' | 'PM'): CountsTable | undefined {
    return date === this.date ? this.#tables[session === 'PM' ? 1 : 0] : undefined;
  }

  /** Loads registry and counts of a date, then tails. */
  async start(date: string): Promise<void> {
    const positions = await this.#findEnds();
    await this.#parts.registry.load();
    await this.setDate(date);
    const { tailRedis: redis, logger } = this.#parts;
    this.#tail = new ChangeTail({
      redis,
      positions,
      handle: (key, entries) => this.#handle(key, entries),
      onTrouble: (error) => logger.warn({ err: error }, 'change_tail_retry'),
    });
    this.#tail.start();
  }

  /** Ends of all streams, and the sequence each partition stands at there. */
  async #findEnds(): Promise<Map<string, string>> {
    const { redis } = this.#parts.store;
    const positions = new Map<string, string>();
    positions.set(globalKeys.registryChanges, await endOf(redis, globalKeys.registryChanges));
    const heads = redis.pipeline();
    for (const p of this.#partitionOfStream.values())
      heads.hmget(partitionKeys.head(p), 'changeSeq', 'newestMarkAt');
    const stands = await execAll<(string | null)[]>(heads);
    const ends = redis.pipeline();
    for (const key of this.#partitionOfStream.keys()) ends.xrevrangeBuffer(key, '+', '-', 'COUNT', 1);
    const lasts = await execAll<[Buffer, Buffer[]][]>(ends);
    [...this.#partitionOfStream].forEach(([key, p], i) => {
      const last = lasts[i][0];
      const change = last && decodeChange(fieldOf(last[1], 'c'));
      positions.set(key, last ? last[0].toString() : '0-0');
      const [sequence, newestMarkAt] = stands[i].map(Number);
      this.#sequences[p] = change ? change.sequence : sequence;
      this.newestMarkAt = Math.max(this.newestMarkAt, newestMarkAt);
    });
    return positions;
  }

  /** Makes a date the live one: fresh tables with what Redis holds of it. */
  async setDate(date: string): Promise<void> {
    const day = toDay(date);
    this.#day = day;
    this.#date = date;
    this.#tables = [new CountsTable(sessionNumber(day, 'AM')), new CountsTable(sessionNumber(day, 'PM'))];
    this.version++;
    this.#loading = this.#readTables([...this.#parts.registry.schools.keys()]);
    await this.#loading;
    this.#listener?.newDay();
  }

  async #readTables(urns: readonly number[]): Promise<void> {
    for (const table of this.#tables) {
      await readCounts(this.#parts.store, urns, table);
      for (let i = 0; i < table.size; i++) this.newestMarkAt = Math.max(this.newestMarkAt, table.newestAt(i));
    }
    this.version++;
  }

  async #handle(key: string, entries: readonly StreamEntry[]): Promise<void> {
    const partition = this.#partitionOfStream.get(key);
    if (partition === undefined) {
      for (const { fields } of entries) await this.#applyRegistryNote(fieldOf(fields, 'n').toString());
      return;
    }
    for (const { fields } of entries) this.#applyChange(partition, fieldOf(fields, 'c'));
  }

  async #applyRegistryNote(json: string): Promise<void> {
    const note = registryNoteSchema.parse(JSON.parse(json));
    await this.#parts.registry.apply(note);
    this.version++;
    this.#listener?.registry(note.kind === 'schools' ? note.ids.map(Number) : []);
  }

  #applyChange(partition: number, bytes: Buffer): void {
    const change = decodeChange(bytes);
    const known = this.#sequences[partition];
    if (change.sequence > known + 1) this.#resync(partition);
    else if (change.sequence <= known) this.#hasRepeated = true;
    this.#sequences[partition] = Math.max(known, change.sequence);
    this.applied++;
    this.version++;
    for (const { urn, session, counts } of change.counts) {
      const half = session - this.#day * 2;
      this.newestMarkAt = Math.max(this.newestMarkAt, counts.newestMarkAt);
      if (half !== 0 && half !== 1) this.#listener?.otherDay(urn, session);
      else if (this.#tables[half].put(urn, counts)) this.#listener?.counts(urn, half);
    }
    for (const urn of change.history) this.#listener?.history(urn);
    for (const urn of change.rosters) this.#listener?.roster(urn);
  }

  /** Notes were missed: reads every school of the partition again and tells of all of them. */
  #resync(partition: number): void {
    const { store, registry, logger } = this.#parts;
    this.resyncs++;
    logger.warn({ partition }, 'change_gap');
    const urns = [...registry.schools.keys()].filter(
      (urn) => partitionOf(urn, store.partitions) === partition,
    );
    const told = this.#readTables(urns).then(() => {
      for (const urn of urns) {
        this.#listener?.counts(urn, 0);
        this.#listener?.counts(urn, 1);
        this.#listener?.roster(urn);
        this.#listener?.history(urn);
      }
    });
    this.#loading = Promise.all([this.#loading, told])
      .then(() => undefined)
      .catch((error) => {
        logger.error({ err: error, partition }, 'resync_failed');
        this.#sequences[partition] = -1;
      });
  }

  /**
   * Reads the whole picture again, whatever version it has: Redis has lost changes that were applied here.
   * @param sequences number of the last change that Redis holds, by partition
   */
  async startAgain(sequences: readonly number[]): Promise<void> {
    this.#sequences.set(sequences);
    await this.setDate(this.#date);
  }

  /**
   * Whether Redis has less than was seen of it: a failover lost writes. Counts of the lost history would outrank those
   * counted since, so the picture is no use any more.
   */
  async hasRewound(): Promise<boolean> {
    const seen = this.#sequences.slice();
    const heads = this.#parts.store.redis.pipeline();
    for (const p of this.#partitionOfStream.values()) heads.hget(partitionKeys.head(p), 'changeSeq');
    const stands = await execAll<string | null>(heads);
    return this.#hasRepeated || stands.some((sequence, p) => Number(sequence ?? 0) < seen[p]);
  }

  /** Settles true when partition `p` has been applied up to commit `sequence`, false when that takes too long. */
  async reachSequences(sequences: readonly number[]): Promise<boolean> {
    const deadline = Date.now() + CATCH_UP_MS;
    await this.#loading;
    while (sequences.some((sequence, p) => sequence > this.#sequences[p])) {
      if (Date.now() > deadline) return false;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    await this.#loading;
    return true;
  }

  /** Settles when the registry is as new as Redis had it at the call (or after two seconds). */
  async catchUpRegistry(): Promise<boolean> {
    const end = await endOf(this.#parts.store.redis, globalKeys.registryChanges);
    return (await this.#tail?.reach(globalKeys.registryChanges, end, CATCH_UP_MS)) ?? false;
  }

  async stop(): Promise<void> {
    await this.#tail?.stop();
    await this.#loading.catch(() => undefined);
  }
}

/** Value of a field of a stream entry. */
function fieldOf(fields: readonly Buffer[], name: string): Buffer {
  for (let i = 0; i + 1 < fields.length; i += 2) if (fields[i].toString() === name) return fields[i + 1];
  throw new RangeError(`a change note has no field "${name}"`);
}
