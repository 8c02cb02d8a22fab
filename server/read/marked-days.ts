/** The days on which schools have marks. */
import { schoolYearStart } from '../../shared/attendance/dates.ts';
import { forEachValue, type Store } from '../../shared/node/packed-values.ts';
import { partitionKeys } from '../../shared/redis/keys.ts';
import { decodeDays } from '../../shared/redis/layouts/ledger.ts';
import { schoolYearsBetween } from './school-years.ts';

/** Days with marks of each school in the school years that `from` to `to` touch, ascending. */
export async function markedDaysOf(
  store: Store,
  urns: readonly number[],
  from: number,
  to: number,
): Promise<Map<number, number[]>> {
  const days = new Map<number, number[]>();
  for (const schoolYear of schoolYearsBetween(from, to))
    await forEachValue(
      store,
      urns,
      (p) => partitionKeys.days(p, schoolYear),
      (urn, bitmap) => {
        const own = decodeDays(bitmap, schoolYearStart(schoolYear));
        days.set(urn, [...(days.get(urn) ?? []), ...own]);
      },
    );
  return days;
}

export async function markedDays(store: Store, urn: number, from: number, to: number): Promise<number[]> {
  return (await markedDaysOf(store, [urn], from, to)).get(urn) ?? [];
}
