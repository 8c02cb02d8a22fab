/**
 * Plain objects of numbers, words, yes and no, and objects in them, packed: a field is its place in a list of names and its
 * kind in one number, then its value. Of what is not there (undefined) nothing is written.
 */
import type { ByteReader, ByteWriter } from './bytes.ts';

const [NATURAL, HUNDREDTHS, DOUBLE, TEXT, YES, NO, RECORD] = [0, 1, 2, 3, 4, 5, 6];
const KINDS = 7;
/** In place of a field: the object ends. */
const END = 0;
/** Above it a number is no longer told apart from its neighbours by varints of hundredths. */
const MOST = 2 ** 40;

/** @param names every name that may come; new ones are added behind. Throws a RangeError that names another. */
export function writeRecord(writer: ByteWriter, record: object, names: readonly string[]): void {
  for (const [name, value] of Object.entries(record)) {
    if (value === undefined) continue;
    const place = names.indexOf(name);
    if (place < 0) throw new RangeError(`"${name}" has no place among the names of a packed record`);
    writeField(writer, place, value, names);
  }
  writer.varint(END);
}

function writeField(writer: ByteWriter, place: number, value: unknown, names: readonly string[]): void {
  const kind = kindOf(value);
  writer.varint(1 + place * KINDS + kind);
  if (kind === NATURAL) writer.varint(value as number);
  else if (kind === HUNDREDTHS) writer.signed(Math.round((value as number) * 100));
  else if (kind === DOUBLE) writer.f64(value as number);
  else if (kind === TEXT) writer.text(value as string);
  else if (kind === RECORD) writeRecord(writer, value as object, names);
}

function kindOf(value: unknown): number {
  if (typeof value === 'number') return kindOfNumber(value);
  if (typeof value === 'string') return TEXT;
  if (typeof value === 'boolean') return value ? YES : NO;
  if (typeof value === 'object' && value !== null) return RECORD;
  throw new RangeError(`a packed record holds no ${value === null ? 'null' : typeof value}`);
}

function kindOfNumber(value: number): number {
  if (Object.is(value, -0) || Math.abs(value) > MOST) return DOUBLE;
  if (Number.isInteger(value) && value >= 0) return NATURAL;
  return Math.round(value * 100) / 100 === value ? HUNDREDTHS : DOUBLE;
}

export function readRecord(reader: ByteReader, names: readonly string[]): Record<string, unknown> {
  const record: Record<string, unknown> = {};
  for (let field = reader.varint(); field !== END; field = reader.varint()) {
    const name = names[Math.floor((field - 1) / KINDS)];
    if (name === undefined)
      throw new RangeError(`a packed record has a field ${field} that this build does not know`);
    record[name] = readValue(reader, (field - 1) % KINDS, names);
  }
  return record;
}

function readValue(reader: ByteReader, kind: number, names: readonly string[]): unknown {
  if (kind === NATURAL) return reader.varint();
  if (kind === HUNDREDTHS) return reader.signed() / 100;
  if (kind === DOUBLE) return reader.f64();
  if (kind === TEXT) return reader.text();
  if (kind === RECORD) return readRecord(reader, names);
  return kind === YES;
}
