/**
 * The marks of one school-session by slot, packed: the commonest code and the slots that have another one, then the
 * times as runs of equal ones (a register's marks share theirs), then the few minutes late. About 0.7 bytes a pupil, where a byte a slot takes 1.7.
 * Where as many slots differ that a byte a slot is shorter, and in version 1 always, it is a byte a slot.
 */
import { NO_MINUTES } from '../../attendance/mark.ts';
import { ByteReader, type ByteWriter } from './bytes.ts';

const VERSIONS = [1, 2] as const;
const BYTE_A_SLOT = 1;
const WHO_DIFFERS = 2;
/** In place of the commonest code: a byte a slot follows. */
const NO_COMMONEST = 255;

/** Every accepted mark of one school-session, the winner of each identity, on roll or not. */
export interface SessionMarks {
  /** Code row + 1 by slot; 0 where the slot has no mark. */
  rows: Uint8Array;
  /** `recordedAt` in ms by slot; meaningless where there is no mark. */
  times: Float64Array;
  /** Minutes late by slot, where given. */
  late: Map<number, number>;
}

export function emptyMarks(slotCount: number): SessionMarks {
  return { rows: new Uint8Array(slotCount), times: new Float64Array(slotCount), late: new Map() };
}

/** Minutes late of a slot, `NO_MINUTES` when not given. */
export function minutesLate(marks: SessionMarks, slot: number): number {
  return marks.late.size === 0 ? NO_MINUTES : (marks.late.get(slot) ?? NO_MINUTES);
}

export function encodeMarks(writer: ByteWriter, marks: SessionMarks): Buffer {
  const { rows, times, late } = marks;
  writer.u8(WHO_DIFFERS).varint(rows.length);
  writeRows(writer, rows);
  writeTimes(writer, rows, times);
  writer.varint(late.size);
  for (const [slot, minutes] of late) writer.varint(slot).varint(minutes);
  return writer.take();
}

/**
 * Runs of equal times, each its length and which time it has: 0 a new one, its step from the new one before follows;
 * n the nth new one again, as when a register goes on behind a pupil who came late.
 */
function writeTimes(writer: ByteWriter, rows: Uint8Array, times: Float64Array): void {
  const places = new Map<number, number>();
  let previous = 0;
  for (let from = 0; from < rows.length; ) {
    const { time, to } = runFrom(from, rows, times);
    const place = places.get(time);
    writer.varint(to - from).varint(place ?? 0);
    if (place === undefined) {
      writer.signed(time - previous);
      places.set(time, places.size + 1);
      previous = time;
    }
    from = to;
  }
}

/** A slot without a mark has no time of its own and goes with the run it stands in. */
function runFrom(from: number, rows: Uint8Array, times: Float64Array): { time: number; to: number } {
  let time = rows[from] ? times[from] : 0;
  let to = from + 1;
  while (to < rows.length && (!rows[to] || !time || times[to] === time)) {
    if (!time && rows[to]) time = times[to];
    to++;
  }
  return { time, to };
}

function writeRows(writer: ByteWriter, rows: Uint8Array): void {
  const commonest = commonestOf(rows);
  let others = 0;
  for (let slot = 0; slot < rows.length; slot++) if (rows[slot] !== commonest) others++;
  // A slot that differs takes two bytes.
  if (others * 2 >= rows.length) {
    writer.u8(NO_COMMONEST).bytes(rows);
    return;
  }
  writer.u8(commonest).varint(others);
  let next = 0;
  for (let slot = 0; slot < rows.length; slot++) {
    if (rows[slot] === commonest) continue;
    writer.varint(slot - next).u8(rows[slot]);
    next = slot + 1;
  }
}

/** Of equally common ones the lowest, so that equal marks are equal bytes. */
function commonestOf(rows: Uint8Array): number {
  const counts = new Uint32Array(NO_COMMONEST);
  for (let slot = 0; slot < rows.length; slot++) counts[rows[slot]]++;
  let commonest = 0;
  for (let row = 1; row < NO_COMMONEST; row++) if (counts[row] > counts[commonest]) commonest = row;
  return commonest;
}

function readRows(reader: ByteReader, version: number, length: number): Uint8Array {
  const commonest = version === BYTE_A_SLOT ? NO_COMMONEST : reader.u8();
  if (commonest === NO_COMMONEST) return reader.bytes(length);
  const rows = new Uint8Array(length).fill(commonest);
  let slot = 0;
  for (let others = reader.varint(); others > 0; others--) {
    slot += reader.varint();
    if (slot >= length) throw new RangeError(`packed marks name slot ${slot} of ${length}`);
    rows[slot++] = reader.u8();
  }
  return rows;
}

/** The codes alone, row + 1 by slot, where the times do not matter. */
export function decodeRows(bytes: Buffer): Uint8Array {
  const reader = new ByteReader(bytes);
  const version = reader.versionOf(VERSIONS, 'school-session marks');
  return readRows(reader, version, reader.varint());
}

/** Marks with room for at least `slotCount` slots. */
export function decodeMarks(bytes: Buffer, slotCount = 0): SessionMarks {
  const reader = new ByteReader(bytes);
  const version = reader.versionOf(VERSIONS, 'school-session marks');
  const length = reader.varint();
  const marks = emptyMarks(Math.max(length, slotCount));
  marks.rows.set(readRows(reader, version, length));
  readTimes(reader, version, marks.times, length);
  for (let rest = reader.varint(); rest > 0; rest--) {
    const slot = reader.varint();
    marks.late.set(slot, reader.varint());
  }
  return marks;
}

function readTimes(reader: ByteReader, version: number, times: Float64Array, length: number): void {
  const known: number[] = [];
  let previous = 0;
  for (let from = 0; from < length; ) {
    const to = from + reader.varint();
    const place = version === BYTE_A_SLOT ? 0 : reader.varint();
    if (place === 0) {
      previous += reader.signed();
      known.push(previous);
    }
    const time = place === 0 ? previous : known[place - 1];
    if (time === undefined) throw new RangeError(`packed marks name time ${place} of ${known.length}`);
    times.fill(time, from, to);
    from = to;
  }
}
