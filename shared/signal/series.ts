/**
 * A school's statutory sums day by day in flat arrays. `days` are day numbers (`attendance/dates.ts`), ascending;
 * the sums of the i-th day begin at `i * DAY_STRIDE` in the order of `DAY_FIELDS`. The order in which days are put
 * never matters, and a day put again is replaced: values are absolute.
 */

export const DAY_FIELDS = [
  'possibleAm',
  'attendingAm',
  'markedAm',
  'onRollAm',
  'possiblePm',
  'attendingPm',
  'markedPm',
  'onRollPm',
] as const;
export type DayField = (typeof DAY_FIELDS)[number];
export type DaySums = Record<DayField, number>;

export const DAY_STRIDE = DAY_FIELDS.length;
/** Offset of the afternoon's four sums from the morning's. */
export const PM_OFFSET = 4;
/** Offsets of a session's sums from where the session begins. */
export const SUM = { possible: 0, attending: 1, marked: 2, onRoll: 3 } as const;

export interface DaySeries {
  count: number;
  days: Uint16Array;
  sums: Uint16Array;
}

const FIRST_CAPACITY = 16;

export function emptySeries(capacity = FIRST_CAPACITY): DaySeries {
  return { count: 0, days: new Uint16Array(capacity), sums: new Uint16Array(capacity * DAY_STRIDE) };
}

/** Index of a day, or where it would be put as `-1 - index`. */
export function findDay(series: DaySeries, day: number): number {
  let [low, high] = [0, series.count];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (series.days[middle] < day) low = middle + 1;
    else high = middle;
  }
  return low < series.count && series.days[low] === day ? low : -1 - low;
}

/** Puts or replaces a day. Sums are capped at 65,535, far above any school. */
export function putDay(series: DaySeries, day: number, sums: DaySums): void {
  let at = findDay(series, day);
  if (at < 0) {
    at = -1 - at;
    if (series.count === series.days.length) grow(series);
    series.days.copyWithin(at + 1, at, series.count);
    series.sums.copyWithin((at + 1) * DAY_STRIDE, at * DAY_STRIDE, series.count * DAY_STRIDE);
    series.days[at] = day;
    series.count++;
  }
  for (const [i, field] of DAY_FIELDS.entries()) {
    series.sums[at * DAY_STRIDE + i] = Math.min(0xffff, Math.max(0, sums[field]));
  }
}

function grow(series: DaySeries): void {
  const capacity = Math.max(FIRST_CAPACITY, series.days.length * 2);
  const [days, sums] = [new Uint16Array(capacity), new Uint16Array(capacity * DAY_STRIDE)];
  days.set(series.days);
  sums.set(series.sums);
  series.days = days;
  series.sums = sums;
}

/** The sums at an index as an object. */
export function daySums(series: DaySeries, index: number): DaySums {
  const at = index * DAY_STRIDE;
  const sums = {} as DaySums;
  for (const [i, field] of DAY_FIELDS.entries()) sums[field] = series.sums[at + i];
  return sums;
}

/** The days of a series from `from` up to and including `to`. */
export function slice(series: DaySeries, from: number, to: number): DaySeries {
  const bound = (day: number) => {
    const at = findDay(series, day);
    return at < 0 ? -1 - at : at;
  };
  const [start, end] = [bound(from), bound(to + 1)];
  return {
    count: Math.max(0, end - start),
    days: series.days.slice(start, end),
    sums: series.sums.slice(start * DAY_STRIDE, end * DAY_STRIDE),
  };
}

/**
 * A school's series with those of its predecessors before it (a conversion, or a merger of several): on each day
 * before `from` the predecessors' sums are added up; from then on, and on days the school has itself, its own count.
 */
export function withPredecessors(
  own: DaySeries,
  predecessors: readonly { series: DaySeries; from: number }[],
): DaySeries {
  const before = new Map<number, DaySums>();
  for (const { series, from } of predecessors) {
    for (let i = 0; i < series.count && series.days[i] < from; i++) {
      const sums = daySums(series, i);
      const kept = before.get(series.days[i]);
      if (kept) for (const field of DAY_FIELDS) kept[field] += sums[field];
      else before.set(series.days[i], sums);
    }
  }
  const joined = emptySeries(own.count + before.size);
  for (const [day, sums] of before) putDay(joined, day, sums);
  for (let i = 0; i < own.count; i++) putDay(joined, own.days[i], daySums(own, i));
  return joined;
}
