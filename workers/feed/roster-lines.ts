/** Rosters as NDJSON, one school a line, written straight to bytes. */
import { type ByteWriter, encoded, put, putLong, putText, reserve } from './byte-writer.ts';
import { nameEnding } from './pupil-names.ts';
import { FLAG, type PupilBatch, pupilsOnRoll } from './pupils.ts';
import { AGE_OF_YEAR_N, type SimulatedSchool, YEARS } from './school.ts';
import { upnStem, writeUpn } from './upns.ts';

/** Longest a pupil of a roster can be, bytes. */
const PUPIL_BYTES = 280;
const UPN_LENGTH = 13;

const START = encoded('{"upn":"');
const COMMA = 44;

/** Everything between the pupil's number and their birth date, by year and flags. */
const middles = new Map<number, Uint8Array>();

function middleOf(year: number, flags: number): Uint8Array {
  const id = year * 128 + flags;
  let middle = middles.get(id);
  if (!middle) {
    const sen = flags & FLAG.ehcp ? 'ehcp' : flags & FLAG.support ? 'support' : 'none';
    const text =
      `","yearGroup":"${YEARS[year]}","sex":"${flags & FLAG.female ? 'F' : 'M'}",` +
      `"fsm":${(flags & FLAG.fsm) > 0},"sen":"${sen}","eal":${(flags & FLAG.eal) > 0}` +
      (flags & FLAG.cla ? ',"cla":true' : '') +
      (flags & FLAG.socialWorker ? ',"socialWorker":true' : '') +
      ',"dateOfBirth":"';
    middle = encoded(text);
    middles.set(id, middle);
  }
  return middle;
}

const births = new Map<number, Uint8Array>();

/** `YYYY-MM-DD` of a pupil of a year group: a day of the academic year in which they were born. */
function birthOf(schoolYear: number, year: number, key: number): Uint8Array {
  const month = (key >>> 1) % 12;
  const day = 1 + ((key >>> 8) % 28);
  const id = ((schoolYear * 16 + year) * 12 + month) * 32 + day;
  let text = births.get(id);
  if (!text) {
    const born = schoolYear - (AGE_OF_YEAR_N + year) - 1 + (month >= 4 ? 1 : 0);
    const calendarMonth = ((month + 8) % 12) + 1;
    text = encoded(`${born}-${String(calendarMonth).padStart(2, '0')}-${String(day).padStart(2, '0')}`);
    births.set(id, text);
  }
  return text;
}

/** Appends one school's roster line. `issuedAt` is the first morning of the school year. */
export function writeRoster(
  writer: ByteWriter,
  school: SimulatedSchool,
  schoolYear: number,
  batch: PupilBatch,
): void {
  pupilsOnRoll(school, 0, school.pupils, batch);
  const from = `${schoolYear}-09-01`;
  putText(writer, `{"urn":${school.urn},"asOf":"${from}","issuedAt":"${from}T06:00:00.000Z","pupils":[`);
  reserve(writer, batch.count * PUPIL_BYTES + 8);
  let serial = 0;
  let stem = upnStem(school.urn, schoolYear, 0);
  for (let i = 0; i < batch.count; i++) {
    const year = batch.year[i];
    serial++;
    if (i === 0 || batch.year[i - 1] !== year) {
      serial = 0;
      stem = upnStem(school.urn, schoolYear, year);
    }
    if (i > 0) writer.bytes[writer.length++] = COMMA;
    put(writer, START);
    writeUpn(writer.bytes, writer.length, stem, serial);
    writer.length += UPN_LENGTH;
    putLong(writer, middleOf(year, batch.flags[i]));
    put(writer, birthOf(schoolYear, year, batch.key[i]));
    put(writer, nameEnding(batch.key[i], (batch.flags[i] & FLAG.female) > 0));
  }
  putText(writer, ']}\n');
}
