/** A school's pupil table in memory: packed UPNs in ascending order beside their slots, ten bytes a pupil. */
import { UPN_BYTES } from '../../../shared/attendance/upn.ts';
import { packedUpnAt, slotCountOf } from '../../../shared/redis/layouts/pupils.ts';

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
  const fresh: number[] = [];
  // Slot 0 is the header; an erased row is 0 and stands for nobody.
  for (let slot = Math.max(table.slotCount, 1); slot < end; slot++)
    if (packedUpnAt(rows, slot - from) !== 0) fresh.push(slot);
  const upnOf = (slot: number) => rows.readUIntLE((slot - from) * UPN_BYTES, UPN_BYTES);
  fresh.sort((a, b) => upnOf(a) - upnOf(b));
  return { slotCount: end, ...merge(table, fresh, upnOf) };
}

function merge(table: PupilTable, fresh: readonly number[], upnOf: (slot: number) => number) {
  const length = table.upns.length + fresh.length;
  const upns = new Float64Array(length);
  const slots = new Uint16Array(length);
  let old = 0;
  let next = 0;
  for (let at = 0; at < length; at++) {
    const takeOld =
      next === fresh.length || (old < table.upns.length && table.upns[old] <= upnOf(fresh[next]));
    upns[at] = takeOld ? table.upns[old] : upnOf(fresh[next]);
    slots[at] = takeOld ? table.slots[old++] : fresh[next++];
  }
  return { upns, slots };
}
