/** Slots of pupils: the tables of the schools seen last in memory, new pupils given slots in Redis. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Redis, Result } from 'ioredis';
import { UPN_BYTES } from '../../../shared/attendance/upn.ts';
import { crashPoint } from '../../../shared/node/crash-points.ts';
import { partitionKeys, partitionOf } from '../../../shared/redis/keys.ts';
import { encodePupilRows, MAX_SLOTS, pupilTableHeader } from '../../../shared/redis/layouts/pupils.ts';
import { EMPTY_TABLE, findSlot, type PupilTable, rowsOf, withRows } from './table.ts';

const PIPELINE_COMMANDS = 128;
/** Rounds of asking again after others have given slots in between; each round one of them gets on. */
const MAX_ROUNDS = 1_000;

declare module 'ioredis' {
  interface RedisCommander<Context> {
    allocatePupils(
      table: string,
      knownBytes: number,
      rows: Buffer,
      digest: string,
    ): Result<number | string, Context>;
    allocatePupilsBuffer(
      table: string,
      knownBytes: number,
      rows: Buffer,
      digest: string,
    ): Result<number | Buffer, Context>;
  }
}

/** To be given to the connection: `scripts` of ioredis. */
export const pupilScripts = {
  allocatePupils: {
    numberOfKeys: 1,
    lua: readFileSync(new URL('./allocate.lua', import.meta.url), 'utf8'),
  },
};

/** What `ensure` found: a school's table with every pupil asked for, or that it has no room for them. */
export type Ensured = ReadonlyMap<number, PupilTable | 'too_many_pupils'>;

/**
 * - `get` never waits: undefined when the school's table is not in memory.
 * - `ensure` reads and extends the tables of many schools at once; what it gave is in Redis when it settles.
 * - Slots once given stay, so whatever is in memory is right, only perhaps not all there is. But a failover may lose
 *   slots: an append that uses them is refused (append.lua), and the table is read anew after `forget`.
 */
export class PupilTables {
  readonly #redis: Redis;
  readonly #partitions: number;
  readonly #maxPupils: number;
  /** By use, the longest unused first. */
  readonly #tables = new Map<number, PupilTable>();
  #pupils = 0;

  constructor(redis: Redis, options: { partitions: number; maxPupils: number }) {
    this.#redis = redis;
    this.#partitions = options.partitions;
    this.#maxPupils = options.maxPupils;
  }

  /** Pupils in memory. */
  get pupils(): number {
    return this.#pupils;
  }

  get(urn: number): PupilTable | undefined {
    const table = this.#tables.get(urn);
    if (table) {
      this.#tables.delete(urn);
      this.#tables.set(urn, table);
    }
    return table;
  }

  /**
   * @param needs packed UPNs by school; repeats do no harm
   * @param dryRun gives no slots: a pupil without one is then missing from the table
   */
  async ensure(needs: ReadonlyMap<number, Iterable<number>>, dryRun: boolean): Promise<Ensured> {
    const ensured = new Map<number, PupilTable | 'too_many_pupils'>();
    const open = new Map(needs);
    for (let round = 0; open.size > 0; round++) {
      if (round === MAX_ROUNDS) throw new Error(`pupils of ${[...open.keys()].slice(0, 5)} found no slots`);
      await this.#load([...open.keys()].filter((urn) => !this.#tables.has(urn)));
      const missing = new Map<number, number[]>();
      for (const [urn, upns] of open) {
        const table = this.#tables.get(urn);
        if (table === undefined) continue;
        const unknown = [...new Set(upns)].filter((upn) => findSlot(table, upn) === 0);
        const slotCount = Math.max(table.slotCount, 1) + unknown.length;
        const settled = slotCount > MAX_SLOTS ? 'too_many_pupils' : table;
        if (unknown.length > 0 && !dryRun && settled === table) missing.set(urn, unknown);
        else {
          ensured.set(urn, settled);
          open.delete(urn);
        }
      }
      await this.#allocate(missing);
    }
    crashPoint('ingest:slots-given');
    return ensured;
  }

  /** Throws away what is held of a school: Redis has lost slots that it had given. */
  forget(urn: number): void {
    this.#forget(urn);
  }

  /** Throws away what is held: Redis has lost slots that it had given. */
  forgetAll(): void {
    this.#tables.clear();
    this.#pupils = 0;
  }

  /**
   * Gives pupils back the slots that Redis has lost. A slot in between that nobody is known to have had is given to
   * nobody. Slots given to others meanwhile stay theirs, and who has another slot by now keeps it.
   * @param pupils packed UPN by slot
   */
  async restore(urn: number, pupils: ReadonlyMap<number, number>): Promise<void> {
    this.#forget(urn);
    await this.#load([urn]);
    const table = this.#tables.get(urn) ?? EMPTY_TABLE;
    const known = table.slotCount;
    const last = Math.max(0, ...pupils.keys());
    const rows: number[] = [];
    for (let slot = Math.max(known, 1); slot <= last; slot++) {
      const upn = pupils.get(slot) ?? 0;
      rows.push(findSlot(table, upn) === 0 ? upn : 0);
    }
    if (rows.length > 0) await this.#allocateSchool(urn, rows);
  }

  #key(urn: number): string {
    return partitionKeys.pupils(partitionOf(urn, this.#partitions), urn);
  }

  async #load(urns: readonly number[]): Promise<void> {
    for (let from = 0; from < urns.length; from += PIPELINE_COMMANDS) {
      const some = urns.slice(from, from + PIPELINE_COMMANDS);
      const rows = await Promise.all(some.map((urn) => this.#redis.getBuffer(this.#key(urn))));
      some.forEach((urn, i) => {
        this.#keep(urn, withRows(EMPTY_TABLE, 0, rows[i] ?? Buffer.alloc(0)));
      });
    }
  }

  async #allocate(missing: ReadonlyMap<number, number[]>): Promise<void> {
    const all = [...missing];
    for (let from = 0; from < all.length; from += PIPELINE_COMMANDS)
      await Promise.all(
        all.slice(from, from + PIPELINE_COMMANDS).map(([urn, upns]) => this.#allocateSchool(urn, upns)),
      );
  }

  async #allocateSchool(urn: number, upns: readonly number[]): Promise<void> {
    const table = this.#tables.get(urn) ?? EMPTY_TABLE;
    const known = table.slotCount;
    const digest = createHash('sha1').update(rowsOf(table)).digest('hex');
    const pupils = encodePupilRows(upns);
    const rows = known === 0 ? Buffer.concat([pupilTableHeader(), pupils]) : pupils;
    const answer = await this.#redis.allocatePupilsBuffer(this.#key(urn), known * UPN_BYTES, rows, digest);
    const inRedis = typeof answer === 'number' ? rows : answer;
    // By now another request may have read more of the table, or the table may have been let go.
    const current = this.#tables.get(urn);
    this.#keep(urn, answer === -1 || !current ? undefined : withRows(current, known, inRedis));
  }

  #keep(urn: number, table: PupilTable | undefined): void {
    this.#forget(urn);
    if (table === undefined) return;
    this.#tables.set(urn, table);
    this.#pupils += table.upns.length;
    for (const oldest of this.#tables.keys()) {
      if (this.#pupils <= this.#maxPupils || oldest === urn) break;
      this.#forget(oldest);
    }
  }

  #forget(urn: number): void {
    this.#pupils -= this.#tables.get(urn)?.upns.length ?? 0;
    this.#tables.delete(urn);
  }
}
