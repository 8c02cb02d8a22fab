/**
 * The marks of one school-session by slot, packed: one byte a slot for the code, then the times as runs of equal
 * ones (a register's marks share theirs), then the few minutes late. About 1.3 bytes a pupil.
 */
import { NO_MINUTES } from '../../attendance/mark.ts';
import { ByteReader, type ByteWriter } from './bytes.ts';

const VERSION = 1;

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
  writer.u8(VERSION).varint(rows.length).bytes(rows);
  let previous = 0;
  for (let from = 0; from < rows.length; ) {
    // A slot without a mark has no time of its own and goes with the run it stands in.
    let time = rows[from] ? times[from] : 0;
    let to = from + 1;
    while (to < rows.length && (!rows[to] || !time || times[to] === time)) {
      if (!time && rows[to]) time = times[to];
      to++;
    }
    const step = time - previous;
    writer.varint(to - from).varint(step >= 0 ? step * 2 : -step * 2 - 1);
    previous = time;
    from = to;
  }
  writer.varint(late.size);
  for (const [slot, minutes] of late) writer.varint(slot).varint(minutes);
  return writer.take();
}

/** The codes alone, row + 1 by slot, where the times do not matter: a view of `bytes`. */
export function decodeRows(bytes: Buffer): Uint8Array {
  const reader = new ByteReader(bytes);
  reader.version(VERSION, 'school-session marks');
  return reader.bytes(reader.varint());
}

/** Marks with room for at least `slotCount` slots. */
export function decodeMarks(bytes: Buffer, slotCount = 0): SessionMarks {
  const reader = new ByteReader(bytes);
  reader.version(VERSION, 'school-session marks');
  const length = reader.varint();
  const marks = emptyMarks(Math.max(length, slotCount));
  marks.rows.set(reader.bytes(length));
  let time = 0;
  for (let from = 0; from < length; ) {
    const to = from + reader.varint();
    const step = reader.varint();
    time += step % 2 ? -(step + 1) / 2 : step / 2;
    marks.times.fill(time, from, to);
    from = to;
  }
  for (let rest = reader.varint(); rest > 0; rest--) {
    const slot = reader.varint();
    marks.late.set(slot, reader.varint());
  }
  return marks;
}
