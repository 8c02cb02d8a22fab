/** Today so far, which moves as registers come in and never moves the standing: that is the close's. */
import { decidesOn } from './close.ts';
import { noEvidence, weigh } from './evidence.ts';
import { sizeBand } from './level.ts';
import { normalBelow } from './normal.ts';
import { RULES } from './rules.ts';
import {
  CAPACITY,
  type DayView,
  pupilsOf,
  putResidual,
  type SchoolYear,
  usualOffset,
} from './school-year.ts';
import type { DayShock } from './shock.ts';
import { decide, isKnown } from './standing.ts';

export const TODAYS = ['waiting', 'usual', 'low', 'sudden-drop', 'high', 'closed'] as const;
export type Today = (typeof TODAYS)[number];

/** Where the day will close, percent of possible, as the projection has it. */
export interface Projection {
  mean: number;
  sd: number;
}

/** What is expected of the part of a day that is in, percent and points. */
export interface TodayFacts {
  expected: number;
  /** Usual spread of a day of as many pupils as are in, and of a whole day. */
  spread: number;
  daySpread: number;
  attendance: number;
  /** Variance (points squared) of a session of as many pupils as come, were they away independently. */
  luck: number;
  /** Share of the day's usual possible sessions that are in, 0 to 1. */
  share: number;
}

/** What is expected of the part of the day that `view` shows. */
export function factsOf(year: SchoolYear, view: DayView, shock: DayShock): TodayFacts {
  const { group, laGroup } = year.place;
  const factor = shock.region[group] * shock.la[laGroup];
  const spread =
    ((100 * view.spread) / view.possible) * Math.sqrt(Math.max(0.5, factor)) * shock.spread[laGroup];
  const usual = Math.max(view.possible, 2 * pupilsOf(year));
  const absent = (100 * view.expected * factor) / view.possible;
  return {
    expected: 100 - absent,
    attendance: 100 - (100 * view.absent) / view.possible,
    spread,
    daySpread: spread * Math.sqrt(view.possible / usual),
    luck: (absent * (100 - absent)) / Math.max(1, usual / 2),
    share: view.possible / usual,
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

/**
 * The day as it will close if nothing more is known. Points of attendance about what is expected:
 *
 *   day = own + fall,   seen = morning + fall + luck
 *
 * *own* has the school's usual variance S^2 of a whole day; the *morning* (with what is in of the afternoon) tells a share
 * a of it, so that its own variance is S^2 / a; *luck* is that of who is among the share q of the pupils seen: registers
 * still out are children nobody has seen, binomial variance B (1 - q) / q; and the *fall* is one that the days before
 * speak for and that has not listed the school yet, of variance W, alike in both halves of the day. So the day is drawn
 * towards what is seen by the gain (S^2 + W) / (S^2 / a + W + B (1 - q) / q).
 */
export function plainProjection(year: SchoolYear, facts: TodayFacts): Projection {
  const { afternoon } = RULES.tonight;
  const seen = Math.min(1, 2 * facts.share);
  const later = Math.max(0, 2 * facts.share - 1) ** 2;
  const fall = suspectedFall(year);
  const usual = facts.expected + fall.mean;
  const own = facts.daySpread ** 2;
  const whole = own + fall.sd ** 2;
  const luck = seen > 0 ? (facts.luck * (1 - seen)) / seen : Number.POSITIVE_INFINITY;
  const gain = whole / (own / (afternoon + (1 - afternoon) * later) + fall.sd ** 2 + luck);
  return {
    mean: usual + gain * (facts.attendance - usual),
    sd: Math.sqrt(whole * Math.max(0, 1 - gain)) + 0.01,
  };
}

const suspected = noEvidence();
const UNFALLEN = { mean: 0, sd: 0 };
/** Evidence of the last close so far below what lists a school says less than one in fifty: not worth weighing again. */
const UNSUSPECTED = 4;

/** How far below its usual level a school is thought to be, points: as likely fallen as not at the weight that lists it. */
function suspectedFall(year: SchoolYear): { mean: number; sd: number } {
  if (year.standing === 'slipping') return { mean: year.fall, sd: 0 };
  const enter = RULES.enter[sizeBand(pupilsOf(year))];
  if (year.count === 0 || year.down < enter - UNSUSPECTED) return UNFALLEN;
  const { down, change } = weigh(year, year.count, suspected);
  const chance = 1 / (1 + Math.exp(enter - down));
  return { mean: chance * change, sd: Math.sqrt(chance * (1 - chance)) * Math.abs(change) };
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
  const slips = (attendance: number) => wouldSlip(year, attendance - facts.expected, facts.daySpread);
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
