/**
 * What intake appends to a partition's stream: one packed entry a register, a roster or a school's history. Pupils
 * are slots; no name, UPN or date of birth is ever in a stream.
 */
import { NO_MINUTES } from '../../attendance/mark.ts';
import type { Roster } from '../../attendance/roster.ts';
import { ByteReader, type ByteWriter } from './bytes.ts';
import type { HistorySession } from './history.ts';
import { readRoster, writeRoster } from './roster.ts';

const VERSION = 1;
const REGISTER = 1;
const ROSTER = 2;
const HISTORY = 3;
const OWN_TIME = 64;
const HAS_MINUTES = 128;
const ROW_MASK = 63;
const KIND_AND_TIME_BYTES = 7;

/** Who said it, and when it came. */
export interface EntryOrigin {
  /** Receipt time, ms, on the clock in use. */
  receivedAt: number;
  tokenId: string;
  receipt: string;
}

/** Marks of one register, in columns of equal length. */
export interface RegisterMarks {
  slots: Uint16Array;
  /** Code rows. */
  rows: Uint8Array;
  /** `recordedAt`, ms. */
  times: Float64Array;
  /** Minutes late, `NO_MINUTES` when not given. */
  late: Int16Array;
}

export interface RegisterEntry extends EntryOrigin {
  kind: 'register';
  urn: number;
  /** `sessionNumber` of the date and session. */
  session: number;
  marks: RegisterMarks;
}

export interface RosterEntry extends EntryOrigin {
  kind: 'roster';
  urn: number;
  roster: Roster;
}

export interface HistoryEntry extends EntryOrigin {
  kind: 'history';
  urn: number;
  sessions: HistorySession[];
}

export type Entry = RegisterEntry | RosterEntry | HistoryEntry;

const KIND_BYTE = { register: REGISTER, roster: ROSTER, history: HISTORY } as const;

/** Fresh columns for a register of `length` marks. */
export function emptyRegisterMarks(length: number): RegisterMarks {
  return {
    slots: new Uint16Array(length),
    rows: new Uint8Array(length),
    times: new Float64Array(length),
    late: new Int16Array(length).fill(NO_MINUTES),
  };
}

export function encodeEntry(writer: ByteWriter, entry: Entry): Buffer {
  writer.u8(VERSION).u8(KIND_BYTE[entry.kind]).u48(entry.receivedAt).text(entry.tokenId).text(entry.receipt);
  writer.varint(entry.urn);
  if (entry.kind === 'register') writeRegister(writer, entry);
  else if (entry.kind === 'roster') writeRoster(writer, entry.roster);
  else writeHistory(writer, entry.sessions);
  return writer.take();
}

function writeRegister(writer: ByteWriter, { session, marks }: RegisterEntry): void {
  const { slots, rows, times, late } = marks;
  const time = times[0] ?? 0;
  writer.varint(session).u48(time).varint(slots.length);
  for (let i = 0; i < slots.length; i++) {
    const ownTime = times[i] !== time;
    const hasMinutes = late[i] !== NO_MINUTES;
    writer.u16(slots[i]).u8(rows[i] | (ownTime ? OWN_TIME : 0) | (hasMinutes ? HAS_MINUTES : 0));
    if (ownTime) writer.u48(times[i]);
    if (hasMinutes) writer.varint(late[i]);
  }
}

function readRegisterMarks(reader: ByteReader): RegisterMarks {
  const time = reader.u48();
  const marks = emptyRegisterMarks(reader.varint());
  const { slots, rows, times, late } = marks;
  for (let i = 0; i < slots.length; i++) {
    slots[i] = reader.u16();
    const word = reader.u8();
    rows[i] = word & ROW_MASK;
    times[i] = word & OWN_TIME ? reader.u48() : time;
    if (word & HAS_MINUTES) late[i] = reader.varint();
  }
  return marks;
}

function writeHistory(writer: ByteWriter, sessions: readonly HistorySession[]): void {
  for (const { session, possible, attending, authorised, unauthorised } of sessions) {
    writer.varint(session).varint(possible).varint(attending);
    writer.varint(authorised + 1).varint(unauthorised + 1);
  }
}

function readHistorySessions(reader: ByteReader): HistorySession[] {
  const sessions: HistorySession[] = [];
  while (!reader.done) {
    sessions.push({
      session: reader.varint(),
      possible: reader.varint(),
      attending: reader.varint(),
      authorised: reader.varint() - 1,
      unauthorised: reader.varint() - 1,
    });
  }
  return sessions;
}

/** The school an entry is of, without reading the rest; undefined when no build can read the entry. */
export function entryUrn(bytes: Buffer): number | undefined {
  try {
    const reader = new ByteReader(bytes);
    reader.version(VERSION, 'stream entry');
    reader.bytes(KIND_AND_TIME_BYTES);
    reader.raw();
    reader.raw();
    return reader.varint();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

export function decodeEntry(bytes: Buffer): Entry {
  const reader = new ByteReader(bytes);
  reader.version(VERSION, 'stream entry');
  const kind = reader.u8();
  const origin = { receivedAt: reader.u48(), tokenId: reader.text(), receipt: reader.text() };
  const urn = reader.varint();
  if (kind === REGISTER)
    return { kind: 'register', ...origin, urn, session: reader.varint(), marks: readRegisterMarks(reader) };
  if (kind === ROSTER) return { kind: 'roster', ...origin, urn, roster: readRoster(reader) };
  if (kind === HISTORY) return { kind: 'history', ...origin, urn, sessions: readHistorySessions(reader) };
  throw new RangeError(`stream entry of unknown kind ${kind}`);
}
