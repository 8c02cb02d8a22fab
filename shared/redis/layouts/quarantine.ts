/** Marks that wait for a roster, by school: identity and reason. Code and time stay with the school-session's marks. */
import { ByteReader, type ByteWriter } from './bytes.ts';

const VERSION = 1;

/** `unknown_pupil`: no accepted roster of the school names the pupil. `not_on_roll`: one does, but not for the date. */
export const QUARANTINE_REASONS = ['unknown_pupil', 'not_on_roll'] as const;
export type QuarantineReason = (typeof QUARANTINE_REASONS)[number];

export interface QuarantinedMark {
  session: number;
  slot: number;
  reason: QuarantineReason;
}

export function encodeQuarantine(writer: ByteWriter, marks: readonly QuarantinedMark[]): Buffer {
  writer.u8(VERSION);
  for (const { session, slot, reason } of marks)
    writer.varint(session).varint(slot).u8(QUARANTINE_REASONS.indexOf(reason));
  return writer.take();
}

export function decodeQuarantine(bytes: Buffer): QuarantinedMark[] {
  const reader = new ByteReader(bytes);
  reader.version(VERSION, 'quarantine');
  const marks: QuarantinedMark[] = [];
  while (!reader.done)
    marks.push({ session: reader.varint(), slot: reader.varint(), reason: QUARANTINE_REASONS[reader.u8()] });
  return marks;
}
