/**
 * How much more or less absence than its year's mean a school has in a session: week of year, weekday, half day,
 * shared shocks and illness going round. Every factor has mean one over a school year.
 */
import { REGIONS } from '../../shared/attendance/areas.ts';
import { type Session, toDay } from '../../shared/attendance/dates.ts';
import { dayOfWeek, isSchoolDay } from './calendar.ts';
import { PHASE_FACTS, type SimulatedPhase, WEEKDAY_POINTS } from './published.ts';
import { derive, keyOf, normalAt } from './random.ts';
import type { SimulatedSchool } from './school.ts';

/**
 * Secondary absence by week relative to its year, at weeks counted from Monday 1 September 2025 (own smoothing of the
 * published weekly series, without the shock days below). Weeks between are interpolated.
 */
const WEEK_CURVE: readonly (readonly [week: number, level: number])[] = [
  [0, 0.62],
  [1, 0.67],
  [3, 0.88],
  [5, 0.84],
  [7, 1.01],
  [9, 0.86],
  [11, 0.95],
  [12, 1.1],
  [13, 1.14],
  [15, 1.23],
  [18, 0.94],
  [21, 1.01],
  [23, 1.04],
  [25, 0.9],
  [28, 1],
  [30, 1.2],
  [32, 0.92],
  [36, 1.02],
  [37, 1.35],
  [39, 0.99],
  [42, 1.05],
  [44, 1.27],
  [46, 1.3],
];
/** How much of the secondary curve shows in the other phases. */
const CURVE_SHARE: Record<SimulatedPhase, number> = { primary: 0.75, secondary: 1, special: 0.6 };

/** Week 0 of the curve: a Monday. */
export const YEAR_CURVE_START = toDay('2025-09-01');
const WEEKS_A_YEAR = 52;

/** Shared shocks: days on which more stay away, everywhere or in some regions. */
interface Shock {
  readonly date: string;
  readonly regions?: readonly string[];
  readonly factor: number;
  readonly cause: string;
}

export const SHOCKS: readonly Shock[] = [
  { date: '2026-06-24', factor: 1.6, cause: 'heat' },
  { date: '2026-06-25', factor: 1.9, cause: 'heat' },
  { date: '2026-06-26', factor: 2.0, cause: 'heat' },
  { date: '2026-11-12', regions: ['E12000001', 'E12000002', 'E12000003'], factor: 1.45, cause: 'storm' },
  { date: '2026-11-25', factor: 1.6, cause: 'a sickness bug everywhere' },
  { date: '2027-02-03', factor: 1.5, cause: 'snow on the roads' },
];

/** Days of religious observance for which many pupils are absent with code R. */
export const FEASTS: ReadonlySet<number> = new Set(['2026-03-20', '2027-03-10'].map(toDay));

/** PM against AM, and Friday afternoon. */
const HALF_DAY: Record<Session, { usual: number; friday: number }> = {
  AM: { usual: 0.993, friday: 0.98 },
  PM: { usual: 1.007, friday: 1.02 },
};

const NOISE = { regionDay: 0.015, laWeek: 0.02, schoolWeek: 0.08 };

function weekLevel(phase: SimulatedPhase, day: number): number {
  const weeks = (((day - YEAR_CURVE_START) / 7) % WEEKS_A_YEAR) + (day < YEAR_CURVE_START ? WEEKS_A_YEAR : 0);
  const week = Math.floor(weeks);
  const after = WEEK_CURVE.findIndex(([at]) => at >= week);
  const [x1, y1] = WEEK_CURVE.at(after < 0 ? -1 : after)!;
  const [x0, y0] = WEEK_CURVE[Math.max(0, (after < 0 ? WEEK_CURVE.length : after) - 1)];
  const level = x1 === x0 ? y1 : y0 + ((y1 - y0) * (week - x0)) / (x1 - x0);
  return 1 + CURVE_SHARE[phase] * (level - 1);
}

const shocksByDay = new Map(SHOCKS.map((shock) => [toDay(shock.date), shock]));

function shockFactor(day: number, region: string | null): number {
  const shock = shocksByDay.get(day);
  if (!shock || (shock.regions && !(region && shock.regions.includes(region)))) return 1;
  return shock.factor;
}

/** The published period, over which the factors are scaled to mean one. */
const PUBLISHED_FROM = toDay('2025-09-08');
const PUBLISHED_TO = toDay('2026-07-10');
/** An LA with the usual half-terms. */
const USUAL_LA = '';

function meanLevel(phase: SimulatedPhase): number {
  let [sum, count] = [0, 0];
  for (let day = PUBLISHED_FROM; day <= PUBLISHED_TO; day++) {
    if (!isSchoolDay(USUAL_LA, day)) continue;
    sum += weekLevel(phase, day) * weekdayFactor(phase, day) * shockFactor(day, null);
    count++;
  }
  return sum / count;
}

/** Weekday points are medians of ordinary weeks, whose level lies below the year's mean. */
const ORDINARY_WEEK = 1.08;

function weekdayFactor(phase: SimulatedPhase, day: number): number {
  const points = WEEKDAY_POINTS[phase];
  const centre = points.reduce((a, b) => a + b, 0) / points.length;
  return 1 + (ORDINARY_WEEK * (points[dayOfWeek(day) - 1] - centre)) / (PHASE_FACTS[phase].absence * 100);
}

const DAYS_KEPT = 0x4000;

/** England's factor by phase and day number, without the noise of places; each worked out once. */
function nationalFactors(): (phase: SimulatedPhase, day: number) => number {
  const table = (phase: SimulatedPhase) => ({
    scale: 1 / meanLevel(phase),
    kept: new Float64Array(DAYS_KEPT),
  });
  const tables = { primary: table('primary'), secondary: table('secondary'), special: table('special') };
  return (phase, day) => {
    const { scale, kept } = tables[phase];
    if (kept[day] === 0) kept[day] = scale * weekLevel(phase, day) * weekdayFactor(phase, day);
    return kept[day];
  };
}

/** Factor of one school's absence in a session against its mean of the year. */
export type Season = (school: SimulatedSchool, day: number, session: Session) => number;

/** Illness going round: log-normal with mean one. */
const around = (key: number, at: number, spread: number) =>
  Math.exp(spread * normalAt(key, at) - spread ** 2 / 2);

const DRAWS = { region: 1, la: 2, schoolWeek: 1000 };

/** The season of an England of a seed. */
export function seasonOf(seed: string): Season {
  const national = nationalFactors();
  const root = keyOf(`${seed}:season`);
  const regionKeys = new Map(REGIONS.map(({ code }) => [code, derive(root, keyOf(code) + DRAWS.region)]));
  return (school, day, session) => {
    const week = Math.floor((day - YEAR_CURVE_START) / 7);
    const halfDay = HALF_DAY[session][dayOfWeek(day) === 5 ? 'friday' : 'usual'];
    const laKey = derive(root, Number(school.la) + DRAWS.la);
    return (
      national(school.phase, day) *
      halfDay *
      shockFactor(day, school.region) *
      around(regionKeys.get(school.region)!, day, NOISE.regionDay) *
      around(laKey, week, NOISE.laWeek) *
      around(school.key, DRAWS.schoolWeek + week, NOISE.schoolWeek)
    );
  };
}
