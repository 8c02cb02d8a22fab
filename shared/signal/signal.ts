/** What is said of a school at an instant: the fields of the contract, from the year closed so far and today so far. */

import { gapOf, rounded } from './gap.ts';
import type { Moment, Signal, Target } from './moment.ts';
import { RULES } from './rules.ts';
import { type DayView, levelNow, type SchoolYear, type Standing, usualOffset } from './school-year.ts';
import { reasonOf } from './sentence.ts';
import { isKnown, levelAt } from './standing.ts';
import { factsOf, likelyTonight, plainProjection, todayOf } from './today.ts';
import { type YearToDate, yearToDate } from './year-to-date.ts';

/** The target that counts for the list, as `SchoolYear.target` wants it. */
export function listTarget(target: Target | undefined): number {
  return target && target.kind !== 'modelled' ? target.value : Number.NaN;
}

export function signalOf(year: SchoolYear, moment: Moment): Signal {
  const { view, shock, target } = moment;
  const facts = view.possible > 0 ? factsOf(year, view, shock) : undefined;
  const signal: Signal = {
    standing: standingOn(year, moment.day),
    since: year.since,
    today: todayOf(year, view, facts, moment.isClosed),
    likelyTonight: year.standing === 'slipping' ? 1 : 0,
    expected: rounded(facts?.expected ?? 100 * (1 - levelNow(year))),
    level: rounded(100 * (1 - levelNow(year))),
    evidence: rounded(evidenceOf(year)),
    coverage: Math.round(view.coverage * 1000) / 1000,
    usualRange: rounded(2 * (facts?.spread ?? 0)),
    rules: RULES.version,
    reason: '',
  };
  if (target) signal.target = target.value;
  if (facts) addToday(signal, year, moment, facts);
  const soFar = yearToDate(year, target?.value ?? Number.NaN, moment.daysLeft);
  if (soFar) signal.yearToDate = roundedYear(soFar);
  if (signal.standing === 'slipping' || signal.standing === 'recovering') {
    signal.fellOn = year.days[year.fellAt];
    signal.fall = rounded(year.fall);
  }
  signal.reason = reasonOf(year, signal, moment);
  return signal;
}

function addToday(signal: Signal, year: SchoolYear, moment: Moment, facts: ReturnType<typeof factsOf>): void {
  const { view, target } = moment;
  signal.attendance = rounded(facts.attendance);
  signal.extraAbsent = Math.round(
    ((facts.expected - facts.attendance) / 100) * (view.possible / sessionsIn(year, view)),
  );
  if (target) {
    const level = 100 * (1 - levelNow(year));
    const season = 100 - (100 * view.expected) / view.possible - level;
    const shared = facts.expected - level - season;
    signal.gap = gapOf(facts.attendance, target.value, season, shared);
  }
  const decides = !moment.finished && !moment.isClosed && isKnown(year, year.count + 1);
  if (!decides) return;
  const projection = moment.projection ?? plainProjection(year, facts);
  signal.likelyTonight = rounded(likelyTonight(year, moment.day, facts, projection, moment.endsWeek));
}

/** One or two sessions, by how many pupils a day usually has. */
function sessionsIn(year: SchoolYear, view: DayView): number {
  const usual = year.openDays > 0 ? year.possible / year.openDays : year.baseline.possible;
  return usual > 0 && view.possible < 0.75 * usual ? 1 : 2;
}

const STALE_CALENDAR_DAYS = (RULES.staleDays / 5) * 7;

/** A standing without a usable day for three weeks of school is not known any more. Holidays are longer than that only in summer. */
function standingOn(year: SchoolYear, day: number): Standing {
  return day - year.lastUsable > STALE_CALENDAR_DAYS + 14 ? 'unknown' : year.standing;
}

/** Log odds as a signed figure on the scale of standard deviations. */
export function evidenceOf(year: SchoolYear): number {
  const scale = (odds: number) => Math.sqrt(2 * Math.max(0, odds));
  return year.down >= year.up ? 0 - scale(year.down) : scale(year.up);
}

/** The school's attendance level while fallen or not, percent, for charts. */
export function levelWithFall(year: SchoolYear): number {
  return levelAt(year, usualOffset(year, year.count).mean + (year.standing === 'slipping' ? year.fall : 0));
}

function roundedYear(soFar: YearToDate): YearToDate {
  const answer: YearToDate = { ...soFar, attendance: rounded(soFar.attendance) };
  if (soFar.path !== undefined) answer.path = rounded(soFar.path);
  if (soFar.neededFromHere !== undefined) answer.neededFromHere = rounded(soFar.neededFromHere);
  return answer;
}
