/** Planted falls: which schools, how large, from when, and whether they recover. */
import type { Fall } from './world.ts';

/** More than would fall in a year, for enough of each kind; precision is stated for 6% (`score.ts`). */
export const SHARE_FALLING = 0.16;
export const FALL_POINTS = [0.5, 1, 2, 3, 5] as const;
/** Further falls are of two points, on which monitors are compared. */
const TWO_POINTS = 0.2;
const GRADUAL_DAYS = 20;
const RECOVERS = 0.4;

/** @param days the school's term days of the year */
export function plantFall(uniform: () => number, days: readonly number[]): Fall | undefined {
  if (uniform() >= SHARE_FALLING) return undefined;
  const points = uniform() < TWO_POINTS ? 2 : FALL_POINTS[Math.floor(uniform() * FALL_POINTS.length)];
  const overDays = uniform() < 0.5 ? 0 : GRADUAL_DAYS;
  const at = 15 + Math.floor(uniform() * (days.length - 60));
  const back = at + overDays + 20 + Math.floor(uniform() * 40);
  const recovers = uniform() < RECOVERS && back < days.length - 10;
  return {
    kind: overDays === 0 ? 'step' : 'gradual',
    points,
    from: days[at],
    overDays,
    ...(recovers ? { recovers: days[back] } : {}),
  };
}

/** Points by which a school is fallen, given how many school days lie between two day numbers. */
export function fallenBy(
  fall: Fall | undefined,
  day: number,
  schoolDaysBetween: (from: number, to: number) => number,
): number {
  if (!fall || day < fall.from) return 0;
  const share = (from: number) =>
    fall.overDays === 0 ? 1 : Math.min(1, (schoolDaysBetween(from, day) + 1) / fall.overDays);
  const fallen = fall.points * share(fall.from);
  if (fall.recovers === undefined || day < fall.recovers) return fallen;
  return fallen - fall.points * share(fall.recovers);
}
