/**
 * The log of a school-session's counts by minute of receipt, so that 09:40 can be shown later as it stood at 09:40.
 * One row a minute in which something changed; each row holds only what differs from the row before: of `all` by how
 * much, and of `statutory` by how much more or less than of `all`, which in most schools is nothing. Version 1 held the
 * new numbers of both.
 */

import { KIND_COUNT } from '../../attendance/codes.ts';
import { ALL, STATUTORY } from '../../attendance/cohorts.ts';
import type { Tallies } from '../../attendance/measures.ts';
import { ByteReader, type ByteWriter } from './bytes.ts';

const VERSIONS = [1, 2] as const;
const NEW_NUMBERS = 1;
const DIFFERENCES = 2;
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
  writer.u8(DIFFERENCES);
  let before: MinuteRow = { minute: 0, kinds: new Int32Array(WIDTH) };
  const steps = new Int32Array(WIDTH);
  for (const row of rows) {
    writer.varint(row.minute - before.minute);
    for (let i = 0; i < WIDTH; i++) steps[i] = row.kinds[i] - before.kinds[i];
    for (let i = KIND_COUNT; i < WIDTH; i++) steps[i] -= steps[i - KIND_COUNT];
    let changed = 0;
    for (let i = 0; i < WIDTH; i++) if (steps[i] !== 0) changed |= 1 << i;
    writer.varint(changed >>> 0);
    for (let i = 0; i < WIDTH; i++) if (changed & (1 << i)) writer.signed(steps[i]);
    before = row;
  }
  return writer.take();
}

export function decodeMinutes(bytes: Buffer): MinuteRow[] {
  const rows: MinuteRow[] = [];
  let kinds = new Int32Array(WIDTH);
  eachRow(bytes, (minute, steps) => {
    kinds = kinds.map((number, i) => number + steps[i]);
    rows.push({ minute, kinds });
  });
  return rows;
}

/** What each row adds to the row before, the same array every time. */
function eachRow(bytes: Buffer, use: (minute: number, steps: Int32Array) => void): void {
  const reader = new ByteReader(bytes);
  const version = reader.versionOf(VERSIONS, 'counts by minute');
  const steps = new Int32Array(WIDTH);
  const before = new Int32Array(WIDTH);
  let minute = 0;
  while (!reader.done) {
    minute += reader.varint();
    steps.fill(0);
    const changed = reader.varint();
    for (let i = 0; i < WIDTH; i++) {
      if (!(changed & (1 << i))) continue;
      steps[i] = version === NEW_NUMBERS ? reader.varint() - before[i] : reader.signed();
      before[i] += steps[i];
    }
    if (version === DIFFERENCES) for (let i = KIND_COUNT; i < WIDTH; i++) steps[i] += steps[i - KIND_COUNT];
    use(minute, steps);
  }
}

/** The minute of the first row: when the school was first heard from; undefined of an empty log. */
export function firstMinuteOf(bytes: Buffer): number | undefined {
  const reader = new ByteReader(bytes);
  reader.versionOf(VERSIONS, 'counts by minute');
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
  eachRow(bytes, (minute, steps) => {
    for (let i = 0; i < WIDTH; i++) if (steps[i] !== 0) use(minute, i, steps[i]);
  });
}
