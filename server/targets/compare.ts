/** A school against its similar schools: over the same days, the median and the best quarter. */
import type { Difference } from '../../shared/api/targets.ts';
import { STATUTORY } from '../../shared/attendance/cohorts.ts';
import type { Session } from '../../shared/attendance/dates.ts';
import type { Store } from '../../shared/node/packed-values.ts';
import { bestQuarter, quantile } from '../../shared/targets/improvement.ts';
import type { Live } from '../live/live.ts';
import { countsOf } from '../read/counts-source.ts';

/** Below this share of marked pupils a session says nothing of a school yet. */
const LEAST_COVERAGE = 0.5;

/** Attendance by school, percent. */
export type Attendance = ReadonlyMap<number, number>;

const points = (value: number | undefined): number | null =>
  value === undefined ? null : Number(value.toFixed(2));

export function differenceOf(own: number | undefined, others: readonly number[]): Difference {
  const median = quantile(others, 0.5);
  const best = bestQuarter(others);
  const above = (from: number | undefined) =>
    points(own === undefined || from === undefined ? undefined : own - from);
  return {
    own: points(own),
    median: points(median),
    bestQuarter: points(best),
    toMedian: above(median),
    toBestQuarter: above(best),
    schools: others.length,
  };
}

/** Attendance of a session so far, of the schools whose registers are mostly in. */
export async function sessionAttendance(
  live: Live,
  store: Store,
  urns: readonly number[],
  date: string,
  session: Session,
): Promise<Map<number, number>> {
  const table = await countsOf(live, store, urns, date, session);
  const found = new Map<number, number>();
  for (const urn of urns) {
    const index = table.indexOf(urn);
    if (index < 0) continue;
    const { onRoll, marked, possible, attending } = table.measuresAt(index, STATUTORY);
    if (possible > 0 && marked >= onRoll * LEAST_COVERAGE) found.set(urn, (attending / possible) * 100);
  }
  return found;
}
