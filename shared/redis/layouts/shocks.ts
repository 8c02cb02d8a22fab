/** The shared shock of a day, packed: the very numbers a standing was decided with, so that it can be decided again. */

import { type DayShock, noShock } from '../../signal/shock.ts';
import { ByteReader, type ByteWriter } from './bytes.ts';

const VERSION = 1;
const FLOATS = ['region', 'la', 'spread', 'drift'] as const;

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array | Uint8Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

export function encodeShock(writer: ByteWriter, shock: DayShock): Buffer {
  writer.u8(VERSION);
  for (const field of FLOATS) writer.raw(bytesOf(shock[field]));
  writer.raw(shock.event);
  return writer.take();
}

/** @throws RangeError when the numbers are of other groups than this build's */
export function decodeShock(bytes: Buffer): DayShock {
  const reader = new ByteReader(bytes);
  reader.version(VERSION, 'shared shock');
  const shock = noShock();
  for (const field of [...FLOATS, 'event'] as const) {
    const packed = reader.raw();
    const into = bytesOf(shock[field]);
    if (packed.length !== into.length) throw new RangeError(`a shared shock with another ${field}`);
    into.set(packed);
  }
  return shock;
}
