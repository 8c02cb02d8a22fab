/**
 * The year so far against the target's path: a second axis, never merged with the standing. The path is what a school
 * that meets its target over the year would show by now, season included and without any shared shock.
 */

import { dailySpread } from './level.ts';
import { normalBelow } from './normal.ts';
import { RULES } from './rules.ts';
import { inflation, levelNow, type SchoolYear, usualOffset } from './school-year.ts';
import { levelAt } from './standing.ts';

export const VERDICTS = ['behind', 'on-path', 'ahead', 'too-early'] as const;
export type Verdict = (typeof VERDICTS)[number];
export const OUTLOOKS = ['likely', 'about-even', 'unlikely'] as const;
export type Outlook = (typeof OUTLOOKS)[number];

export interface YearToDate {
  /** Percent of possible so far this year. */
  attendance: number;
  /** Absent without a target. */
  path?: number;
  verdict: Verdict;
  /** Percent needed over the days left to finish on the target; absent without a target or days left. */
  neededFromHere?: number;
  /** Chance in words of finishing on the target; absent while too early. */
  outlook?: Outlook;
}

/** @param daysLeft school days left this year by the school's calendar, today not counted; default 190 in all */
export function yearToDate(
  year: SchoolYear,
  target: number,
  daysLeft = Math.max(0, RULES.schoolDays - year.openDays),
): YearToDate | undefined {
  if (year.possible === 0) return undefined;
  const attendance = (100 * year.attending) / year.possible;
  if (Number.isNaN(target)) return { attendance, verdict: 'too-early' };
  const path = target - (100 - target) * (year.seasonal / year.possible - 1);
  const answer: YearToDate = { attendance, path, verdict: verdictOf(year, attendance - path) };
  const possibleLeft = (daysLeft * year.possible) / Math.max(1, year.openDays);
  if (possibleLeft === 0) return answer;
  const needed = (target * (year.possible + possibleLeft) - 100 * year.attending) / possibleLeft;
  answer.neededFromHere = needed;
  if (answer.verdict !== 'too-early') answer.outlook = outlookOf(year, needed, daysLeft);
  return answer;
}

/** Spread (points) of the mean of so many days. */
function meanSpread(year: SchoolYear, days: number): number {
  const pupils = year.possible / year.openDays / 2;
  const daily = dailySpread(year.baseline, levelNow(year), pupils);
  return daily * Math.sqrt(inflation(year.baseline, days) / Math.max(1, days));
}

function verdictOf(year: SchoolYear, off: number): Verdict {
  if (year.openDays < RULES.path.fromDay) return 'too-early';
  const band = Math.max(RULES.path.band, 2 * meanSpread(year, year.openDays));
  if (off < -band) return 'behind';
  return off > band ? 'ahead' : 'on-path';
}

/** The rest of the year's season, so that the whole has mean one, is what the days so far left over. */
function outlookOf(year: SchoolYear, needed: number, daysLeft: number): Outlook {
  const level = levelAt(
    year,
    usualOffset(year, year.count).mean + (year.standing === 'slipping' ? year.fall : 0),
  );
  const perDay = year.possible / year.openDays;
  const seasonLeft = (perDay * (year.openDays + daysLeft) - year.seasonal) / (perDay * daysLeft);
  const expected = 100 - (100 - level) * Math.max(0.5, seasonLeft);
  const sd = Math.hypot(0.4, meanSpread(year, daysLeft));
  const chance = normalBelow((expected - needed) / sd);
  if (chance > 0.7) return 'likely';
  return chance < 0.3 ? 'unlikely' : 'about-even';
}
