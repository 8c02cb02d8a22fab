/** Compares what is stored of every school with what the oracle counts from the accepted posts. */

import { SESSIONS } from '../../../shared/attendance/dates.ts';
import { partitionKeys, partitionOf } from '../../../shared/redis/keys.ts';
import type { OracleSchool, OracleSession } from '../../helpers/oracle.ts';
import { oracleSchool, oracleSession } from '../../helpers/oracle.ts';
import { expectedFigures, type Figures, type Store, storedFigures } from '../../helpers/stored-figures.ts';
import type { Keyspace } from '../store/values.ts';
import { PARTITIONS } from '../world/world.ts';
import { isSame } from './same.ts';
import { PupilNames, type Truth } from './truth.ts';

/** A school as the oracle has it, and the figures that must be stored of it. */
interface Recounted {
  school: OracleSchool;
  expected: Figures;
}

/** Recounts schools from what was accepted, anew only when something else was accepted than at the last look. */
export class Recount {
  readonly #urns: readonly number[];
  #posts = '';
  #schools = new Map<number, Recounted>();
  readonly #sessions = new Map<string, ReadonlyMap<number, readonly OracleSession[]>>();

  constructor(urns: readonly number[]) {
    this.#urns = urns;
  }

  of({ posts }: Truth): ReadonlyMap<number, Recounted> {
    const text = JSON.stringify(posts);
    if (text === this.#posts) return this.#schools;
    this.#posts = text;
    this.#sessions.clear();
    this.#schools = new Map(
      this.#urns.map((urn) => {
        const school = oracleSchool(posts, urn);
        return [urn, { school, expected: expectedFigures(school) }];
      }),
    );
    return this.#schools;
  }

  /** The two sessions of each school on a date, from what was accepted at the last look. */
  on(date: string): ReadonlyMap<number, readonly OracleSession[]> {
    const known = this.#sessions.get(date);
    if (known) return known;
    const sessions = new Map(
      [...this.#schools].map(([urn, { school }]) => [
        urn,
        SESSIONS.map((session) => oracleSession(school, date, session)),
      ]),
    );
    this.#sessions.set(date, sessions);
    return sessions;
  }
}

export function compareFigures(
  keys: Keyspace,
  truth: Truth,
  schools: ReadonlyMap<number, Recounted>,
): string[] {
  const faults: string[] = [];
  const names = new PupilNames(keys);
  const store = hashesOf(keys);
  const waiting = new Array<number>(PARTITIONS).fill(0);
  for (const [urn, { school, expected }] of schools) {
    const p = partitionOf(urn, PARTITIONS);
    waiting[p] += expected.quarantine.length;
    const stored = storedFigures(store, p, urn, names, school.pupilOf);
    faults.push(...differences(String(urn), stored, expected));
  }
  for (let p = 0; p < PARTITIONS; p++) faults.push(...compareHead(keys, p, truth, waiting[p]));
  return faults;
}

function hashesOf(keys: Keyspace): Store {
  const store: Store = new Map();
  for (const [key, value] of keys.values) if (value.type === 'hash') store.set(key, value.fields);
  return store;
}

/** Where two figures differ, by name. */
function differences(name: string, stored: unknown, expected: unknown): string[] {
  if (isSame(stored, expected)) return [];
  if (!isRecord(stored) || !isRecord(expected))
    return [`${name}: stored ${JSON.stringify(stored)}, should be ${JSON.stringify(expected)}`];
  const fields = new Set([...Object.keys(stored), ...Object.keys(expected)]);
  return [...fields]
    .flatMap((field) => differences(`${name} ${field}`, stored[field], expected[field]))
    .slice(0, 4);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function compareHead(keys: Keyspace, p: number, { entries, marks }: Truth, waiting: number): string[] {
  const head = keys.get(partitionKeys.head(p), 'hash')?.fields;
  const read = (field: string) => Number(head?.get(field)?.toString('latin1') ?? 0);
  const faults: string[] = [];
  const expect = (field: string, expected: number) => {
    if (read(field) !== expected)
      faults.push(`head ${p} says ${field} ${read(field)}, should be ${expected}`);
  };
  expect('entries', entries[p]);
  expect('marks', marks[p]);
  expect('quarantined', waiting);
  if (keys.get(partitionKeys.dead(p), 'stream')) faults.push(`partition ${p} has dead letters`);
  return faults;
}

export type { Figures };
