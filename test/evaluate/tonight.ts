/**
 * Is the chance of joining tonight's list what it says? School-days of a simulated year are asked part of the way
 * through, with the registers that are in by then, and answered by their close. What the day shares with other schools
 * is taken as known, as it nearly is once some thousands of schools are in.
 */
import { CAPACITY, emptyView, viewDay } from '../../shared/signal/school-year.ts';
import { DAY_STRIDE, type DaySeries, PM_OFFSET, SUM } from '../../shared/signal/series.ts';
import { isKnown } from '../../shared/signal/standing.ts';
import { factsOf, likelyTonight, plainProjection } from '../../shared/signal/today.ts';
import { openOurYear, playOurs } from './ours.ts';
import { seedOf, uniforms } from './random.ts';
import type { World } from './world.ts';

/** Shares of the registers of each session that are in. */
export interface Instant {
  name: string;
  am: number;
  pm: number;
}

export const INSTANTS: readonly Instant[] = [
  { name: 'half the morning', am: 0.5, pm: 0 },
  { name: 'the morning', am: 1, pm: 0 },
  { name: 'half the afternoon', am: 1, pm: 0.5 },
  { name: 'the day', am: 1, pm: 1 },
];

/** One question and its answer. */
export interface Asked {
  instant: number;
  wasListed: boolean;
  chance: number;
  /** Listed after the close. */
  came: boolean;
}

/** Of the days of a year every so many are asked. */
const EVERY = 4;

/** Plays a world and asks every school at every instant of a day in four. */
export function askTonight(world: World, seed: number, answer: (asked: Asked) => void): void {
  const our = openOurYear(world);
  const view = emptyView();
  const uniform = uniforms(seedOf(seed, 77));
  const today: DaySeries = { count: 1, days: new Uint16Array(1), sums: new Uint16Array(DAY_STRIDE) };
  const open: { school: number; instant: number; wasListed: boolean; chance: number }[] = [];
  let closes = 0;
  playOurs(
    world,
    our,
    () => {
      for (const { school, ...asked } of open)
        answer({ ...asked, came: our.years[school].standing === 'slipping' });
      open.length = 0;
    },
    ({ day, shock, indexes, endsWeek }) => {
      if (closes++ % EVERY !== 0) return;
      for (const [school, year] of our.years.entries()) {
        if (indexes[school] < 0 || year.count >= CAPACITY - 1 || !isKnown(year, year.count + 1)) continue;
        for (const [instant, parts] of INSTANTS.entries()) {
          putPart(today, world.thisYear[school], indexes[school], parts, uniform);
          viewDay(year, today, 0, our.curve, view);
          if (view.possible === 0) continue;
          const facts = factsOf(year, view, shock);
          const projection = plainProjection(year, facts);
          const chance = likelyTonight(year, day, facts, projection, endsWeek[school] === 1);
          open.push({ school, instant, wasListed: year.standing === 'slipping', chance });
        }
      }
    },
  );
}

/** A day's sums of which a share of each session is in; who is away is in it as likely as anybody. */
export function putPart(
  into: DaySeries,
  { days, sums }: DaySeries,
  index: number,
  { am, pm }: Instant,
  uniform: () => number,
): void {
  into.days[0] = days[index];
  into.sums.fill(0);
  for (const [session, share] of [am, pm].entries()) {
    if (share === 0) continue;
    const at = index * DAY_STRIDE + session * PM_OFFSET;
    const possible = sums[at + SUM.possible];
    const absent = possible - sums[at + SUM.attending];
    const seen = Math.round(share * possible);
    let away = share < 1 ? 0 : absent;
    if (share < 1) for (let i = 0; i < absent; i++) if (uniform() < (seen - away) / (possible - i)) away++;
    const part = [seen, seen - away, Math.round(share * sums[at + SUM.marked]), sums[at + SUM.onRoll]];
    into.sums.set(part, session * PM_OFFSET);
  }
}

/** Questions whose chance lay in one step, or all. */
export interface Reliability {
  from: number;
  to: number;
  asked: number;
  said: number;
  came: number;
}

/** Ends of the steps of the table. */
const STEPS = [0, 0.01, 0.05, 0.2, 0.4, 0.6, 0.8, 0.95, 1];

export interface Calibration {
  steps: Reliability[];
  asked: number;
  came: number;
  /** Mean squared difference between chance and answer, and of one who always says how often it comes. */
  brier: number;
  brierOfUsual: number;
}

export function calibration(all: readonly Asked[]): Calibration {
  const steps = STEPS.slice(1).map((to, i) => ({ from: STEPS[i], to, asked: 0, said: 0, came: 0 }));
  let [squares, came] = [0, 0];
  for (const { chance, came: did } of all) {
    const answer = did ? 1 : 0;
    const step = steps.find(({ to }) => chance <= to) ?? steps[steps.length - 1];
    step.asked++;
    step.said += chance;
    step.came += answer;
    squares += (chance - answer) ** 2;
    came += answer;
  }
  const share = came / Math.max(1, all.length);
  return {
    steps,
    asked: all.length,
    came,
    brier: squares / Math.max(1, all.length),
    brierOfUsual: share * (1 - share),
  };
}
