/** Planted falls and recoveries. */
import type { Fall } from '../world.ts';
import type { Dice } from './dice.ts';

/** One school in this many falls. */
const ONE_IN = 25;
const POINTS = [0.5, 1, 1, 2, 2, 2, 3, 3, 5] as const;
/** Places among a year's school days. */
const STARTS = { first: 18, last: 150 };
const GRADUAL = { least: 10, most: 40 };
const LASTS = { least: 25, most: 60 };
const RECOVERS = 0.4;

/** Every n-th school falls, so that all sizes have their share. `days` are the school's days of the year. */
export function plantFall(
  place: number,
  offset: number,
  days: readonly number[],
  dice: Dice,
): Fall | undefined {
  if ((place + offset) % ONE_IN !== 0) return undefined;
  const isStep = dice.next() < 0.5;
  const start = STARTS.first + dice.below(STARTS.last - STARTS.first);
  const overDays = isStep ? 0 : GRADUAL.least + dice.below(GRADUAL.most - GRADUAL.least);
  const fall = {
    kind: isStep ? ('step' as const) : ('gradual' as const),
    points: dice.pick(POINTS),
    from: days[start],
    overDays,
  };
  const back = start + overDays + LASTS.least + dice.below(LASTS.most - LASTS.least);
  if (dice.next() >= RECOVERS || back >= days.length - 5) return fall;
  return { ...fall, recovers: days[back] };
}

/** Part of a fall that is there on a day, 0 to 1; `days` are the school's days of the year. */
export function partOf(fall: Fall, day: number, days: readonly number[]): number {
  if (day < fall.from) return 0;
  const at = lastOnOrBefore(days, day);
  const begun = ramp(at - lastOnOrBefore(days, fall.from), fall.overDays);
  if (fall.recovers === undefined || day < fall.recovers) return begun;
  return Math.max(0, begun - ramp(at - lastOnOrBefore(days, fall.recovers), fall.overDays));
}

const ramp = (since: number, over: number): number =>
  over === 0 ? 1 : Math.min(1, (since + 1) / (over + 1));

function lastOnOrBefore(days: readonly number[], day: number): number {
  let [low, high] = [0, days.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (days[middle] <= day) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
