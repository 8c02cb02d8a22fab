/** Schools, hubs, calendars and targets: from posted items to records of the registry. */
import type { School } from '../../../shared/api/schools.ts';
import { schoolSchema } from '../../../shared/api/schools.ts';
import { CsvRow } from '../body/csv.ts';
import { Fault } from '../fault.ts';
import { type Posting, type Taker, trace } from '../posting.ts';
import { isObject } from '../registers/read.ts';
import type { KnownSchools } from '../schools-known.ts';
import { type PostedSchool, readSchool, toRecord } from './schools.ts';
import type { RegistryStore } from './store.ts';

export interface RegistryParts {
  schools: KnownSchools;
  store: RegistryStore;
}

export const SCHOOL_COUNTS = ['schools'] as const;

export function createSchoolTaker(posting: Posting, { schools, store }: RegistryParts): Taker<unknown> {
  const { outcome, rules, dryRun, patience } = posting;

  const write = async (read: readonly PostedSchool[]) => {
    let written: School[] = [];
    const change = (found: ReadonlyMap<string, string>) => {
      const changed = new Map<string, string>();
      written = [];
      for (const one of read) {
        const id = String(one.facts.urn);
        const before = changed.get(id) ?? found.get(id);
        const school = toRecord(
          one,
          before ? schoolSchema.parse(JSON.parse(before)) : undefined,
          rules.today,
        );
        const text = JSON.stringify(school);
        if (text !== before) changed.set(id, text);
        written.push(school);
      }
      return changed;
    };
    const urns = [...new Set(read.map(({ facts }) => facts.urn))];
    await posting.note(`${read.length} schools`, urns);
    await patience.run(() => store.update('schools', urns.map(String), change));
    patience.nowKept();
    for (const school of written) schools.add(school);
  };
  return {
    async take(items) {
      const read: PostedSchool[] = [];
      for (const { index, value } of items) {
        const school =
          value instanceof CsvRow || (isObject(value) && !(value instanceof Fault))
            ? readSchool(value)
            : value instanceof Fault
              ? value
              : new Fault('malformed', '', 'must be a school', value);
        if (school instanceof Fault) outcome.reject(index, school);
        else read.push(school);
      }
      if (read.length === 0) return;
      if (!dryRun) await write(read);
      outcome.accept('schools', read.length);
      for (const { facts, warnings } of read) {
        trace(posting.trace, facts.urn);
        for (const code of warnings) outcome.warn(code);
      }
    },
    finish: async () => undefined,
  };
}

/** How a kind of the registry whose records stand alone is read. */
export interface RecordKind<Value, Row> {
  kind: 'hubs' | 'calendars' | 'targets';
  read: (value: Value) => Row | Fault;
  /** Schools it names, with their places in it. */
  schools: (row: Row) => { path: string; urn: number }[];
  id: (row: Row) => string;
  /** What a row may not say of a school that is known; called for rows whose schools all are. */
  refuse?: (row: Row, schools: KnownSchools) => Fault | undefined;
}

/** Records that replace what had their id. */
export function createRecordTaker<Value, Row>(
  posting: Posting,
  { schools, store }: RegistryParts,
  { kind, read, schools: schoolsOf, id, refuse }: RecordKind<Value, Row>,
): Taker<Value> {
  const { outcome, dryRun, patience } = posting;

  const unknownSchool = (row: Row): Fault | undefined => {
    const missing = schoolsOf(row).find(({ urn }) => !schools.has(urn));
    return (
      missing && new Fault('unknown_school', missing.path, 'is not a school in the registry', missing.urn)
    );
  };
  return {
    async take(items) {
      const rows = items.map(({ index, value }) => ({
        index,
        row: value instanceof Fault ? value : read(value),
      }));
      const named = rows.flatMap(({ row }) => (row instanceof Fault ? [] : schoolsOf(row)));
      const unknown = [...new Set(named.map(({ urn }) => urn))].filter((urn) => !schools.has(urn));
      await patience.run(() => schools.ask(unknown));
      const records = new Map<string, string>();
      const changed = new Set<number>();
      let accepted = 0;
      for (const { index, row } of rows) {
        const fault = row instanceof Fault ? row : (unknownSchool(row) ?? refuse?.(row, schools));
        if (fault) outcome.reject(index, fault);
        else if (!(row instanceof Fault)) {
          records.set(id(row), JSON.stringify(row));
          for (const { urn } of schoolsOf(row)) changed.add(urn);
          accepted++;
        }
      }
      if (accepted === 0) return;
      if (!dryRun) {
        await posting.note(`${accepted} ${kind}`, [...changed]);
        await patience.run(() => store.update(kind, [], () => records));
        patience.nowKept();
      }
      outcome.accept(kind, accepted);
    },
    finish: async () => undefined,
  };
}
