/** Counts of one school-session, packed: its tallies, and the marks by code of `all`. A primary takes about 100 bytes. */
import { CODE_COUNT } from '../../attendance/codes.ts';
import { emptyTallies, type Tallies } from '../../attendance/measures.ts';
import type { ByteReader, ByteWriter } from './bytes.ts';
import { ByteReader as Reader } from './bytes.ts';
import { readTallies, TALLY_VERSION, TALLY_VERSIONS, writeTallies } from './tallies.ts';

/** What is known of one school-session. */
export interface SessionCounts {
  /** Rises by one with every commit that changes the counts. */
  version: number;
  /** Greatest `recordedAt` (ms) of a counted mark; 0 when there is none. */
  newestMarkAt: number;
  tallies: Tallies;
  /** Marks by code row, cohort `all`; `-` is not counted. */
  codes: Uint16Array;
}

export function emptyCounts(): SessionCounts {
  return { version: 0, newestMarkAt: 0, tallies: emptyTallies(), codes: new Uint16Array(CODE_COUNT) };
}

export function writeCounts(writer: ByteWriter, counts: SessionCounts): void {
  writer.u8(TALLY_VERSION).varint(counts.version).u48(counts.newestMarkAt);
  writeTallies(writer, counts.tallies);
  let used = 0;
  for (let row = 0; row < CODE_COUNT; row++) if (counts.codes[row]) used++;
  writer.u8(used);
  for (let row = 0; row < CODE_COUNT; row++) if (counts.codes[row]) writer.u8(row).varint(counts.codes[row]);
}

export function readCounts(reader: ByteReader): SessionCounts {
  const layout = reader.versionOf(TALLY_VERSIONS, 'school-session counts');
  const version = reader.varint();
  const newestMarkAt = reader.u48();
  const tallies = readTallies(reader, layout);
  const codes = new Uint16Array(CODE_COUNT);
  for (let left = reader.u8(); left > 0; left--) {
    const row = reader.u8();
    codes[row] = reader.varint();
  }
  return { version, newestMarkAt, tallies, codes };
}

/** Counts from a value of the `counts` hash. */
export function decodeCounts(bytes: Buffer): SessionCounts {
  return readCounts(new Reader(bytes));
}
