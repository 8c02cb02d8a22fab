/** A school's pupil table in memory: packed UPNs in ascending order beside their slots, ten bytes a pupil. */
import { UPN_BYTES } from '../../../shared/attendance/upn.ts';
import { packedUpnAt, slotCountOf } from '../../../shared/redis/layouts/pupils.ts';
import { orderOf } from './order.ts';

export interface PupilTable {
  /** Slots given so far, the header's among them: the next one to be given. */
  readonly slotCount: number;
  /** Ascending. */
  readonly upns: Float64Array;
  /** Slot of each of `upns`. */
  readonly slots: Uint16Array;
}

export const EMPTY_TABLE: PupilTable = { slotCount: 0, upns: new Float64Array(0), slots: new Uint16Array(0) };

/** Slot of a packed UPN, 0 when it has none. */
export function findSlot(table: PupilTable, upn: number): number {
  const { upns } = table;
  let low = 0;
  let high = upns.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = upns[middle];
    if (found === upn) return table.slots[middle];
    if (found < upn) low = middle + 1;
    else high = middle - 1;
  }
  return 0;
}

/**
 * The table with the rows that Redis holds from slot `from` on. Rows already known are passed over; undefined when
 * rows between are missing, so that the table must be read anew.
 */
export function withRows(table: PupilTable, from: number, rows: Buffer): PupilTable | undefined {
  if (from > table.slotCount) return undefined;
  const end = from + slotCountOf(rows);
  if (end <= table.slotCount) return table;
  // Slot 0 is the header; an erased row is 0 and stands for nobody.
  const first = Math.max(table.slotCount, 1);
  const upns = new Float64Array(end - first);
  for (let i = 0; i < upns.length; i++) upns[i] = packedUpnAt(rows, first - from + i);
  return { slotCount: end, ...merge(table, upns, first) };
}

/** The table's rows as Redis holds them, the header's left out. */
export function rowsOf({ slotCount, upns, slots }: PupilTable): Buffer {
  const rows = Buffer.alloc(Math.max(0, slotCount - 1) * UPN_BYTES);
  for (let i = 0; i < upns.length; i++) rows.writeUIntLE(upns[i], (slots[i] - 1) * UPN_BYTES, UPN_BYTES);
  return rows;
}

/** @param fresh packed UPNs of the slots from `first` on, 0 for nobody */
function merge(table: PupilTable, fresh: Float64Array, first: number): Pick<PupilTable, 'upns' | 'slots'> {
  const order = orderOf(fresh);
  let next = 0;
  while (next < order.length && fresh[order[next]] === 0) next++;
  const length = table.upns.length + order.length - next;
  const upns = new Float64Array(length);
  const slots = new Uint16Array(length);
  let old = 0;
  for (let at = 0; at < length; at++) {
    const newest = next < order.length ? fresh[order[next]] : Number.POSITIVE_INFINITY;
    const takeOld = old < table.upns.length && table.upns[old] <= newest;
    upns[at] = takeOld ? table.upns[old] : newest;
    slots[at] = takeOld ? table.slots[old++] : first + order[next++];
  }
  return { upns, slots };
}
