/** Statutory persistent absentees of every school as of one day, year to date: what the same day of the next year is compared with. */
import { ByteReader, ByteWriter } from './bytes.ts';

const VERSION = 1;

/** Pupils with at least one possible session, and those of them who missed 10% or more. */
export interface PersistentOf {
  enrolments: number;
  persistent: number;
}

export function encodePersistentDay(schools: ReadonlyMap<number, PersistentOf>): Buffer {
  const writer = new ByteWriter();
  writer.u8(VERSION);
  let before = 0;
  for (const urn of [...schools.keys()].sort((a, b) => a - b)) {
    const { enrolments, persistent } = schools.get(urn) ?? { enrolments: 0, persistent: 0 };
    if (enrolments === 0) continue;
    writer
      .varint(urn - before)
      .varint(enrolments)
      .varint(persistent);
    before = urn;
  }
  return writer.take();
}

export function decodePersistentDay(bytes: Buffer): Map<number, PersistentOf> {
  const reader = new ByteReader(bytes);
  reader.version(VERSION, 'persistent absence of a day');
  const schools = new Map<number, PersistentOf>();
  let urn = 0;
  while (!reader.done) {
    urn += reader.varint();
    schools.set(urn, { enrolments: reader.varint(), persistent: reader.varint() });
  }
  return schools;
}
