/** Possible and attending sessions of schools over a school year up to a day: own counts, and history of other days. */
import { STATUTORY } from '../../shared/attendance/cohorts.ts';
import { fromDay, schoolYearStart } from '../../shared/attendance/dates.ts';
import { measuresOf } from '../../shared/attendance/measures.ts';
import { forEachValue, type Store } from '../../shared/node/packed-values.ts';
import { partitionKeys } from '../../shared/redis/keys.ts';
import { decodeHistory } from '../../shared/redis/layouts/history.ts';
import { decodeDays, decodeLedgerRow } from '../../shared/redis/layouts/ledger.ts';

/** Sums over the days of a year that are known. */
export interface YearSums {
  possible: number;
  attending: number;
  /** Days they are over. */
  days: number;
  /** Months of the school year they touch, a bit each. */
  months: number;
}

const DAYS_A_MONTH = 31;

/** Whether enough of a year is known to stand for it: autumn alone flatters. A school open one day a week has a year too. */
export function isWholeYear({ months }: Pick<YearSums, 'months'>): boolean {
  let known = 0;
  for (let left = months; left !== 0; left &= left - 1) known++;
  return known >= LEAST_MONTHS;
}

export const LEAST_MONTHS = 6;

/** The sums of schools that became one. */
export function joined(a: YearSums | undefined, b: YearSums | undefined): YearSums | undefined {
  if (!a || !b) return a ?? b;
  const [possible, attending] = [a.possible + b.possible, a.attending + b.attending];
  return { possible, attending, days: Math.max(a.days, b.days), months: a.months | b.months };
}

const monthBit = (day: number, yearStart: number): number =>
  1 << Math.floor((day - yearStart) / DAYS_A_MONTH);

/** Schools without a figure are left out. `through` is a day number within the school year. */
export async function readYearSums(
  store: Store,
  urns: readonly number[],
  schoolYear: number,
  through: number,
): Promise<Map<number, YearSums>> {
  const sums = new Map<number, YearSums>();
  const marked = await markedThrough(store, urns, schoolYear, through);
  await addHistory(store, urns, { schoolYear, through, marked, sums });
  await addLedger(store, marked, sums, schoolYearStart(schoolYear));
  return sums;
}

async function markedThrough(store: Store, urns: readonly number[], schoolYear: number, through: number) {
  const marked = new Map<number, number[]>();
  const start = schoolYearStart(schoolYear);
  await forEachValue(
    store,
    urns,
    (p) => partitionKeys.days(p, schoolYear),
    (urn, bytes) => {
      const days = decodeDays(bytes, start).filter((day) => day <= through);
      if (days.length > 0) marked.set(urn, days);
    },
  );
  return marked;
}

interface Reading {
  schoolYear: number;
  through: number;
  marked: ReadonlyMap<number, readonly number[]>;
  sums: Map<number, YearSums>;
}

async function addHistory(
  store: Store,
  urns: readonly number[],
  { schoolYear, through, marked, sums }: Reading,
) {
  const start = schoolYearStart(schoolYear);
  await forEachValue(
    store,
    urns,
    (p) => partitionKeys.history(p, schoolYear),
    (urn, bytes) => {
      const own = new Set(marked.get(urn));
      const found: YearSums = { possible: 0, attending: 0, days: 0, months: 0 };
      let last = -1;
      for (const { session, possible, attending } of decodeHistory(bytes)) {
        const day = session >> 1;
        if (day > through || own.has(day) || possible === 0) continue;
        found.possible += possible;
        found.attending += attending;
        if (day === last) continue;
        found.days++;
        found.months |= monthBit(day, start);
        last = day;
      }
      if (found.possible > 0) sums.set(urn, found);
    },
  );
}

/** The row of a school's last marked day holds the sums since 1 September. */
async function addLedger(
  store: Store,
  marked: ReadonlyMap<number, readonly number[]>,
  sums: Map<number, YearSums>,
  start: number,
): Promise<void> {
  const byLast = new Map<number, number[]>();
  for (const [urn, days] of marked) {
    const last = days[days.length - 1];
    const urns = byLast.get(last);
    if (urns) urns.push(urn);
    else byLast.set(last, [urn]);
  }
  for (const [day, urns] of byLast)
    await forEachValue(
      store,
      urns,
      (p) => partitionKeys.ledger(p, fromDay(day)),
      (urn, bytes) => {
        const { possible, attending } = measuresOf(decodeLedgerRow(bytes), STATUTORY);
        if (possible === 0) return;
        const days = marked.get(urn) ?? [];
        const before = sums.get(urn) ?? { possible: 0, attending: 0, days: 0, months: 0 };
        sums.set(urn, {
          possible: before.possible + possible,
          attending: before.attending + attending,
          days: before.days + days.length,
          months: days.reduce((months, day) => months | monthBit(day, start), before.months),
        });
      },
    );
}
