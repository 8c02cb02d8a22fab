/**
 * Counts of one school-session, packed: a mask of the cohorts that have anybody, their tally rows, and the marks by
 * code of `all`. A primary takes about 200 bytes.
 */

import { CODE_COUNT, KIND_COUNT } from '../../attendance/codes.ts';
import { COHORT_COUNT } from '../../attendance/cohorts.ts';
import { emptyTallies, type Tallies } from '../../attendance/measures.ts';
import type { ByteReader, ByteWriter } from './bytes.ts';
import { ByteReader as Reader } from './bytes.ts';

const VERSION = 1;

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

/** Tallies of non-negative rows, cohorts without anybody left out. Also the layout of the ledger's sums. */
export function writeTallies(writer: ByteWriter, tallies: ArrayLike<number>): void {
  let mask = 0;
  for (let cohort = 0; cohort < COHORT_COUNT; cohort++) {
    const at = cohort * KIND_COUNT;
    for (let kind = 0; kind < KIND_COUNT; kind++) {
      if (tallies[at + kind] !== 0) {
        mask |= 1 << cohort;
        break;
      }
    }
  }
  writer.u32(mask >>> 0);
  for (let cohort = 0; cohort < COHORT_COUNT; cohort++) {
    if (!(mask & (1 << cohort))) continue;
    const at = cohort * KIND_COUNT;
    for (let kind = 0; kind < KIND_COUNT; kind++) writer.varint(tallies[at + kind]);
  }
}

export function readTallies(reader: ByteReader): Tallies {
  const tallies = emptyTallies();
  const mask = reader.u32();
  for (let cohort = 0; cohort < COHORT_COUNT; cohort++) {
    if (!(mask & (1 << cohort))) continue;
    const at = cohort * KIND_COUNT;
    for (let kind = 0; kind < KIND_COUNT; kind++) tallies[at + kind] = reader.varint();
  }
  return tallies;
}

export function writeCounts(writer: ByteWriter, counts: SessionCounts): void {
  writer.u8(VERSION).varint(counts.version).u48(counts.newestMarkAt);
  writeTallies(writer, counts.tallies);
  let used = 0;
  for (let row = 0; row < CODE_COUNT; row++) if (counts.codes[row]) used++;
  writer.u8(used);
  for (let row = 0; row < CODE_COUNT; row++) if (counts.codes[row]) writer.u8(row).varint(counts.codes[row]);
}

export function readCounts(reader: ByteReader): SessionCounts {
  reader.version(VERSION, 'school-session counts');
  const version = reader.varint();
  const newestMarkAt = reader.u48();
  const tallies = readTallies(reader);
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
