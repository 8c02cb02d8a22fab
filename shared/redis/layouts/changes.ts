/**
 * What one commit changed, as absolute values: applying it twice, or skipping to a later one of the same
 * school-session, does no harm. The sequence is gapless in a partition, so a reader sees what it missed.
 */
import { ByteReader, type ByteWriter } from './bytes.ts';
import { readCounts, type SessionCounts, writeCounts } from './counts.ts';

const VERSION = 1;
const KIND_COUNTS = 1;
const KIND_HISTORY = 2;
const KIND_ROSTER = 3;

/** New counts of one school-session. */
export interface CountsChange {
  urn: number;
  /** `sessionNumber` of the date and session. */
  session: number;
  counts: SessionCounts;
}

export interface Change {
  /** Gapless counter of the partition's commits that changed something. */
  sequence: number;
  counts: CountsChange[];
  /** Schools whose history before Bellwether changed. */
  history: number[];
  /** Schools that have a new roster: who is on roll on days without marks may differ. */
  rosters: number[];
}

export function encodeChange(writer: ByteWriter, change: Change): Buffer {
  writer.u8(VERSION).varint(change.sequence);
  for (const { urn, session, counts } of change.counts) {
    writer.u8(KIND_COUNTS).varint(urn).varint(session);
    writeCounts(writer, counts);
  }
  for (const urn of change.history) writer.u8(KIND_HISTORY).varint(urn);
  for (const urn of change.rosters) writer.u8(KIND_ROSTER).varint(urn);
  return writer.take();
}

export function decodeChange(bytes: Buffer): Change {
  const reader = new ByteReader(bytes);
  reader.version(VERSION, 'change');
  const change: Change = { sequence: reader.varint(), counts: [], history: [], rosters: [] };
  while (!reader.done) {
    const kind = reader.u8();
    const urn = reader.varint();
    if (kind === KIND_HISTORY) change.history.push(urn);
    else if (kind === KIND_ROSTER) change.rosters.push(urn);
    else change.counts.push({ urn, session: reader.varint(), counts: readCounts(reader) });
  }
  return change;
}
