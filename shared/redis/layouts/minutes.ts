/**
 * The log of a school-session's counts by minute of receipt, so that 09:40 can be shown later as it stood at 09:40.
 * One row a minute in which something changed; each row holds only the kinds that differ from the row before.
 */

import { KIND_COUNT } from '../../attendance/codes.ts';
import { ALL, STATUTORY } from '../../attendance/cohorts.ts';
import type { Tallies } from '../../attendance/measures.ts';
import { ByteReader, type ByteWriter } from './bytes.ts';

const VERSION = 1;
const MS_PER_MINUTE = 60_000;
const LOGGED = [ALL, STATUTORY];
/** Numbers of a row: the kinds of `all`, then of `statutory`. */
export const MINUTE_WIDTH = LOGGED.length * KIND_COUNT;
const WIDTH = MINUTE_WIDTH;

/** Tally rows of `all` and of `statutory`, as they stood when the minute ended. */
export interface MinuteRow {
  /** Minutes since 1970 (UTC). */
  minute: number;
  /** `KIND_COUNT` numbers of `all`, then of `statutory`. */
  kinds: Int32Array;
}

/** The minute an instant (ms) falls in. */
export function minuteOf(instant: number): number {
  return Math.floor(instant / MS_PER_MINUTE);
}

/** The logged part of a session's tallies. */
export function loggedKinds(tallies: Tallies): Int32Array {
  const kinds = new Int32Array(WIDTH);
  LOGGED.forEach((cohort, i) => {
    kinds.set(tallies.subarray(cohort * KIND_COUNT, (cohort + 1) * KIND_COUNT), i * KIND_COUNT);
  });
  return kinds;
}

export function encodeMinutes(writer: ByteWriter, rows: readonly MinuteRow[]): Buffer {
  writer.u8(VERSION);
  let before: MinuteRow = { minute: 0, kinds: new Int32Array(WIDTH) };
  for (const row of rows) {
    writer.varint(row.minute - before.minute);
    let changed = 0;
    for (let i = 0; i < WIDTH; i++) if (row.kinds[i] !== before.kinds[i]) changed |= 1 << i;
    writer.varint(changed >>> 0);
    for (let i = 0; i < WIDTH; i++) if (changed & (1 << i)) writer.varint(row.kinds[i]);
    before = row;
  }
  return writer.take();
}

export function decodeMinutes(bytes: Buffer): MinuteRow[] {
  const reader = new ByteReader(bytes);
  reader.version(VERSION, 'counts by minute');
  const rows: MinuteRow[] = [];
  let minute = 0;
  let kinds: Int32Array = new Int32Array(WIDTH);
  while (!reader.done) {
    minute += reader.varint();
    const changed = reader.varint();
    kinds = kinds.slice();
    for (let i = 0; i < WIDTH; i++) if (changed & (1 << i)) kinds[i] = reader.varint();
    rows.push({ minute, kinds });
  }
  return rows;
}

/** The minute of the first row: when the school was first heard from; undefined of an empty log. */
export function firstMinuteOf(bytes: Buffer): number | undefined {
  const reader = new ByteReader(bytes);
  reader.version(VERSION, 'counts by minute');
  return reader.done ? undefined : reader.varint();
}

/**
 * What each row of a log adds to the row before: `use(minute, place, difference)`, places as in `MinuteRow.kinds`.
 * Makes no row, so that the logs of 21,000 schools add up in a fraction of a second.
 */
export function eachMinuteChange(
  bytes: Buffer,
  use: (minute: number, place: number, difference: number) => void,
): void {
  const reader = new ByteReader(bytes);
  reader.version(VERSION, 'counts by minute');
  const kinds = new Int32Array(WIDTH);
  let minute = 0;
  while (!reader.done) {
    minute += reader.varint();
    const changed = reader.varint();
    for (let i = 0; i < WIDTH; i++) {
      if (!(changed & (1 << i))) continue;
      const value = reader.varint();
      use(minute, i, value - kinds[i]);
      kinds[i] = value;
    }
  }
}
