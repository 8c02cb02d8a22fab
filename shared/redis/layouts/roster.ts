/** A roster, packed: in the stream as it was accepted, and in the hash of the school's rosters. */
import { NEVER_LEFT, type Roster } from '../../attendance/roster.ts';
import { ByteReader, type ByteWriter } from './bytes.ts';

const VERSION = 1;
const DIGEST_BYTES = 8;

/** Writes without a version of its own: it stands inside an entry or behind `encodeRoster`'s. */
export function writeRoster(writer: ByteWriter, roster: Roster): void {
  writer.varint(roster.asOf).u48(roster.issuedAt).bytes(Buffer.from(roster.digest, 'hex'));
  const { slots, masks, births, admitted, left, replaced } = roster;
  writer.varint(slots.length);
  for (let i = 0; i < slots.length; i++) {
    const hasDates = admitted[i] !== 0 || left[i] !== NEVER_LEFT;
    // Bit 31 of the mask is free (28 cohorts), and most pupils have neither date.
    writer
      .u16(slots[i])
      .u32(hasDates ? (masks[i] | 0x80000000) >>> 0 : masks[i])
      .u8(births[i]);
    if (hasDates) writer.u16(admitted[i]).u16(left[i]);
  }
  writer.varint(replaced.length);
  for (const [slot, previous] of replaced) writer.u16(slot).u16(previous);
}

export function readRoster(reader: ByteReader): Roster {
  const asOf = reader.varint();
  const issuedAt = reader.u48();
  const digest = reader.bytes(DIGEST_BYTES).toString('hex');
  const length = reader.varint();
  const slots = new Uint16Array(length);
  const masks = new Uint32Array(length);
  const births = new Uint8Array(length);
  const admitted = new Uint16Array(length);
  const left = new Uint16Array(length).fill(NEVER_LEFT);
  for (let i = 0; i < length; i++) {
    slots[i] = reader.u16();
    const word = reader.u32();
    births[i] = reader.u8();
    masks[i] = word & 0x7fffffff;
    if (word & 0x80000000) {
      admitted[i] = reader.u16();
      left[i] = reader.u16();
    }
  }
  const replaced: [number, number][] = [];
  for (let rest = reader.varint(); rest > 0; rest--) replaced.push([reader.u16(), reader.u16()]);
  return { asOf, issuedAt, digest, slots, masks, births, admitted, left, replaced };
}

export function encodeRoster(writer: ByteWriter, roster: Roster): Buffer {
  writer.u8(VERSION);
  writeRoster(writer, roster);
  return writer.take();
}

export function decodeRoster(bytes: Buffer): Roster {
  const reader = new ByteReader(bytes);
  reader.version(VERSION, 'roster');
  return readRoster(reader);
}
