/**
 * The names of a school's pupils by slot, packed, before they are encrypted (`shared/node/vault`): slots, dates of
 * birth, days of rosters, forenames, surnames, column by column, which compresses to a third.
 */
import { ByteReader, type ByteWriter } from './bytes.ts';

const VERSION = 2;
/** Without the days of the rosters. */
const FIRST_VERSION = 1;
const MS_PER_DAY = 86_400_000;
const EPOCH_MS = Date.UTC(1900, 0, 1);
const SEPARATOR = '\n';

/** What the vault knows of a pupil. Empty text and 0 where something was not given. */
export interface PupilName {
  slot: number;
  forename: string;
  surname: string;
  /** Date of birth as days since 31 December 1899; 0 when not known. */
  born: number;
  /** Day of the roster that said so, days since 2020-01-01; 0 when not known. */
  asOf: number;
}

/** A real date `YYYY-MM-DD` as days since 31 December 1899; 0 for what does not fit. */
export function packBirthday(date: string): number {
  const day = Math.round((Date.parse(`${date}T00:00:00Z`) - EPOCH_MS) / MS_PER_DAY) + 1;
  return day > 0 && day <= 0xffff ? day : 0;
}

/** The date that `packBirthday` packed; undefined for 0. */
export function unpackBirthday(born: number): string | undefined {
  return born === 0 ? undefined : new Date(EPOCH_MS + (born - 1) * MS_PER_DAY).toISOString().slice(0, 10);
}

/** A name on one line: what separates names cannot be in one. */
const oneLine = (name: string): string => (name.includes(SEPARATOR) ? name.replaceAll(SEPARATOR, ' ') : name);

/** @param names ascending by slot */
export function encodeNames(writer: ByteWriter, names: readonly PupilName[]): Buffer {
  writer.u8(VERSION).varint(names.length);
  let last = 0;
  for (const { slot } of names) {
    writer.varint(slot - last);
    last = slot;
  }
  for (const { born } of names) writer.u16(born);
  for (const { asOf } of names) writer.u16(asOf);
  writer.text(names.map(({ forename }) => oneLine(forename)).join(SEPARATOR));
  writer.text(names.map(({ surname }) => oneLine(surname)).join(SEPARATOR));
  return writer.take();
}

export function decodeNames(bytes: Buffer): PupilName[] {
  const reader = new ByteReader(bytes);
  const isFirst = bytes[0] === FIRST_VERSION;
  reader.version(isFirst ? FIRST_VERSION : VERSION, 'names of pupils');
  const count = reader.varint();
  const names: PupilName[] = [];
  let slot = 0;
  for (let i = 0; i < count; i++) {
    slot += reader.varint();
    names.push({ slot, forename: '', surname: '', born: 0, asOf: 0 });
  }
  for (const name of names) name.born = reader.u16();
  if (!isFirst) for (const name of names) name.asOf = reader.u16();
  const [forenames, surnames] = [reader.text().split(SEPARATOR), reader.text().split(SEPARATOR)];
  names.forEach((name, i) => {
    name.forename = forenames[i] ?? '';
    name.surname = surnames[i] ?? '';
  });
  return names;
}
