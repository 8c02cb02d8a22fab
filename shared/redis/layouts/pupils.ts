/**
 * The pupil table of a school (UPN by slot) and the year-to-date sessions by slot.
 * The table is append only: six bytes a slot. Slot 0 is the header, so that pupils start at slot 1. An erased row is
 * all zeros; its slot is never given again.
 */
import { UPN_BYTES, unpackUpn } from '../../attendance/upn.ts';
import { ByteReader, type ByteWriter } from './bytes.ts';

const TABLE_VERSION = 1;
const YEAR_VERSION = 1;

/** A school has at most this many slots: a slot is 16 bits in rosters. */
export const MAX_SLOTS = 65_535;

/** The header that a new table starts with. */
export function pupilTableHeader(): Buffer {
  return Buffer.from([TABLE_VERSION, 0, 0, 0, 0, 0]);
}

/** Packed UPNs as the rows of a pupil table. */
export function encodePupilRows(packedUpns: readonly number[]): Buffer {
  const bytes = Buffer.allocUnsafe(packedUpns.length * UPN_BYTES);
  for (let i = 0; i < packedUpns.length; i++) bytes.writeUIntLE(packedUpns[i], i * UPN_BYTES, UPN_BYTES);
  return bytes;
}

/** Number of slots of a table, the header included: valid slots are 1 to this minus 1. */
export function slotCountOf(table: Buffer): number {
  return table.length / UPN_BYTES;
}

/** The packed UPN of a slot; 0 when it was erased. */
export function packedUpnAt(table: Buffer, slot: number): number {
  return table.readUIntLE(slot * UPN_BYTES, UPN_BYTES);
}

/** The UPN of a slot, or undefined when there is none or it was erased. */
export function upnAt(table: Buffer, slot: number): string | undefined {
  if (slot < 1 || slot >= slotCountOf(table)) return undefined;
  const packed = packedUpnAt(table, slot);
  return packed === 0 ? undefined : unpackUpn(packed);
}

/** Possible and absent sessions of each slot in a school year, of marks that count. */
export interface YearToDate {
  possible: Uint16Array;
  absent: Uint16Array;
}

export function emptyYearToDate(slotCount: number): YearToDate {
  return { possible: new Uint16Array(slotCount), absent: new Uint16Array(slotCount) };
}

export function encodeYearToDate(writer: ByteWriter, year: YearToDate): Buffer {
  const { possible, absent } = year;
  writer.u8(YEAR_VERSION).varint(possible.length);
  for (let slot = 0; slot < possible.length; slot++) writer.varint(possible[slot]).varint(absent[slot]);
  return writer.take();
}

export function decodeYearToDate(bytes: Buffer, slotCount = 0): YearToDate {
  const reader = new ByteReader(bytes);
  reader.version(YEAR_VERSION, 'year to date');
  const length = reader.varint();
  const year = emptyYearToDate(Math.max(length, slotCount));
  for (let slot = 0; slot < length; slot++) {
    year.possible[slot] = reader.varint();
    year.absent[slot] = reader.varint();
  }
  return year;
}
