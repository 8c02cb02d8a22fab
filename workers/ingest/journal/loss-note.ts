/**
 * What the journal says of a loss: that it was found, before anything else is appended to the partition, and that its
 * repair has ended. A worker that dies between the two goes on with the repair when it starts again.
 */
import { ByteReader, ByteWriter } from '../../../shared/redis/layouts/bytes.ts';
import type { Loss } from './loss.ts';

/** Layout of a note; records of entries have layouts of their own (`record.ts`). */
const VERSION = 2;

export interface LossNote extends Loss {
  readonly partition: number;
  readonly isRepaired: boolean;
}

const writer = new ByteWriter();

export function encodeLossNote({ partition, kept, foundAt, isRepaired }: LossNote): Buffer {
  writer
    .u8(VERSION)
    .varint(partition)
    .varint(kept)
    .u48(foundAt)
    .u8(isRepaired ? 1 : 0);
  return Buffer.from(writer.take());
}

export const isLossNote = (bytes: Buffer): boolean => bytes[0] === VERSION;

/** @throws RangeError for another layout */
export function decodeLossNote(bytes: Buffer): LossNote {
  const reader = new ByteReader(bytes);
  reader.version(VERSION, 'journal loss');
  const [partition, kept, foundAt] = [reader.varint(), reader.varint(), reader.u48()];
  return { partition, kept, foundAt, isRepaired: reader.u8() === 1 };
}
