/** What is done about lost writes: the lost entries are taken from the journal and appended again. */
import { setTimeout as sleep } from 'node:timers/promises';
import { crashPoint } from '../../../shared/node/crash-points.ts';
import type { Logger } from '../../../shared/node/logger.ts';
import { isPassing } from '../../../shared/node/passing-errors.ts';
import { ByteWriter } from '../../../shared/redis/layouts/bytes.ts';
import { decodeEntry, type Entry, encodeEntry } from '../../../shared/redis/layouts/entries.ts';
import type { EntryStore } from '../entry-store.ts';
import { findSlot, type PupilTable } from '../pupils/table.ts';
import type { PupilTables } from '../pupils/tables.ts';
import type { Journal } from './journal.ts';
import { bothLosses, isLost, type Loss } from './loss.ts';
import { type JournalRecord, type Outgoing, packPupils, unpackPupils } from './record.ts';

const RETRY_MS = 500;

export interface RepairParts {
  journal: Pick<Journal, 'recordsOf' | 'noteLoss'>;
  tables: PupilTables;
  /** Where the entries go; set once the store that reports losses is there. */
  store: () => EntryStore;
  logger: Logger;
  stopping: AbortSignal;
}

/**
 * Repairs one partition after the other. While `underWay` no new body is begun: nobody may be given a slot that the
 * lost entries had.
 */
export class Repair {
  readonly #parts: RepairParts;
  readonly #lost = new Map<number, Loss & { noted: Promise<void> }>();
  #running: Promise<void> | undefined;
  /** Losses found since the start. */
  found = 0;
  /** Entries appended again since the start. */
  repaired = 0;

  constructor(parts: RepairParts) {
    this.#parts = parts;
  }

  get underWay(): boolean {
    return this.#running !== undefined;
  }

  /**
   * Redis holds only the first `kept` entries of this writer in a partition. The journal is told in the same turn, and
   * so before whatever is appended next: a worker that dies goes on with the repair.
   */
  lost(partition: number, loss: Loss): void {
    this.found++;
    this.#parts.logger.error({ partition, kept: loss.kept }, 'redis_lost_writes');
    this.#parts.tables.forgetAll();
    this.#plan(partition, loss);
    this.#running ??= this.#run();
  }

  #plan(partition: number, loss: Loss): void {
    const whole = bothLosses(this.#lost.get(partition), loss);
    const noted = this.#parts.journal.noteLoss({ ...whole, partition, isRepaired: false });
    // Heard where it is waited for.
    noted.catch(() => undefined);
    this.#lost.set(partition, { ...whole, noted });
  }

  /** Settles when nothing is being repaired. */
  async settled(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    // Not in the caller's turn: it has yet to keep this promise.
    await Promise.resolve();
    while (this.#lost.size > 0 && !this.#parts.stopping.aborted) {
      const [[partition, loss]] = this.#lost;
      this.#lost.delete(partition);
      try {
        await loss.noted;
        await this.#repair(partition, loss);
      } catch (error) {
        const { logger, stopping } = this.#parts;
        logger.warn({ err: error, partition, passing: isPassing(error) }, 'repair_retry');
        this.#plan(partition, loss);
        await sleep(RETRY_MS, undefined, { signal: stopping }).catch(() => undefined);
      }
    }
    this.#running = undefined;
  }

  async #repair(partition: number, loss: Loss): Promise<void> {
    const { journal, tables, store, logger } = this.#parts;
    const all = await journal.recordsOf(partition);
    const held = await store().holds(
      partition,
      all.map(({ id }) => id),
      loss.foundAt,
    );
    const records = all.filter((record, i) => isLost(record, loss.kept) || !held[i]);
    for (const [urn, pupils] of pupilsOf(records)) await tables.restore(urn, pupils);
    let entries = 0;
    for (const record of records) {
      // Sent as they are known to the journal: the store brings old slots to those that hold now.
      await store().append(partition, record.entries);
      entries += record.entries.length;
      crashPoint('repair:begun');
    }
    this.repaired += entries;
    // Another loss found meanwhile is not repaired by this.
    if (!this.#lost.has(partition)) await journal.noteLoss({ ...loss, partition, isRepaired: true });
    logger.error({ partition, entries }, 'lost_writes_repaired');
  }
}

/** Slot and UPN of every pupil in the records, by school. */
function pupilsOf(records: readonly JournalRecord[]): Map<number, Map<number, number>> {
  const schools = new Map<number, Map<number, number>>();
  for (const { entries } of records) {
    for (const { urn, pupils } of entries) {
      const known = schools.get(urn) ?? new Map<number, number>();
      schools.set(urn, known);
      for (const [slot, upn] of unpackPupils(pupils)) known.set(slot, upn);
    }
  }
  return schools;
}

const writer = new ByteWriter();

/** The entry with the slots that its pupils have by the tables; the very same when none has moved. */
export async function renewSlots(entry: Outgoing, tables: PupilTables): Promise<Outgoing> {
  const pupils = unpackPupils(entry.pupils);
  if (pupils.size === 0) return entry;
  const table = (await tables.ensure(new Map([[entry.urn, pupils.values()]]), false)).get(entry.urn);
  if (table === undefined || table === 'too_many_pupils')
    throw new Error(`school ${entry.urn} has no room for pupils whose slots were lost`);
  const moved = [...pupils].some(([slot, upn]) => findSlot(table, upn) !== slot);
  if (!moved) return entry;
  const decoded = decodeEntry(entry.bytes);
  const upns = Float64Array.from(pupils.values());
  const slots = Uint16Array.from(upns, (upn) => findSlot(table, upn));
  const bytes = Buffer.from(encodeEntry(writer, withNewSlots(decoded, pupils, table)));
  // The journal keeps this one: a loss after this must find the pupils by the slots that are in it now.
  return { ...entry, bytes, pupils: packPupils(slots, upns) };
}

function withNewSlots(entry: Entry, pupils: ReadonlyMap<number, number>, table: PupilTable): Entry {
  const now = (slot: number) => {
    const upn = pupils.get(slot);
    if (upn === undefined) throw new Error(`nobody is known of slot ${slot} of school ${entry.urn}`);
    return findSlot(table, upn);
  };
  if (entry.kind === 'register')
    return { ...entry, marks: { ...entry.marks, slots: entry.marks.slots.map(now) } };
  if (entry.kind === 'history') return entry;
  const { roster } = entry;
  const replaced = roster.replaced.map(([slot, previous]) => [now(slot), now(previous)] as const);
  return { ...entry, roster: { ...roster, slots: roster.slots.map(now), replaced } };
}
