/** A school against its similar schools: over the same days, the median and the best quarter. */
import type { Difference, TargetView } from '../../shared/api/targets.ts';
import { STATUTORY } from '../../shared/attendance/cohorts.ts';
import type { Session } from '../../shared/attendance/dates.ts';
import type { Store } from '../../shared/node/packed-values.ts';
import { bestQuarter, quantile } from '../../shared/targets/improvement.ts';
import type { Neighbour } from '../../shared/targets/similar.ts';
import type { Live } from '../live/live.ts';
import { countsOf } from '../read/counts-source.ts';

/** Below this share of marked pupils a session says nothing of a school yet. */
const LEAST_COVERAGE = 0.5;

/** Attendance by school, percent. */
export type Attendance = ReadonlyMap<number, number>;

/** Attendance of the school and of those it is compared with. */
export interface Figures {
  session: Session;
  today: Attendance;
  yearToDate: Attendance;
  lastYear: Attendance;
}

const points = (value: number | undefined): number | null =>
  value === undefined ? null : Number(value.toFixed(2));

/** A group of fewer schools, or of fewer that the reader does not see, tells of single ones. */
const FEWEST_TOLD = 10;
const FEWEST_UNSEEN = 3;
const tenth = (value: number | undefined): number | undefined =>
  value === undefined ? undefined : Math.round(10 * value) / 10;

/**
 * A school beside others.
 * @param unseen how many of the others the reader does not see; where there are any, what is told is of ten schools or
 * more, and to a tenth
 */
function differenceOf(own: number | undefined, others: readonly number[], unseen: number): Difference {
  const isSeen = unseen === 0;
  const isTold = isSeen || (others.length >= FEWEST_TOLD && unseen >= FEWEST_UNSEEN);
  const told = (value: number | undefined) => (isTold ? (isSeen ? value : tenth(value)) : undefined);
  const median = told(quantile(others, 0.5));
  const best = told(bestQuarter(others));
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

/** A school beside those of a group it is compared with, as far as a reader may know. */
export function differences(
  own: number,
  told: readonly Neighbour[],
  figures: Figures,
  isSeen: (urn: number) => boolean,
): Pick<TargetView['similar'], 'today' | 'yearToDate' | 'lastYear'> {
  const of = (from: Attendance): Difference => {
    const known = told.filter(({ urn }) => from.has(urn));
    return differenceOf(
      from.get(own),
      known.flatMap(({ urn }) => from.get(urn) ?? []),
      known.filter(({ urn }) => !isSeen(urn)).length,
    );
  };
  return {
    today: { ...of(figures.today), session: figures.session },
    yearToDate: of(figures.yearToDate),
    lastYear: of(figures.lastYear),
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
