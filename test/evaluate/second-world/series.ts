/** What is received of a school's year: sums a day, with closed days, registers that stay out, and silent days. */
import type { DaySeries } from '../../../shared/signal/series.ts';
import type { Dice } from './dice.ts';
import type { DayAway } from './pupils.ts';

/** Possible, attending, marked and on roll of the morning, then of the afternoon. */
const STRIDE = 8;
const HALF = 4;
const CLASS = 27;
const CLASS_STAYS_OUT = 0.003;

export function seriesFor(days: number): DaySeries {
  return { count: 0, days: new Uint16Array(days), sums: new Uint16Array(days * STRIDE) };
}

/** Share of a session's marks that are received: most often all of them. */
function received(roll: number, dice: Dice): number {
  const classes = Math.max(1, Math.round(roll / CLASS));
  const missing = dice.binomial(classes, CLASS_STAYS_OUT);
  return 1 - missing / classes;
}

/** Adds a day as it is received. `share`: marks received in a supplier's outage. */
export function addDay(
  series: DaySeries,
  day: number,
  roll: number,
  away: DayAway,
  share: number,
  dice: Dice,
): void {
  const at = series.count++;
  series.days[at] = day;
  addSession(series.sums, at * STRIDE, roll, away.notPossible, away.wholeDay + away.morning, share, dice);
  const afternoon = away.wholeDay + away.afternoon;
  addSession(series.sums, at * STRIDE + HALF, roll, away.notPossible, afternoon, share, dice);
}

function addSession(
  sums: Uint16Array,
  at: number,
  roll: number,
  notPossible: number,
  absent: number,
  share: number,
  dice: Dice,
): void {
  const part = Math.min(share, received(roll, dice));
  const possible = roll - notPossible;
  sums[at] = part >= 1 ? possible : Math.round(possible * part);
  sums[at + 1] = sums[at] - Math.min(sums[at], part >= 1 ? absent : dice.binomial(absent, part));
  sums[at + 2] = part >= 1 ? roll : Math.min(roll, sums[at] + Math.round(notPossible * part));
  sums[at + 3] = roll;
}

/** Adds a day on which the whole site is closed: every pupil marked as not possible. */
export function addClosed(series: DaySeries, day: number, roll: number): void {
  const at = series.count++;
  series.days[at] = day;
  for (const half of [0, HALF]) {
    series.sums[at * STRIDE + half + 2] = roll;
    series.sums[at * STRIDE + half + 3] = roll;
  }
}
