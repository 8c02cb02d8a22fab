/** Whole-school totals of sessions before Bellwether, one packed value a school and school year. */
import { ByteReader, type ByteWriter } from './bytes.ts';

const VERSION = 1;

/** Totals of one session, in pupils. */
export interface HistorySession {
  /** `sessionNumber` of the date and session. */
  session: number;
  possible: number;
  attending: number;
  /** -1 when not given. */
  authorised: number;
  /** -1 when not given. */
  unauthorised: number;
}

/** Sessions must be in ascending order of `session`. */
export function encodeHistory(writer: ByteWriter, sessions: readonly HistorySession[]): Buffer {
  writer.u8(VERSION);
  let previous = 0;
  for (const entry of sessions) {
    writer
      .varint(entry.session - previous)
      .varint(entry.possible)
      .varint(entry.attending);
    writer.varint(entry.authorised + 1).varint(entry.unauthorised + 1);
    previous = entry.session;
  }
  return writer.take();
}

export function decodeHistory(bytes: Buffer): HistorySession[] {
  const reader = new ByteReader(bytes);
  reader.version(VERSION, 'history');
  const sessions: HistorySession[] = [];
  let session = 0;
  while (!reader.done) {
    session += reader.varint();
    sessions.push({
      session,
      possible: reader.varint(),
      attending: reader.varint(),
      authorised: reader.varint() - 1,
      unauthorised: reader.varint() - 1,
    });
  }
  return sessions;
}
