/**
 * The state machine of a school's standing, moved only by closed days, with hysteresis: it takes strong evidence to be
 * listed and evidence of a return to clear. For a school judged weekly only the last school day of a week decides.
 *
 *   on-track -> slipping    the evidence of a fall from its own level, and below its target where it has one
 *   slipping -> recovering  a fall that was sure before the last days, and these are surely back at the usual level
 *   slipping -> on-track    less was sure and the last days speak against it; or the evidence faded: the days since turned
 *                           out no lower than levels commonly move
 *   recovering -> on-track  after ten usable days without falling again
 *   recovering, on-track -> slipping   by the full rule again; or, within ten usable days of a return, as soon as the days
 *                           since say that it was none: the fall is resumed, since the same first day
 *   on-track -> ahead       evidence of a rise, and above its target where it has one; back when it is gone
 *   unknown                 too few days and no last year, or nothing usable for three weeks
 */
import { type Evidence, noEvidence, weigh, weighRelapse, weighReturn, weighStill } from './evidence.ts';
import { sizeBand } from './level.ts';
import { RULES } from './rules.ts';
import { pupilsOf, type SchoolYear, type Standing, usualOffset } from './school-year.ts';

const evidence = noEvidence();

/** What the days so far decide. Pure: nothing is changed. `change` and the rest are of the likeliest fall. */
export interface Decision {
  standing: Standing;
  evidence: Evidence;
}

const decision: Decision = { standing: 'unknown', evidence };

/** Decides after `count` days (the last may be a day not yet counted); the answer is overwritten by the next call. */
export function decide(year: SchoolYear, count: number): Decision {
  weigh(year, count, evidence);
  decision.standing = next(year, count);
  return decision;
}

function next(year: SchoolYear, count: number): Standing {
  if (!isKnown(year, count)) return 'unknown';
  const { standing } = year;
  if (standing === 'slipping') return nextOfSlipping(year, count);
  if (isFall(year) || resumes(year, count)) return 'slipping';
  if (standing === 'recovering') {
    return count - year.from >= RULES.recoverDays ? 'on-track' : 'recovering';
  }
  return isRise(year, count) ? 'ahead' : 'on-track';
}

/**
 * What becomes of a listing. Recovering, where the fall was sure before its return and the return is; on track where
 * less was sure and the last days speak against it, or where it has faded; or as it is.
 */
export function nextOfSlipping(year: SchoolYear, count: number): Standing {
  const { hold, sure, clearShare, back } = RULES;
  const { odds, from } = weighReturn(year, count);
  const wasSure = weighStill(year, from) >= sure;
  if (wasSure && odds >= back) return 'recovering';
  const still = weighStill(year, count);
  if (still < hold) return 'on-track';
  return !wasSure && odds >= clearShare * (still - hold) ? 'on-track' : 'slipping';
}

export function isKnown(year: SchoolYear, count: number): boolean {
  return count >= RULES.minDays || (year.baseline.days >= RULES.minDays && count > RULES.settleDays);
}

/** Came a school off the list so short ago, by a return, that its fall may be resumed? */
export function isFreshReturn(year: SchoolYear, count: number): boolean {
  return year.fellAt >= 0 && count - year.from < RULES.recoverDays;
}

/** Was the return of a fall none? */
function resumes(year: SchoolYear, count: number): boolean {
  if (!isFreshReturn(year, count)) return false;
  return weighStill(year, count) >= RULES.again.still && weighRelapse(year, count) >= RULES.again.relapse;
}

function isFall(year: SchoolYear): boolean {
  if (evidence.down < RULES.enter[sizeBand(pupilsOf(year))] || evidence.change > -RULES.leastFall)
    return false;
  return !(levelAt(year, evidence.usual + evidence.change) >= year.target);
}

/** Attendance in a whole year at an offset from last year's level, percent. */
export function levelAt(year: SchoolYear, offset: number): number {
  return 100 * (1 - year.baseline.absence) + offset;
}

function isRise(year: SchoolYear, count: number): boolean {
  const enough = year.standing === 'ahead' ? RULES.ahead / 2 : RULES.ahead;
  if (evidence.up < enough) return false;
  return !(levelAt(year, usualOffset(year, count).mean) <= year.target);
}

/** Moves the standing by the days added so far, at the close of `day`. */
export function decideClose(year: SchoolYear, day: number): void {
  const { standing, evidence: found } = decide(year, year.count);
  year.lastDecided = day;
  year.down = found.down;
  year.up = found.up;
  if (standing === year.standing) return;
  if (standing === 'slipping' && !isFall(year)) resumeFall(year);
  else if (standing === 'slipping') beginFall(year, found);
  else if (year.standing === 'slipping') {
    if (standing === 'on-track' && weighStill(year, year.count) < RULES.hold) forgetFall(year);
    else year.from = year.count;
  }
  year.standing = standing;
  year.since = day;
}

/** The days of the fall no longer tell of the usual level. */
function beginFall(year: SchoolYear, found: Evidence): void {
  year.fellAt = found.began;
  year.usualThen = found.usual;
  year.fall = found.change;
  for (let at = found.began; at < year.count; at++) {
    year.usualWeight[at + 1] = year.usualWeight[found.began];
    year.usualMoment[at + 1] = year.usualMoment[found.began];
  }
}

/** The return was none: its days tell of the fall after all, not of the usual level nor of another return. */
function resumeFall(year: SchoolYear): void {
  year.from = year.count;
  for (let at = year.fellAt; at < year.count; at++) {
    year.usualWeight[at + 1] = year.usualWeight[year.fellAt];
    year.usualMoment[at + 1] = year.usualMoment[year.fellAt];
  }
}

/** A fall whose evidence faded was none: its days tell of the usual level after all. */
function forgetFall(year: SchoolYear): void {
  year.standing = 'on-track';
  for (let at = year.fellAt; at < year.count; at++) {
    year.usualWeight[at + 1] = year.usualWeight[at] + year.weight[at + 1] - year.weight[at];
    year.usualMoment[at + 1] = year.usualMoment[at] + year.moment[at + 1] - year.moment[at];
  }
  year.fellAt = -1;
}
