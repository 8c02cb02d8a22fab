/** Counts entries by the worker's pure core, keeping what it would write in a Map instead of Redis. */

import { ByteWriter } from '../../shared/redis/layouts/bytes.ts';
import type { Change } from '../../shared/redis/layouts/changes.ts';
import { decodeEntry, type Entry, encodeEntry } from '../../shared/redis/layouts/entries.ts';
import { emptyPersistent } from '../../shared/redis/layouts/persistent.ts';
import { emptyYearToDate } from '../../shared/redis/layouts/pupils.ts';
import { applyEntry, nothingTouched } from '../../workers/count/apply.ts';
import { createSchool, type School } from '../../workers/count/school.ts';
import { HashWrites, writeSchool } from '../../workers/count/writes.ts';
import type { Store } from './stored-figures.ts';

const SCHOOL_YEARS = [2025, 2026];

function newSchool(urn: number): School {
  const school = createSchool(urn, [], new Map());
  for (const schoolYear of SCHOOL_YEARS)
    school.years.set(schoolYear, {
      schoolYear,
      days: [],
      ledger: new Map(),
      pupils: emptyYearToDate(0),
      persistent: emptyPersistent(),
      masks: new Uint32Array(0),
    });
  return school;
}

/** Applies batches of entries, each batch one commit, through their packed form. Partition 0. */
export function countInMemory(batches: readonly (readonly Entry[])[]): Store {
  const store: Store = new Map();
  const schools = new Map<number, School>();
  const writer = new ByteWriter();
  for (const batch of batches) {
    const touched = new Map<School, ReturnType<typeof nothingTouched>>();
    for (const entry of batch) {
      const school = schools.get(entry.urn) ?? newSchool(entry.urn);
      schools.set(entry.urn, school);
      if (!touched.has(school)) touched.set(school, nothingTouched());
      applyEntry(school, decodeEntry(encodeEntry(writer, entry)), touched.get(school)!);
    }
    const writes = new HashWrites();
    const change: Change = { sequence: 1, counts: [], history: [], rosters: [] };
    for (const [school, what] of touched) writeSchool(0, school, what, writes, change);
    keep(store, writes);
  }
  return store;
}

function keep(store: Store, writes: HashWrites): void {
  for (const [key, fields] of writes.byKey) {
    const hash = store.get(key) ?? new Map<string, Buffer>();
    store.set(key, hash);
    for (let i = 0; i < fields.length; i += 2) {
      const value = Buffer.from(fields[i + 1]);
      if (value.length === 0) hash.delete(String(fields[i]));
      else hash.set(String(fields[i]), value);
    }
  }
}
