/**
 * What passes over England in a year: the season, waves of illness that reach regions at different times, snow, heat,
 * strikes, Eid, and days on which a supplier's registers go missing.
 */
import { toDay } from '../../../shared/attendance/dates.ts';
import { weekdayOf, weekOf, YEARS, type YearName } from './calendar.ts';
import type { Dice } from './dice.ts';

/** Illness and other absence relative to the year's mean at weeks of the school year (read off DfE's weekly series). */
const SEASON: readonly (readonly [week: number, ill: number, other: number])[] = [
  [0, 0.55, 0.75],
  [2, 0.85, 0.85],
  [4, 1, 0.9],
  [7, 1.05, 1],
  [9, 0.95, 0.92],
  [11, 1.15, 0.95],
  [13, 1.3, 1],
  [15, 1.2, 1.12],
  [18, 1.05, 0.95],
  [21, 1.1, 0.97],
  [24, 1.1, 1],
  [27, 1.05, 1.03],
  [30, 0.95, 1.08],
  [33, 0.78, 0.98],
  [37, 0.85, 1.1],
  [41, 0.8, 1.08],
  [46, 0.75, 1.2],
];
const WEEKDAY_ILL = [1, 0.97, 0.96, 0.98, 1.12];
const WEEKDAY_OTHER = [
  [1.2, 0.85, 0.75, 0.83, 1.5],
  [0.9, 0.87, 0.87, 0.95, 1.5],
  [1, 0.92, 0.9, 0.95, 1.3],
];

export interface Wave {
  readonly peak: number;
  readonly width: number;
  readonly height: number;
}

export interface Climate {
  readonly year: YearName;
  /** By region index: waves of flu and of a winter sickness bug. */
  readonly waves: readonly (readonly Wave[])[];
  /** Small luck of every day for all of England: by day. */
  readonly day: ReadonlyMap<number, number>;
  readonly snow: readonly { readonly day: number; readonly region: number; readonly hard: number }[];
  readonly strikes: ReadonlySet<number>;
  readonly heat: ReadonlyMap<number, number>;
  readonly eid: number;
  readonly outages: readonly { readonly day: number; readonly supplier: number; readonly share: number }[];
}

export const SUPPLIERS = 8;

export function makeClimate(year: YearName, regions: number, dice: Dice): Climate {
  const start = toDay(YEARS[year].firstMonday);
  const [flu, bug] = [dice.between(11.5, 14.5), dice.between(20, 25)];
  const [fluHeight, bugHeight] = [0.55 * dice.around(0.25), 0.3 * dice.around(0.3)];
  const waves = Array.from({ length: regions }, () => [
    { peak: flu + 0.9 * dice.normal(), width: dice.between(1.3, 2.2), height: fluHeight * dice.around(0.3) },
    { peak: bug + 1.3 * dice.normal(), width: dice.between(1, 2), height: bugHeight * dice.around(0.4) },
  ]);
  const day = new Map<number, number>();
  for (let d = start; d < start + 365; d++) day.set(d, dice.around(0.025));
  const hot = start + 7 * 41 + dice.below(14);
  return {
    year,
    waves,
    day,
    snow: Array.from({ length: 3 }, () => ({
      day: start + 7 * 13 + dice.below(90),
      region: dice.below(regions),
      hard: dice.between(0.15, 0.6),
    })),
    strikes: new Set([start + 7 * 21 + 2 + dice.below(2), start + 7 * 27 + 1 + dice.below(3)]),
    heat: new Map([0, 1, 2].map((i) => [hot + i, 1.25 + 0.25 * i])),
    eid: toDay(YEARS[year].eid),
    outages: Array.from({ length: 2 }, () => ({
      day: start + dice.below(300),
      supplier: dice.below(SUPPLIERS),
      share: dice.between(0.2, 0.9),
    })),
  };
}

/** Season's factors on illness and on other absence: of a region, on a day, for a phase. */
export function factorsOf(
  climate: Climate,
  region: number,
  phase: number,
  day: number,
): { ill: number; other: number } {
  const week = weekOf(day, climate.year);
  let after = 1;
  while (after < SEASON.length - 1 && SEASON[after][0] < week) after++;
  const [from, to] = [SEASON[after - 1], SEASON[after]];
  const part = Math.min(1, Math.max(0, (week - from[0]) / (to[0] - from[0])));
  let ill = from[1] + part * (to[1] - from[1]);
  for (const { peak, width, height } of climate.waves[region])
    ill += height * Math.exp(-0.5 * ((week - peak) / width) ** 2);
  const weekday = weekdayOf(day, climate.year);
  const today = climate.day.get(day) ?? 1;
  const heat = climate.heat.get(day) ?? 1;
  return {
    ill: ill * WEEKDAY_ILL[weekday] * today,
    other: (from[2] + part * (to[2] - from[2])) * WEEKDAY_OTHER[phase][weekday] * today * heat,
  };
}
