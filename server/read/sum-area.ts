/** An area's session as the sum of its schools. */
import type { School } from '../../shared/api/schools.ts';
import type { AreaSession } from '../../shared/api/sessions.ts';
import type { Calendar } from '../../shared/attendance/calendar.ts';
import { CODE_COUNT } from '../../shared/attendance/codes.ts';
import { toDay } from '../../shared/attendance/dates.ts';
import { emptyTallies, type SessionState, type Tallies } from '../../shared/attendance/measures.ts';
import { membershipOn } from '../../shared/attendance/membership.ts';
import type { CountsTable } from '../counts/counts-table.ts';

/** An instant in an answer; absent when there is none. */
export function instantField<K extends string>(name: K, ms: number): Partial<Record<K, string>> {
  return ms > 0 ? ({ [name]: new Date(ms).toISOString() } as Record<K, string>) : {};
}

/** Sums over the schools of an area in one session. */
export interface AreaSums {
  tallies: Tallies;
  codes: Uint32Array;
  newestMarkAt: number;
  /** Sum of the schools' versions. */
  version: number;
  schools: AreaSession['schools'];
}

/**
 * Adds schools up. Expected are those with a mark, and those without that are open and have a school day by their
 * calendar; every school's pupils are summed, expected or not.
 */
export function sumArea(
  schools: readonly School[],
  table: CountsTable,
  calendar: Calendar,
  date: string,
): AreaSums {
  const sums: AreaSums = {
    tallies: emptyTallies(),
    codes: new Uint32Array(CODE_COUNT),
    newestMarkAt: 0,
    version: 0,
    schools: { expected: 0, none: 0, partial: 0, complete: 0, closed: 0 },
  };
  const day = toDay(date);
  for (const school of schools) {
    const index = table.indexOf(school.urn);
    const state: SessionState = index < 0 ? 'none' : table.stateAt(index);
    const isExpected =
      state !== 'none' ||
      (!school.status.startsWith('Closed') &&
        calendar.isSchoolDay(school.urn, membershipOn(school, date).la, day));
    if (isExpected) sums.schools[state]++;
    if (index < 0) continue;
    table.addTo(index, sums.tallies, sums.codes);
    sums.version += table.versionAt(index);
    sums.newestMarkAt = Math.max(sums.newestMarkAt, table.newestAt(index));
  }
  const { none, partial, complete } = sums.schools;
  sums.schools.expected = none + partial + complete;
  return sums;
}
