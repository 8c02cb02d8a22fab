/** Registers as NDJSON or CSV, written straight to bytes. */
import { CODES, codeRow } from '../../shared/attendance/codes.ts';
import { fromDay, schoolYearOf, sessionNumber } from '../../shared/attendance/dates.ts';
import { type ByteWriter, encoded, put, putText, reserve } from './byte-writer.ts';
import type { SchoolSession } from './marks.ts';
import type { PupilBatch } from './pupils.ts';
import type { ClassGroup } from './school.ts';
import { minutesLate } from './told.ts';
import { upnStem, writeUpn } from './upns.ts';

const MARK_BYTES = 80;
const UPN_LENGTH = 13;
const START = encoded('{"upn":"');
const COMMA = 44;
const LATE = codeRow('L');
const AFTER_UPN = CODES.map(({ code }) => encoded(`","code":${JSON.stringify(code)}}`));
const AFTER_UPN_LATE = encoded('","code":"L","minutesLate":');
const CLOSE = encoded('}');

/** No mark is sent for a pupil with this in place of a row. */
export const NOT_SENT = 255;

export const REGISTER_CSV_HEADER = 'urn,upn,date,session,code,recorded_at,minutes_late\n';

/** Marks of a run of pupils of one year group, as `marksOfClass` wrote them. */
export interface MarkedPupils {
  readonly group: ClassGroup;
  readonly batch: PupilBatch;
  readonly rows: Uint8Array;
}

/** Opens a register line; marks follow by `writeMarks`, and `closeRegister` ends it. */
export function openRegister(writer: ByteWriter, at: SchoolSession, group: string, recordedAt: string): void {
  putText(
    writer,
    `{"urn":${at.school.urn},"date":"${fromDay(at.day)}","session":"${at.session}","group":"${group}",` +
      `"recordedAt":"${recordedAt}","marks":[`,
  );
}

/** Ends the line, or takes it back to `start` when no mark was written. Answers how many were. */
export function closeRegister(writer: ByteWriter, marks: number, start: number): number {
  if (marks === 0) writer.length = start;
  else putText(writer, ']}\n');
  return marks;
}

/** Appends the marks of a class; `before` is how many the register has already. Answers how many it has then. */
export function writeMarks(
  writer: ByteWriter,
  at: SchoolSession,
  marked: MarkedPupils,
  before: number,
): number {
  const { batch, rows, group } = marked;
  const stem = upnStem(at.school.urn, schoolYearOf(at.day), group.year);
  reserve(writer, batch.count * MARK_BYTES + 8);
  let written = before;
  for (let i = 0; i < batch.count; i++) {
    const row = rows[i];
    if (row === NOT_SENT) continue;
    if (written++ > 0) writer.bytes[writer.length++] = COMMA;
    put(writer, START);
    writeUpn(writer.bytes, writer.length, stem, group.serial + i);
    writer.length += UPN_LENGTH;
    if (row === LATE) writeLate(writer, minutesLate(batch.key[i], sessionNumber(at.day, at.session)));
    else put(writer, AFTER_UPN[row]);
  }
  return written;
}

function writeLate(writer: ByteWriter, minutes: number): void {
  put(writer, AFTER_UPN_LATE);
  if (minutes > 9) writer.bytes[writer.length++] = 48 + Math.floor(minutes / 10);
  writer.bytes[writer.length++] = 48 + (minutes % 10);
  put(writer, CLOSE);
}

/** The same marks as CSV rows. Answers how many were written. */
export function writeCsvMarks(
  writer: ByteWriter,
  at: SchoolSession,
  marked: MarkedPupils,
  recordedAt: string,
): number {
  const { batch, rows, group } = marked;
  const stem = upnStem(at.school.urn, schoolYearOf(at.day), group.year);
  const head = `${at.school.urn},`;
  const middle = `,${fromDay(at.day)},${at.session},`;
  let written = 0;
  for (let i = 0; i < batch.count; i++) {
    if (rows[i] === NOT_SENT) continue;
    written++;
    putText(writer, head);
    reserve(writer, UPN_LENGTH);
    writeUpn(writer.bytes, writer.length, stem, group.serial + i);
    writer.length += UPN_LENGTH;
    const late = rows[i] === LATE ? minutesLate(batch.key[i], sessionNumber(at.day, at.session)) : '';
    putText(writer, `${middle}${CODES[rows[i]].code},${recordedAt},${late}\n`);
  }
  return written;
}
