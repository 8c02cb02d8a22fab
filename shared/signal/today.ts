/** Today so far, which moves as registers come in and never moves the standing: that is the close's. */
import { decidesOn } from './close.ts';
import { normalBelow } from './normal.ts';
import { RULES } from './rules.ts';
import { CAPACITY, type DayView, putResidual, type SchoolYear, usualOffset } from './school-year.ts';
import type { DayShock } from './shock.ts';
import { decide, isKnown } from './standing.ts';

export const TODAYS = ['waiting', 'usual', 'low', 'sudden-drop', 'high', 'closed'] as const;
export type Today = (typeof TODAYS)[number];

/** Where the day will close, percent of possible, as the projection has it. */
export interface Projection {
  mean: number;
  sd: number;
}

/** Expected attendance so far (percent), the usual spread of a whole day and the spread of today's part, in points. */
export interface TodayFacts {
  expected: number;
  spread: number;
  attendance: number;
}

/** What is expected of the part of the day that `view` shows. */
export function factsOf(year: SchoolYear, view: DayView, shock: DayShock): TodayFacts {
  const { group, laGroup } = year.place;
  const factor = shock.region[group] * shock.la[laGroup];
  const spread =
    ((100 * view.spread) / view.possible) * Math.sqrt(Math.max(0.5, factor)) * shock.spread[laGroup];
  return {
    expected: 100 - (100 * view.expected * factor) / view.possible,
    attendance: 100 - (100 * view.absent) / view.possible,
    spread,
  };
}

export function todayOf(
  year: SchoolYear,
  view: DayView,
  facts: TodayFacts | undefined,
  isClosed: boolean,
): Today {
  if (isClosed) return 'closed';
  if (!facts || !view.usable || !isKnown(year, year.count)) return 'waiting';
  const off = facts.attendance - facts.expected;
  const spreads = off / facts.spread;
  if (spreads <= -RULES.suddenDrop.spreads && fiveDayMean(year, off) <= -RULES.suddenDrop.fiveDayPoints) {
    return 'sudden-drop';
  }
  if (spreads <= -RULES.low && off <= -RULES.leastFall) return 'low';
  if (spreads >= RULES.low && off >= RULES.leastFall) return 'high';
  return 'usual';
}

/** Mean distance from expected, points, of today and the four usable days before it. */
function fiveDayMean(year: SchoolYear, today: number): number {
  const usual = usualOffset(year, year.count).mean;
  const first = Math.max(0, year.count - 4);
  let sum = today;
  for (let i = first; i < year.count; i++) {
    const weight = year.weight[i + 1] - year.weight[i];
    sum += (year.moment[i + 1] - year.moment[i]) / weight - usual;
  }
  return sum / (year.count - first + 1);
}

/** The day as it will close if nothing more is known: what is in so far, and for the rest what is expected. */
export function plainProjection(year: SchoolYear, view: DayView, facts: TodayFacts): Projection {
  const fallen = year.standing === 'slipping' ? year.fall : 0;
  const coverage = Math.min(1, view.coverage);
  const rest = facts.expected + fallen + 0.5 * coverage * (facts.attendance - facts.expected - fallen);
  return {
    mean: coverage * facts.attendance + (1 - coverage) * rest,
    sd: facts.spread * Math.sqrt(Math.max(0, 1 - coverage)) + 0.01,
  };
}

const ROUNDS = 12;
const FAR = 4;

/**
 * Chance that the close of today leaves the school slipping: the day's attendance below which it would, found by
 * halving, against where the day is projected to close. Leaves the year as it was.
 */
export function likelyTonight(
  year: SchoolYear,
  day: number,
  facts: TodayFacts,
  projection: Projection,
  endsWeek: boolean,
): number {
  const now = year.standing === 'slipping' ? 1 : 0;
  if (!decidesOn(year, day, endsWeek) || year.count >= CAPACITY - 1) return now;
  const slips = (attendance: number) => wouldSlip(year, attendance - facts.expected, facts.spread);
  let [low, high] = [projection.mean - FAR * projection.sd, projection.mean + FAR * projection.sd];
  if (!slips(low)) return 0;
  if (slips(high)) return 1;
  for (let round = 0; round < ROUNDS; round++) {
    const middle = (low + high) / 2;
    if (slips(middle)) low = middle;
    else high = middle;
  }
  return normalBelow((low - projection.mean) / projection.sd);
}

function wouldSlip(year: SchoolYear, off: number, spread: number): boolean {
  const usual = usualOffset(year, year.count).mean;
  const most = RULES.clip * spread;
  const clipped = Math.min(most, Math.max(-most, off));
  putResidual(year, year.count, usual + clipped, 1 / (spread * spread));
  return decide(year, year.count + 1).standing === 'slipping';
}
