/** Statutory persistent absentees of schools, year to date, as they are counted now. */
import { STATUTORY } from '../attendance/cohorts.ts';
import { partitionKeys } from '../redis/keys.ts';
import { decodePersistent } from '../redis/layouts/persistent.ts';
import type { PersistentOf } from '../redis/layouts/persistent-day.ts';
import { forEachValue, type Store } from './packed-values.ts';

/** By URN. */
export type PersistentBySchool = ReadonlyMap<number, PersistentOf>;

/** Schools of which nothing is counted in the school year are left out. */
export async function readPersistentBySchool(
  store: Store,
  urns: Iterable<number>,
  schoolYear: number,
): Promise<Map<number, PersistentOf>> {
  const schools = new Map<number, PersistentOf>();
  const keyOf = (p: number) => partitionKeys.persistent(p, schoolYear);
  await forEachValue(store, urns, keyOf, (urn, bytes) => {
    const { enrolments, persistent } = decodePersistent(bytes);
    schools.set(urn, { enrolments: enrolments[STATUTORY], persistent: persistent[STATUTORY] });
  });
  return schools;
}
