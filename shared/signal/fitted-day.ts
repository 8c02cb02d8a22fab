/** A day of a finished year against its factors: what `fit.ts`, `la-days.ts` and `noise.ts` all read. */
import type { Place } from './school-year.ts';
import { DAY_STRIDE, type DaySeries, PM_OFFSET } from './series.ts';

export interface SchoolHistory {
  readonly place: Place;
  /** The days of the year that is fitted. */
  readonly series: DaySeries;
}

/** Factors of every day of a year from `first`. */
export interface DayFactors {
  readonly first: number;
  readonly days: number;
  /** By group, day and session; NaN where no school was open. */
  readonly factor: Float64Array;
  /** By LA group and day: a further factor, and how much more than usual its schools scatter, at least 1. */
  readonly la: Float64Array;
  readonly spread: Float64Array;
}

/** Offset of a day's morning in `factor`. */
export function factorAt(factors: DayFactors, group: number, day: number): number {
  return (group * factors.days + day - factors.first) * 2;
}

/** Offset of a day in `la` and `spread`. */
export function laAt(factors: DayFactors, laGroup: number, day: number): number {
  return laGroup * factors.days + day - factors.first;
}

interface FittedDay {
  possible: number;
  absent: number;
  seasonal: number;
  spread: number;
}
const fitted: FittedDay = { possible: 0, absent: 0, seasonal: 0, spread: 1 };

/** A school's day's sums with its factors at a strength of season; overwritten by the next call. */
export function dayOf(
  { place, series }: SchoolHistory,
  d: number,
  factors: DayFactors,
  strength: number,
): FittedDay {
  const at = factorAt(factors, place.group, series.days[d]);
  const la = laAt(factors, place.laGroup, series.days[d]);
  fitted.possible = fitted.absent = fitted.seasonal = 0;
  for (let pm = 0; pm < 2; pm++) {
    const from = d * DAY_STRIDE + pm * PM_OFFSET;
    const [possible, attending] = [series.sums[from], series.sums[from + 1]];
    if (attending > possible || possible === 0) continue;
    fitted.possible += possible;
    fitted.absent += possible - attending;
    fitted.seasonal += possible * (1 + strength * ((factors.factor[at + pm] || 1) - 1)) * factors.la[la];
  }
  fitted.spread = factors.spread[la];
  return fitted;
}

/** Distance from expected in binomial spreads of the day's pupils, as its LA scattered: negative when more were absent. */
export function standardised(day: FittedDay, level: number): number {
  const rate = Math.min(0.9, (level * day.seasonal) / day.possible);
  const pupils = day.possible / 2;
  const usual = Math.sqrt((rate * (1 - rate)) / Math.max(1, pupils));
  return (rate - day.absent / day.possible) / (usual * day.spread);
}
