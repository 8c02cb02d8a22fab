/**
 * What is worked out behind the picture, once readers are let in: the rolls of schools without marks, and the usual
 * levels of all.
 */
import type { Logger } from '../../shared/node/logger.ts';
import type { Store } from '../../shared/node/packed-values.ts';
import type { SessionCounts } from '../../shared/redis/layouts/counts.ts';
import type { CountsTable } from '../counts/counts-table.ts';
import { forEachRoll } from '../counts/roll.ts';
import { Batches } from './batches.ts';
import type { LiveModel } from './live-model.ts';
import type { Rooms } from './rooms.ts';
import { readUsual, type UsualSums, usualDays } from './usual.ts';

const ROLL_GATHER_MS = 50;
const USUAL_GATHER_MS = 500;

export interface BehindParts {
  store: Store;
  model: LiveModel;
  rooms: Rooms;
  logger: Logger;
  /** Usual sums of the live date by school, which are kept here. */
  usual: Map<number, UsualSums>;
}

export class Behind {
  readonly #parts: BehindParts;
  readonly #rolls: Batches;
  readonly #levels: Batches;

  constructor(parts: BehindParts) {
    this.#parts = parts;
    const onTrouble = (error: unknown) => parts.logger.warn({ err: error }, 'live_batch_retry');
    this.#rolls = new Batches({ run: (urns) => this.#readRolls(urns), gatherMs: ROLL_GATHER_MS, onTrouble });
    this.#levels = new Batches({
      run: (urns) => this.#readLevels(urns),
      gatherMs: USUAL_GATHER_MS,
      onTrouble,
    });
  }

  /** Schools whose roll or usual level is not up to date. */
  get size(): number {
    return this.#rolls.size + this.#levels.size;
  }

  rosterChanged(urns: Iterable<number>): void {
    this.#rolls.addAll(urns);
  }

  historyChanged(urns: Iterable<number>): void {
    this.#levels.addAll(urns);
  }

  /** Counts of a session of another day than the live one have changed. */
  otherDayChanged(urn: number, session: number): void {
    if (usualDays(this.#parts.model.day).includes(session >> 1)) this.#levels.add(urn);
  }

  /** Makes schools that a live table does not have yet stand in it with their roll. */
  async fillRolls(urns: readonly number[], table: CountsTable): Promise<void> {
    const { store, model } = this.#parts;
    const missing = urns.filter((urn) => table.indexOf(urn) < 0);
    if (missing.length === 0) return;
    await forEachRoll(store, missing, model.day, (urn, counts) => this.#put(table, urn, counts));
    model.version++;
  }

  #put(table: CountsTable, urn: number, counts: SessionCounts): void {
    const { model, rooms } = this.#parts;
    const half = model.tables.indexOf(table);
    if (table.put(urn, counts) && half >= 0) rooms.countsChanged(urn, half);
  }

  async #readRolls(urns: number[]): Promise<void> {
    const { store, model } = this.#parts;
    const { tables, day } = model;
    const unmarked = urns.filter((urn) =>
      tables.some((table) => table.indexOf(urn) < 0 || table.versionAt(table.indexOf(urn)) === 0),
    );
    await forEachRoll(store, unmarked, day, (urn, counts) => {
      for (const table of tables) this.#put(table, urn, counts);
    });
    model.version++;
  }

  async #readLevels(urns: number[]): Promise<void> {
    const { store, model, rooms, usual } = this.#parts;
    const { day } = model;
    const found = await readUsual(store, urns, day);
    if (day !== model.day) return;
    for (const urn of urns) {
      const sums = found.get(urn);
      if (sums) usual.set(urn, sums);
      else usual.delete(urn);
      rooms.usualChanged(urn);
    }
    model.version++;
  }

  async stop(): Promise<void> {
    await Promise.all([this.#rolls.stop(), this.#levels.stop()]);
  }
}
