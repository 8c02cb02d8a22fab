/** Year-to-date persistent (10% or more of possible sessions missed) and severe (50%) absentees of a school. */
import { COHORT_COUNT } from '../../attendance/cohorts.ts';
import { ByteReader, type ByteWriter } from './bytes.ts';

const VERSION = 1;

/** Numbers of pupils by cohort index. `enrolments` are those with at least one possible session. */
export interface PersistentCounts {
  enrolments: Uint32Array;
  persistent: Uint32Array;
  severe: Uint32Array;
}

export function emptyPersistent(): PersistentCounts {
  return {
    enrolments: new Uint32Array(COHORT_COUNT),
    persistent: new Uint32Array(COHORT_COUNT),
    severe: new Uint32Array(COHORT_COUNT),
  };
}

export function encodePersistent(writer: ByteWriter, counts: PersistentCounts): Buffer {
  writer.u8(VERSION);
  for (let cohort = 0; cohort < COHORT_COUNT; cohort++) {
    if (!counts.enrolments[cohort]) continue;
    writer
      .u8(cohort)
      .varint(counts.enrolments[cohort])
      .varint(counts.persistent[cohort])
      .varint(counts.severe[cohort]);
  }
  return writer.take();
}

export function decodePersistent(bytes: Buffer): PersistentCounts {
  const reader = new ByteReader(bytes);
  reader.version(VERSION, 'persistent absence');
  const counts = emptyPersistent();
  while (!reader.done) {
    const cohort = reader.u8();
    counts.enrolments[cohort] = reader.varint();
    counts.persistent[cohort] = reader.varint();
    counts.severe[cohort] = reader.varint();
  }
  return counts;
}
