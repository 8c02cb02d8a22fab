/** Compares what is stored of every school with what the oracle counts from the accepted posts. */
import { isDeepStrictEqual } from 'node:util';
import { partitionKeys, partitionOf } from '../../../shared/redis/keys.ts';
import type { OracleSchool } from '../../helpers/oracle.ts';
import { oracleQuarantine, oracleSchool } from '../../helpers/oracle.ts';
import { expectedFigures, type Figures, type Store, storedFigures } from '../../helpers/stored-figures.ts';
import type { Keyspace } from '../store/values.ts';
import { PARTITIONS } from '../world/world.ts';
import { PupilNames, type Truth } from './truth.ts';

/** The schools as the oracle has them. */
export function recountSchools({ posts }: Truth, urns: readonly number[]): Map<number, OracleSchool> {
  return new Map(urns.map((urn) => [urn, oracleSchool(posts, urn)]));
}

export function compareFigures(
  keys: Keyspace,
  truth: Truth,
  schools: ReadonlyMap<number, OracleSchool>,
): string[] {
  const faults: string[] = [];
  const names = new PupilNames(keys);
  const store = hashesOf(keys);
  const waiting = new Array<number>(PARTITIONS).fill(0);
  for (const [urn, school] of schools) {
    const p = partitionOf(urn, PARTITIONS);
    waiting[p] += oracleQuarantine(school).length;
    const stored = storedFigures(store, p, urn, names, school.pupilOf);
    faults.push(...differences(String(urn), stored, expectedFigures(school)));
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
  if (isDeepStrictEqual(stored, expected)) return [];
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
