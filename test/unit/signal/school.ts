/** One made-up school and its days, for tests of the signal. */
import { toDay, weekday } from '../../../shared/attendance/dates.ts';
import { groupOf, laGroupOf } from '../../../shared/signal/groups.ts';
import { baselineOf, usualKinds } from '../../../shared/signal/level.ts';
import { openSchoolYear, type Place } from '../../../shared/signal/school-year.ts';
import { type DaySeries, type DaySums, emptySeries, putDay } from '../../../shared/signal/series.ts';

export const SECONDARY = 1;
export const PLACE: Place = {
  phase: SECONDARY,
  group: groupOf(SECONDARY, 'E12000002'),
  laGroup: laGroupOf(SECONDARY, '355'),
};
export const FIRST_DAY = toDay('2026-09-01');

/** Sums of a full day of so many pupils of whom `absent` miss both sessions. */
export function fullDay(pupils: number, absent: number): DaySums {
  const [possible, attending] = [pupils, pupils - absent];
  return {
    possibleAm: possible,
    attendingAm: attending,
    markedAm: pupils,
    onRollAm: pupils,
    possiblePm: possible,
    attendingPm: attending,
    markedPm: pupils,
    onRollPm: pupils,
  };
}

/** Weekdays from 1 September 2026 on. */
export function schoolDays(count: number): number[] {
  const days: number[] = [];
  for (let day = FIRST_DAY; days.length < count; day++) if (weekday(day) <= 5) days.push(day);
  return days;
}

/** A series of days on which `absentOn(i)` of `pupils` are away. */
export function seriesOf(
  days: readonly number[],
  pupils: number,
  absentOn: (i: number) => number,
): DaySeries {
  const series = emptySeries();
  for (const [i, day] of days.entries()) putDay(series, day, fullDay(pupils, absentOn(i)));
  return series;
}

/** A year of a secondary school with `absence` last year. */
export function yearOf(pupils: number, absence: number, target = Number.NaN, place = PLACE) {
  const possible = 2 * pupils * 190;
  const sums = {
    seasonal: possible,
    possible,
    absent: possible * absence,
    days: 190,
    noise: 1.5,
    strength: 1,
  };
  return openSchoolYear(place, baselineOf(usualKinds(), place.phase, sums), target);
}
