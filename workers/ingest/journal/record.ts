/**
 * A record of the journal: the entries of one append, and for each pupil in them the slot and the UPN. Slots that Redis
 * has lost may be given to others afterwards; with the UPNs an entry can be brought to the slots that hold then.
 */
import { UPN_BYTES } from '../../../shared/attendance/upn.ts';
import { ByteReader, ByteWriter } from '../../../shared/redis/layouts/bytes.ts';

/** 2 is a note of a loss, in the same files (loss-note.ts). */
const VERSION = 3;
/** Without `before`; it is read as not known. */
const WITHOUT_BEFORE = 1;

/** One accepted entry on its way into a stream. */
export interface Outgoing {
  readonly urn: number;
  /** Packed (`layouts/entries.ts`). */
  readonly bytes: Buffer;
  /** Marks in it. */
  readonly marks: number;
  /** Slot and UPN of each of its pupils, by `packPupils`; empty when no journal is kept. */
  readonly pupils: Buffer;
  /** Losses found in the partition when its slots were looked up; an entry of before the last has old slots. */
  readonly generation: number;
}

export interface JournalRecord {
  readonly partition: number;
  /** Entries of this writer in the partition, these included. */
  readonly upTo: number;
  /** Stream id of the last of them. */
  readonly id: string;
  /** Stream id of the writer's last entry before them; '' for none, undefined where an older build wrote the record. */
  readonly before: string | undefined;
  readonly entries: readonly Outgoing[];
}

const ROW_BYTES = 2 + UPN_BYTES;
export const NO_PUPILS = Buffer.alloc(0);

/** Slots with their packed UPNs, eight bytes a pupil. */
export function packPupils(slots: Uint16Array, upns: Float64Array): Buffer {
  const bytes = Buffer.allocUnsafe(slots.length * ROW_BYTES);
  for (let i = 0; i < slots.length; i++) {
    bytes.writeUInt16LE(slots[i], i * ROW_BYTES);
    bytes.writeUIntLE(upns[i], i * ROW_BYTES + 2, UPN_BYTES);
  }
  return bytes;
}

/** Packed UPN by slot. */
export function unpackPupils(bytes: Buffer): Map<number, number> {
  const pupils = new Map<number, number>();
  for (let at = 0; at < bytes.length; at += ROW_BYTES)
    pupils.set(bytes.readUInt16LE(at), bytes.readUIntLE(at + 2, UPN_BYTES));
  return pupils;
}

const writer = new ByteWriter();

export function encodeJournalRecord({ partition, upTo, id, before, entries }: JournalRecord): Buffer {
  writer
    .u8(before === undefined ? WITHOUT_BEFORE : VERSION)
    .varint(partition)
    .varint(upTo)
    .text(id);
  if (before !== undefined) writer.text(before);
  writer.varint(entries.length);
  for (const { urn, bytes, marks, pupils } of entries)
    writer.varint(urn).varint(marks).raw(bytes).raw(pupils);
  return Buffer.from(writer.take());
}

/** @throws RangeError for another layout */
export function decodeJournalRecord(bytes: Buffer): JournalRecord {
  const reader = new ByteReader(bytes);
  const isOld = bytes[0] === WITHOUT_BEFORE;
  reader.version(isOld ? WITHOUT_BEFORE : VERSION, 'journal record');
  const [partition, upTo, id] = [reader.varint(), reader.varint(), reader.text()];
  const before = isOld ? undefined : reader.text();
  const entries: Outgoing[] = [];
  for (let rest = reader.varint(); rest > 0; rest--) {
    const [urn, marks] = [reader.varint(), reader.varint()];
    entries.push({
      urn,
      marks,
      bytes: Buffer.from(reader.raw()),
      pupils: Buffer.from(reader.raw()),
      generation: -1,
    });
  }
  return { partition, upTo, id, before, entries };
}
