/** A day of a finished year against its factors: what `fit.ts` and `noise.ts` both read. */
import type { Place } from './school-year.ts';
import { DAY_STRIDE, type DaySeries, PM_OFFSET } from './series.ts';

export interface SchoolHistory {
  readonly place: Place;
  /** The days of the year that is fitted. */
  readonly series: DaySeries;
}

/** Factors by group, day (from `first`) and session; NaN where no school was open. */
export interface DayFactors {
  readonly first: number;
  readonly days: number;
  readonly factor: Float64Array;
}

/** Offset of a day's morning in `factor`. */
export function factorAt(factors: DayFactors, group: number, day: number): number {
  return (group * factors.days + day - factors.first) * 2;
}

interface FittedDay {
  possible: number;
  absent: number;
  seasonal: number;
}
const fitted: FittedDay = { possible: 0, absent: 0, seasonal: 0 };

/** A day's sums with its factors at a school's strength of season; overwritten by the next call. */
export function dayOf(
  series: DaySeries,
  d: number,
  factors: DayFactors,
  at: number,
  strength: number,
): FittedDay {
  fitted.possible = fitted.absent = fitted.seasonal = 0;
  for (let pm = 0; pm < 2; pm++) {
    const from = d * DAY_STRIDE + pm * PM_OFFSET;
    const [possible, attending] = [series.sums[from], series.sums[from + 1]];
    if (attending > possible || possible === 0) continue;
    fitted.possible += possible;
    fitted.absent += possible - attending;
    fitted.seasonal += possible * (1 + strength * ((factors.factor[at + pm] || 1) - 1));
  }
  return fitted;
}

/** Distance from expected in binomial spreads of the day's pupils: negative when more were absent. */
export function standardised(day: FittedDay, level: number): number {
  const rate = Math.min(0.9, (level * day.seasonal) / day.possible);
  const pupils = day.possible / 2;
  return (rate - day.absent / day.possible) / Math.sqrt((rate * (1 - rate)) / Math.max(1, pupils));
}
