/**
 * Season and weekday: how much more or less absence than its year's mean a school of a phase shows in a week, on a
 * weekday, in a session. A curve is a factor on absence with mean one over the school year.
 */
import { PHASE_COUNT } from './groups.ts';

export const WEEKS = 53;
const WEEKDAYS = 7;
const SLOTS = WEEKDAYS * 2;

/** Factors by phase: `week` (53 a phase) times `slot` (weekday x session, 14 a phase). */
export interface SeasonCurve {
  readonly week: Float64Array;
  readonly slot: Float64Array;
}

/** 1 = Monday ... 7 = Sunday, as `weekday` of `attendance/dates.ts` without making a date: this is hot. */
const weekday = (day: number): number => ((day + 2) % 7) + 1;

/** Day number of 1 September of the school year begun `years` after 2019 (until 2099). */
const september = (years: number): number => -122 + 365 * years + ((years + 3) >> 2);

/** Week of the school year, counted from the Monday on or before 1 September. */
export function schoolWeek(day: number): number {
  let years = Math.floor((day + 122) / 365.25);
  if (day >= september(years + 1)) years++;
  const start = september(years);
  return Math.min(WEEKS - 1, Math.floor((day - start + weekday(start + 7 * 52) - 1) / 7));
}

/** Offset of a weekday's morning in `slot`; the afternoon follows. */
export function slotOf(phase: number, weekdayNumber: number): number {
  return phase * SLOTS + (weekdayNumber - 1) * 2;
}

export function flatCurve(): SeasonCurve {
  return {
    week: new Float64Array(PHASE_COUNT * WEEKS).fill(1),
    slot: new Float64Array(PHASE_COUNT * SLOTS).fill(1),
  };
}

/** Factor of a phase in the morning (`pm` 0) or afternoon (1) of a day. */
export function seasonFactor(curve: SeasonCurve, phase: number, day: number, pm: 0 | 1): number {
  return curve.week[phase * WEEKS + schoolWeek(day)] * curve.slot[slotOf(phase, weekday(day)) + pm];
}

/** Own smoothing of the published weekly secondary absence 2025/26, relative to its year; weeks between are interpolated. */
const PUBLISHED_WEEKS: readonly (readonly [week: number, level: number])[] = [
  [0, 0.66],
  [1, 0.7],
  [3, 0.88],
  [5, 0.84],
  [7, 1.0],
  [9, 0.87],
  [11, 0.95],
  [12, 1.09],
  [13, 1.13],
  [15, 1.22],
  [18, 0.94],
  [23, 1.03],
  [25, 0.91],
  [30, 1.18],
  [32, 0.92],
  [36, 1.02],
  [37, 1.3],
  [39, 0.99],
  [42, 1.06],
  [44, 1.26],
  [52, 1.26],
];
/** Published weekday deviations (points of absence, Monday to Friday) relative to the phase's mean absence. */
const PUBLISHED_WEEKDAYS = [
  [0.049, -0.053, -0.095, -0.061, 0.15],
  [-0.03, -0.045, -0.045, -0.021, 0.14],
  [0.01, -0.03, -0.03, -0.02, 0.07],
  [0, -0.05, -0.05, -0.03, 0.13],
];
/** How much of the secondary curve shows in each phase. */
const CURVE_SHARE = [0.75, 1, 0.6, 0.9];

/** The curve from published national figures, until a year of the schools' own is known. */
export function publishedCurve(): SeasonCurve {
  const curve = flatCurve();
  for (let phase = 0; phase < PHASE_COUNT; phase++) {
    for (let week = 0; week < WEEKS; week++) {
      curve.week[phase * WEEKS + week] = 1 + CURVE_SHARE[phase] * (publishedLevel(week) - 1);
    }
    for (const [i, deviation] of PUBLISHED_WEEKDAYS[phase].entries()) {
      const at = slotOf(phase, i + 1);
      curve.slot[at] = (1 + deviation) * (i === 4 ? 0.98 : 0.993);
      curve.slot[at + 1] = (1 + deviation) * (i === 4 ? 1.02 : 1.007);
    }
  }
  return curve;
}

function publishedLevel(week: number): number {
  const after = PUBLISHED_WEEKS.findIndex(([at]) => at >= week);
  const [x1, y1] = PUBLISHED_WEEKS[after];
  const [x0, y0] = PUBLISHED_WEEKS[Math.max(0, after - 1)];
  return x1 === x0 ? y1 : y0 + ((y1 - y0) * (week - x0)) / (x1 - x0);
}

/** Factors of all days of a year, as `fit.ts` finds them. */
interface Factors {
  readonly first: number;
  readonly days: number;
  readonly factor: Float64Array;
}

const TIMES = 3;

/**
 * The curve of a fitted year: medians over days and regions, so that a shock day does not become season; weeks lightly
 * smoothed. Weeks in which nobody was open take their neighbours' level.
 */
export function learnSeason(factors: Factors): SeasonCurve {
  const curve = flatCurve();
  const perPhase = factors.factor.length / PHASE_COUNT;
  for (let phase = 0; phase < PHASE_COUNT; phase++) {
    const part = factors.factor.subarray(phase * perPhase, (phase + 1) * perPhase);
    for (let round = 0; round < TIMES; round++) {
      learnWeeks(curve, phase, part, factors);
      learnSlots(curve, phase, part, factors);
    }
  }
  return curve;
}

function learnWeeks(curve: SeasonCurve, phase: number, part: Float64Array, factors: Factors): void {
  const found: number[][] = Array.from({ length: WEEKS }, () => []);
  eachFactor(part, factors, (day, pm, factor) => {
    found[schoolWeek(day)].push(factor / curve.slot[slotOf(phase, weekday(day)) + pm]);
  });
  const raw = found.map((values) => median(values));
  for (let week = 0; week < WEEKS; week++) {
    const near = [week - 1, week, week, week + 1].map((at) => raw[at]).filter((value) => value > 0);
    curve.week[phase * WEEKS + week] = near.length > 0 ? near.reduce((a, b) => a + b) / near.length : 1;
  }
}

function learnSlots(curve: SeasonCurve, phase: number, part: Float64Array, factors: Factors): void {
  const found: number[][] = Array.from({ length: SLOTS }, () => []);
  eachFactor(part, factors, (day, pm, factor) => {
    found[(weekday(day) - 1) * 2 + pm].push(factor / curve.week[phase * WEEKS + schoolWeek(day)]);
  });
  for (let slot = 0; slot < SLOTS; slot++) curve.slot[phase * SLOTS + slot] = median(found[slot]) || 1;
}

function eachFactor(
  part: Float64Array,
  factors: Factors,
  take: (day: number, pm: number, factor: number) => void,
): void {
  for (let at = 0; at < part.length; at++) {
    if (part[at] > 0) take(factors.first + (Math.floor(at / 2) % factors.days), at % 2, part[at]);
  }
}

function median(values: number[]): number {
  if (values.length === 0) return 0;
  values.sort((a, b) => a - b);
  return values[values.length >> 1];
}
