/**
 * The ledger of a school: for each day of a school year that has marks, the sums of every measure by cohort from
 * 1 September up to and including that day. Any window is then a difference of two rows, and a correction adds the
 * same difference to every later row.
 */
import type { Tallies } from '../../attendance/measures.ts';
import { ByteReader, type ByteWriter } from './bytes.ts';
import { readTallies, TALLY_VERSION, TALLY_VERSIONS, writeTallies } from './tallies.ts';

const BITMAP_BYTES = 46;

export function encodeLedgerRow(writer: ByteWriter, sums: Tallies): Buffer {
  writer.u8(TALLY_VERSION);
  writeTallies(writer, sums);
  return writer.take();
}

export function decodeLedgerRow(bytes: Buffer): Tallies {
  const reader = new ByteReader(bytes);
  return readTallies(reader, reader.versionOf(TALLY_VERSIONS, 'ledger row'));
}

/** Days (numbers, ascending) of a school year as a bitmap counted from 1 September. */
export function encodeDays(days: readonly number[], yearStart: number): Buffer {
  const bitmap = Buffer.alloc(BITMAP_BYTES);
  for (const day of days) bitmap[(day - yearStart) >> 3] |= 1 << ((day - yearStart) & 7);
  return bitmap;
}

export function decodeDays(bitmap: Buffer, yearStart: number): number[] {
  const days: number[] = [];
  for (let i = 0; i < bitmap.length * 8; i++) if (bitmap[i >> 3] & (1 << (i & 7))) days.push(yearStart + i);
  return days;
}
