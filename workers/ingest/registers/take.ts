/** Registers: from checked marks to entries of the stream. */

import type { Vault } from '../../../shared/node/vault/vault.ts';
import type { ByteWriter } from '../../../shared/redis/layouts/bytes.ts';
import { encodeEntry } from '../../../shared/redis/layouts/entries.ts';
import type { CsvRow } from '../body/csv.ts';
import type { Item } from '../body/items.ts';
import { RawLine } from '../body/raw-line.ts';
import { Fault } from '../fault.ts';
import { packPupils } from '../journal/record.ts';
import { type Posting, type Taker, traceMarks } from '../posting.ts';
import { findSlot, type PupilTable } from '../pupils/table.ts';
import type { PupilTables } from '../pupils/tables.ts';
import type { RosterScanner } from '../rosters/scan.ts';
import type { KnownSchools } from '../schools-known.ts';
import { isObject, type ReadRegister, readRegister, readUrn } from './read.ts';
import { createGrouper, type RowGroup, readRow } from './rows.ts';
import type { RegisterScanner } from './scan.ts';

export interface RegisterParts {
  vault: Vault;
  schools: KnownSchools;
  tables: PupilTables;
  writer: ByteWriter;
  registerScanner: RegisterScanner;
  rosterScanner: RosterScanner;
}

export const REGISTER_COUNTS = ['registers', 'marks'] as const;

/** A register and the items of the answer it came from. */
interface Held {
  register: ReadRegister;
  indexes: readonly number[];
}

/**
 * Puts registers into the stream. One whose school's pupils are all known in memory goes at once; the others are held
 * back until `settle`, which finds the slots of all of them together.
 */
function createSink(posting: Posting, parts: RegisterParts) {
  const { outcome, append, origin, dryRun, patience, trace: traced } = posting;
  const { tables, writer } = parts;
  let held: Held[] = [];

  const send = ({ urn, session, marks, upns }: ReadRegister) => {
    const count = marks.rows.length;
    if (!dryRun)
      append.add(urn, encodeEntry(writer, { kind: 'register', ...origin, urn, session, marks }), count, () =>
        packPupils(marks.slots, upns),
      );
    outcome.accept('registers', 1);
    outcome.accept('marks', count);
    traceMarks(traced, urn, session, marks.slots);
  };
  const settleOne = ({ register, indexes }: Held, full: boolean) => {
    const table = tables.get(register.urn);
    const found = table !== undefined && fillSlots(register, table);
    if (found || (dryRun && !full)) send(register);
    else for (const index of indexes) outcome.reject(index, tooManyPupils(register.urn));
  };
  return {
    put(register: ReadRegister, indexes: readonly number[]): void {
      const table = tables.get(register.urn);
      if (table && fillSlots(register, table)) send(register);
      else held.push({ register, indexes });
    },
    async settle(): Promise<void> {
      if (held.length > 0) {
        const batch = held;
        held = [];
        const ensured = await patience.run(() => tables.ensure(needsOf(batch), dryRun));
        for (const one of batch) settleOne(one, ensured.get(one.register.urn) === 'too_many_pupils');
      }
      await append.room();
    },
  };
}

/** Writes the slot of every mark; false when a pupil has none. */
function fillSlots({ upns, marks }: ReadRegister, table: PupilTable): boolean {
  const { slots } = marks;
  for (let i = 0; i < upns.length; i++) {
    const slot = findSlot(table, upns[i]);
    if (slot === 0) return false;
    slots[i] = slot;
  }
  return true;
}

function needsOf(held: readonly Held[]): Map<number, number[]> {
  const needs = new Map<number, number[]>();
  for (const { register } of held) {
    const upns = needs.get(register.urn) ?? [];
    for (const upn of register.upns) upns.push(upn);
    needs.set(register.urn, upns);
  }
  return needs;
}

export function tooManyPupils(urn: number): Fault {
  const message = 'has had more different pupils than a school can have: check the UPNs that are sent';
  return new Fault('too_many_pupils', 'urn', message, urn);
}

/** Registers as JSON values, or lines of JSON. */
export function createRegisterTaker(posting: Posting, parts: RegisterParts): Taker<unknown> {
  const { outcome, reader, rules, patience } = posting;
  const { schools, registerScanner } = parts;
  const sink = createSink(posting, parts);

  /** Takes a line of the usual form; false for any other, and for a school that is not this reader's. */
  const takeFast = (line: RawLine, index: number): boolean => {
    const register = registerScanner.scan(line, rules);
    if (!register || schools.faultFor(reader, register.urn)) return false;
    sink.put(register, [index]);
    return true;
  };
  /** Takes one item; gives its URN back when its school has to be asked for first. */
  const takeOne = ({ index, value }: Item<unknown>, asked: boolean): number | undefined => {
    if (value instanceof Fault || !isObject(value)) {
      outcome.reject(
        index,
        value instanceof Fault ? value : new Fault('malformed', '', 'must be a register', value),
      );
      return undefined;
    }
    const urn = readUrn(value.urn);
    if (!(urn instanceof Fault) && !asked && !schools.has(urn)) return urn;
    const register =
      urn instanceof Fault ? urn : (schools.faultFor(reader, urn) ?? readRegister(urn, value, rules));
    if (register instanceof Fault) outcome.reject(index, register);
    else sink.put(register, [index]);
    return undefined;
  };
  return {
    async take(items) {
      const putOff: Item<unknown>[] = [];
      const askFor = new Set<number>();
      for (const item of items) {
        const { index, value } = item;
        const isLine = value instanceof RawLine;
        if (isLine && takeFast(value, index)) continue;
        const parsed = isLine ? { index, value: value.parse() } : item;
        const urn = takeOne(parsed, false);
        if (urn === undefined) continue;
        putOff.push(parsed);
        askFor.add(urn);
      }
      if (putOff.length > 0) await patience.run(() => schools.ask([...askFor]));
      for (const item of putOff) takeOne(item, true);
      await sink.settle();
    },
    finish: async () => undefined,
  };
}

/** Registers as CSV rows, one mark each. */
export function createRegisterRowTaker(posting: Posting, parts: RegisterParts): Taker<CsvRow> {
  const { outcome, reader, rules, patience } = posting;
  const { schools } = parts;
  const sink = createSink(posting, parts);
  const grouper = createGrouper();

  const putGroups = async (groups: readonly RowGroup[]) => {
    const askFor = groups.map((group) => group.urn).filter((urn) => !schools.has(urn));
    if (askFor.length > 0) await patience.run(() => schools.ask([...new Set(askFor)]));
    for (const group of groups) {
      const fault = schools.faultFor(reader, group.urn);
      if (fault) for (const index of group.indexes) outcome.reject(index, fault);
      else sink.put(group, group.indexes);
    }
    await sink.settle();
  };
  return {
    async take(items) {
      const complete: RowGroup[] = [];
      for (const { index, value } of items) {
        const row = value instanceof Fault ? value : readRow(value, rules);
        if (row instanceof Fault) {
          outcome.reject(index, row);
          continue;
        }
        const group = grouper.add(row, index);
        if (group) complete.push(group);
      }
      await putGroups(complete);
    },
    async finish() {
      const last = grouper.close();
      if (last) await putGroups([last]);
    },
  };
}
