/** What a monitor's lists are worth, against the truth of a world, by size of school. */
import { SIZE_BANDS, sizeBand } from '../../shared/signal/level.ts';
import { FALL_POINTS } from './falls.ts';
import type { Fall, World } from './world.ts';

export const KINDS = ['step', 'gradual'] as const;
/** A listing is right on a day on which the school is truly fallen by at least this many points. */
export const RIGHT = 0.25;

/** Sums of one monitor over seeds; by size band where an array. */
export interface Score {
  /** Closed school-days of schools without a planted fall, and those on which they were listed. */
  innocentDays: Float64Array;
  wrongDays: Float64Array;
  innocents: Float64Array;
  everListed: Float64Array;
  changes: Float64Array;
  schools: Float64Array;
  listedDays: Float64Array;
  rightDays: Float64Array;
  /** Closed school-days on which a school was called recovering, and those on which its planted fall was returning. */
  recoveringDays: Float64Array;
  returnedDays: Float64Array;
  /** Of the days called recovering those of schools without a planted fall. */
  neverFellDays: Float64Array;
  /** Days to catch, Infinity when missed: [band][kind][points]. */
  caught: number[][][][];
  /** Closed days of the same falls until they recovered or the year ended, in the same order. */
  lasted: number[][][][];
}

export function newScore(): Score {
  const bands = () => new Float64Array(SIZE_BANDS);
  const falls = () => Array.from({ length: SIZE_BANDS }, () => KINDS.map(() => FALL_POINTS.map(() => [])));
  return {
    innocentDays: bands(),
    wrongDays: bands(),
    innocents: bands(),
    everListed: bands(),
    changes: bands(),
    schools: bands(),
    listedDays: bands(),
    rightDays: bands(),
    recoveringDays: bands(),
    returnedDays: bands(),
    neverFellDays: bands(),
    caught: falls(),
    lasted: falls(),
  };
}

/** Closed days of each school so far, since its planted fall began, and of the fall; shared by all monitors of a world. */
export interface Clock {
  days: Uint16Array;
  since: Uint16Array;
  fallen: Uint16Array;
}

export function newClock(world: World): Clock {
  const count = world.schools.length;
  return { days: new Uint16Array(count), since: new Uint16Array(count), fallen: new Uint16Array(count) };
}

export function tick(clock: Clock, world: World, school: number, day: number): void {
  clock.days[school]++;
  const fall = world.falls[school];
  if (!fall || day < fall.from) return;
  clock.since[school]++;
  if (lasts(fall, day)) clock.fallen[school]++;
}

const lasts = ({ recovers }: Fall, day: number) => recovers === undefined || day < recovers;

/** Follows one monitor through one world. */
export interface Tally {
  /** A closed day of a school, in time order. */
  see(school: number, day: number, listed: boolean): void;
  /** A closed day on which a school was called recovering. */
  seeRecovering(school: number, day: number): void;
  /** @param changes of standing in all, by school; default: times on and off the list */
  end(score: Score, changes?: ArrayLike<number>): void;
}

export function tally(world: World, clock: Clock): Tally {
  const count = world.schools.length;
  const was = new Uint8Array(count);
  const switches = new Uint16Array(count);
  const [listedDays, rightDays] = [new Uint16Array(count), new Uint16Array(count)];
  const [recoveringDays, returnedDays] = [new Uint16Array(count), new Uint16Array(count)];
  const caught = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
  return {
    see(school, day, listed) {
      const now = listed ? 1 : 0;
      if (now !== was[school]) switches[school]++;
      was[school] = now;
      if (!listed) return;
      listedDays[school]++;
      const fall = world.falls[school];
      if (!fall || day < fall.from) return;
      if (world.fallenBy(school, day) >= RIGHT) rightDays[school]++;
      if (lasts(fall, day) && caught[school] === Number.POSITIVE_INFINITY)
        caught[school] = clock.since[school];
    },
    seeRecovering(school, day) {
      recoveringDays[school]++;
      const recovers = world.falls[school]?.recovers;
      if (recovers !== undefined && day >= recovers) returnedDays[school]++;
    },
    end(score, changes = switches) {
      for (let i = 0; i < count; i++) {
        const band = sizeBand(world.schools[i].pupils);
        score.schools[band]++;
        score.listedDays[band] += listedDays[i];
        score.rightDays[band] += rightDays[i];
        const fall = world.falls[i];
        score.recoveringDays[band] += recoveringDays[i];
        score.returnedDays[band] += returnedDays[i];
        if (!fall) score.neverFellDays[band] += recoveringDays[i];
        if (fall) {
          const [kind, points] = [KINDS.indexOf(fall.kind), pointsIndex(fall.points)];
          score.caught[band][kind][points].push(caught[i]);
          score.lasted[band][kind][points].push(clock.fallen[i]);
          continue;
        }
        score.innocents[band]++;
        score.innocentDays[band] += clock.days[i];
        score.wrongDays[band] += listedDays[i];
        if (listedDays[i] > 0) score.everListed[band]++;
        score.changes[band] += changes[i];
      }
    },
  };
}

