/**
 * Whole-school totals of sessions before Bellwether, one packed value a school and school year. Each session is a byte of
 * flags and what they say that follows: about four bytes. Version 1 had every number of every session, about seven.
 */
import { ByteReader, type ByteWriter } from './bytes.ts';

const VERSIONS = [1, 2] as const;
const EVERY_NUMBER = 1;
const WHAT_DIFFERS = 2;
/** The session is the next one: no step follows. */
const NEXT = 1;
/** As many possible as in the session before: no difference follows. */
const SAME_POSSIBLE = 2;
/** More attending than possible: what follows is how many more, not how many were absent. */
const OVER = 4;
/** Authorised and unauthorised are all who were absent: only authorised follows. */
const SPLIT = 8;
/** Neither was given: nothing follows. */
const NO_CLASSES = 16;

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

const NOBODY_YET: HistorySession = {
  session: 0,
  possible: 0,
  attending: 0,
  authorised: -1,
  unauthorised: -1,
};

/** Sessions must be in ascending order of `session`. */
export function encodeHistory(writer: ByteWriter, sessions: readonly HistorySession[]): Buffer {
  writer.u8(WHAT_DIFFERS);
  let before = NOBODY_YET;
  for (const entry of sessions) {
    writeSession(writer, entry, before);
    before = entry;
  }
  return writer.take();
}

function writeSession(writer: ByteWriter, entry: HistorySession, before: HistorySession): void {
  const { session, possible, authorised, unauthorised } = entry;
  const flags = flagsOf(entry, before);
  writer.u8(flags);
  if (!(flags & NEXT)) writer.varint(session - before.session);
  if (!(flags & SAME_POSSIBLE)) writer.signed(possible - before.possible);
  writer.varint(Math.abs(possible - entry.attending));
  if (flags & SPLIT) writer.varint(authorised);
  else if (!(flags & NO_CLASSES)) writer.varint(authorised + 1).varint(unauthorised + 1);
}

function flagsOf(entry: HistorySession, before: HistorySession): number {
  const { possible, attending, authorised, unauthorised } = entry;
  const areGiven = authorised >= 0 && unauthorised >= 0;
  return (
    (entry.session === before.session + 1 ? NEXT : 0) |
    (possible === before.possible ? SAME_POSSIBLE : 0) |
    (attending > possible ? OVER : 0) |
    (areGiven && authorised + unauthorised === possible - attending ? SPLIT : 0) |
    (authorised < 0 && unauthorised < 0 ? NO_CLASSES : 0)
  );
}

export function decodeHistory(bytes: Buffer): HistorySession[] {
  const reader = new ByteReader(bytes);
  const read = reader.versionOf(VERSIONS, 'history') === EVERY_NUMBER ? readEveryNumber : readSession;
  const sessions: HistorySession[] = [];
  let before = NOBODY_YET;
  while (!reader.done) {
    before = read(reader, before);
    sessions.push(before);
  }
  return sessions;
}

function readSession(reader: ByteReader, before: HistorySession): HistorySession {
  const flags = reader.u8();
  const session = before.session + (flags & NEXT ? 1 : reader.varint());
  const possible = before.possible + (flags & SAME_POSSIBLE ? 0 : reader.signed());
  const away = reader.varint();
  const attending = flags & OVER ? possible + away : possible - away;
  if (flags & NO_CLASSES) return { session, possible, attending, authorised: -1, unauthorised: -1 };
  const authorised = flags & SPLIT ? reader.varint() : reader.varint() - 1;
  const unauthorised = flags & SPLIT ? away - authorised : reader.varint() - 1;
  return { session, possible, attending, authorised, unauthorised };
}

function readEveryNumber(reader: ByteReader, before: HistorySession): HistorySession {
  return {
    session: before.session + reader.varint(),
    possible: reader.varint(),
    attending: reader.varint(),
    authorised: reader.varint() - 1,
    unauthorised: reader.varint() - 1,
  };
}
