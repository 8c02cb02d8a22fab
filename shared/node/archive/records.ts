/**
 * Logs of checksummed records: the layout of segments and of the pupil tables' log. A record that was cut off by a
 * crash fails its checksum; everything before it stands.
 *
 * File: `BWLG`, layout version, then records of u32 length, u32 CRC-32 of the body, body.
 */
import { crc32 } from 'node:zlib';

export const LOG_VERSION = 1;
const MAGIC = Buffer.from('BWLG');
export const LOG_HEADER = Buffer.from([...MAGIC, LOG_VERSION]);
const FRAME_BYTES = 8;

/** One record with its frame. */
export function encodeRecord(body: Uint8Array): Buffer {
  const frame = Buffer.allocUnsafe(FRAME_BYTES + body.length);
  frame.writeUInt32LE(body.length, 0);
  frame.writeUInt32LE(crc32(body), 4);
  frame.set(body, FRAME_BYTES);
  return frame;
}

/** The records of a log and the number of bytes that are whole: header and undamaged records. */
export interface LogContent {
  records: Buffer[];
  wholeBytes: number;
}

/**
 * Reads a log up to the first record that is cut off or damaged.
 * @throws Error when it is no log, or of a layout that this build does not read
 */
export function readLog(bytes: Buffer, path: string): LogContent {
  if (bytes.length < LOG_HEADER.length) return { records: [], wholeBytes: 0 };
  if (!bytes.subarray(0, MAGIC.length).equals(MAGIC)) throw new Error(`${path} is no archive log`);
  const version = bytes[MAGIC.length];
  if (version !== LOG_VERSION)
    throw new Error(
      `${path} has layout version ${version}, this build reads ${LOG_VERSION}: use a newer build`,
    );
  const records: Buffer[] = [];
  let at = LOG_HEADER.length;
  while (at + FRAME_BYTES <= bytes.length) {
    const end = at + FRAME_BYTES + bytes.readUInt32LE(at);
    if (end > bytes.length) break;
    const body = bytes.subarray(at + FRAME_BYTES, end);
    if (crc32(body) !== bytes.readUInt32LE(at + 4)) break;
    records.push(body);
    at = end;
  }
  return { records, wholeBytes: at };
}