const pointsIndex = (points: number) => {
  const at = FALL_POINTS.findIndex((one) => one >= points - 1e-9);
  return at < 0 ? FALL_POINTS.length - 1 : at;
};

/** Share of England's schools by size band (published mean sizes and spreads); the samples hold more large schools. */
export const ENGLAND_BANDS = [0.11, 0.51, 0.27, 0.11] as const;
/** Share of schools that fall in a year for which precision is stated; the samples hold more falls. */
export const FALLS_A_YEAR = 0.06;

const weighted = (top: Float64Array, bottom: Float64Array) =>
  ENGLAND_BANDS.reduce((sum, share, band) => sum + (share * top[band]) / Math.max(1, bottom[band]), 0);
export const wrongShare = (score: Score) => weighted(score.wrongDays, score.innocentDays);
export const everShare = (score: Score) => weighted(score.everListed, score.innocents);
export const changesAYear = (score: Score) => weighted(score.changes, score.innocents);

/** Right listed days in listed days, were 6% of schools to fall in a year, spread over sizes as England's schools. */
export function precision(score: Score): number {
  let [right, wrong] = [0, 0];
  for (const [band, share] of ENGLAND_BANDS.entries()) {
    const fallers = Math.max(1, score.schools[band] - score.innocents[band]);
    const late = score.listedDays[band] - score.rightDays[band] - score.wrongDays[band];
    right += (share * FALLS_A_YEAR * score.rightDays[band]) / fallers;
    wrong += (share * FALLS_A_YEAR * late) / fallers;
    wrong += (share * (1 - FALLS_A_YEAR) * score.wrongDays[band]) / Math.max(1, score.innocents[band]);
  }
  return right / Math.max(1e-9, right + wrong);
}

/** Of the school-days called recovering the share in which a true fall was returning, weighted as `precision`. */
export function truthOfRecovering(score: Score): number {
  let [returned, all] = [0, 0];
  for (const [band, share] of ENGLAND_BANDS.entries()) {
    const fallers = (share * FALLS_A_YEAR) / Math.max(1, score.schools[band] - score.innocents[band]);
    const innocents = (share * (1 - FALLS_A_YEAR)) / Math.max(1, score.innocents[band]);
    returned += fallers * score.returnedDays[band];
    all += fallers * (score.recoveringDays[band] - score.neverFellDays[band]);
    all += innocents * score.neverFellDays[band];
  }
  return returned / Math.max(1e-9, all);
}

/** Median with its 95% interval by order statistics; Infinity where more than half were missed. */
export function median(values: readonly number[]): {
  median: number;
  low: number;
  high: number;
  count: number;
} {
  const sorted = [...values].sort((a, b) => a - b);
  const count = sorted.length;
  const half = 0.98 * Math.sqrt(count);
  const at = (rank: number) => sorted[Math.min(count - 1, Math.max(0, rank))] ?? Number.NaN;
  return {
    median: at(Math.floor((count - 1) / 2)),
    low: at(Math.floor(count / 2 - half) - 1),
    high: at(Math.ceil(count / 2 + half)),
    count,
  };
}
