/**
 * A school's standing and signal from its days: the one way in which the live worker, a replay and a reader of a past
 * date come to them, so that they agree.
 */
import type { Phase, School } from '../api/schools.ts';
import { PHASES } from '../api/schools.ts';
import { localAuthority } from '../attendance/areas.ts';
import { membershipOn } from '../attendance/membership.ts';
import { closeSchoolDay } from '../signal/close.ts';
import { groupOf, laGroupOf } from '../signal/groups.ts';
import { type Baseline, dailySpread } from '../signal/level.ts';
import type { Target } from '../signal/moment.ts';
import {
  emptyView,
  levelNow,
  openSchoolYear,
  type Place,
  type SchoolYear,
  viewDay,
} from '../signal/school-year.ts';
import { type SeasonCurve, seasonFactor } from '../signal/season.ts';
import { type DaySeries, findDay } from '../signal/series.ts';
import type { DayShock } from '../signal/shock.ts';
import { listTarget, signalOf } from '../signal/signal.ts';
import type { KnownSignal } from './known-signal.ts';
import type { SchoolDays } from './school-calendar.ts';

/** What is judged: a school with its days of one school year. */
export interface JudgedSchool {
  readonly urn: number;
  readonly place: Place;
  readonly baseline: Baseline;
  readonly days: SchoolDays;
  /** Days of the school year, own before imported, predecessors' before the school's. */
  readonly series: DaySeries;
  /** The target in force on a day. */
  readonly targetOn: (day: number) => Target | undefined;
}

/** What all schools are judged with. */
export interface Judging {
  readonly curve: SeasonCurve;
  /** The shared shock a day was closed with. */
  readonly shockOf: (day: number) => DayShock;
}

/** Where a school belongs for shared shocks, on a date. */
export function placeOf(school: School, date: string): Place {
  const { la } = membershipOn(school, date);
  const phase = PHASES.indexOf(school.phase satisfies Phase);
  const region = localAuthority(la)?.region ?? '';
  return { phase, group: groupOf(phase, region), laGroup: laGroupOf(phase, la) };
}

const view = emptyView();

/** Closes the day at an index of the school's series. */
export function closeDayOf(year: SchoolYear, school: JudgedSchool, index: number, judging: Judging): void {
  const { series, days, targetOn } = school;
  const day = series.days[index];
  year.target = listTarget(targetOn(day));
  const parts = { curve: judging.curve, shock: judging.shockOf(day), endsWeek: days.endsWeek(day) };
  closeSchoolDay(year, series, index, parts, view);
}

/** The school's year from its first day up to and including `through`. */
export function yearThrough(school: JudgedSchool, judging: Judging, through: number): SchoolYear {
  const year = openSchoolYear(school.place, school.baseline);
  const { series } = school;
  for (let i = 0; i < series.count && series.days[i] <= through; i++) closeDayOf(year, school, i, judging);
  return year;
}

/** The moment a signal is of. */
export interface DayMoment {
  readonly day: number;
  /** Whether `day` is closed, and `year` holds it. */
  readonly finished: boolean;
  readonly curve: SeasonCurve;
  /** The shock in force at the moment, or the day's closing one. */
  readonly shock: DayShock;
}

/** The signal of a school whose year is closed up to the day of the moment, or up to the one before. */
export function signalAt(year: SchoolYear, school: JudgedSchool, moment: DayMoment): KnownSignal {
  const { day, finished, curve, shock } = moment;
  const { series, days, targetOn } = school;
  const target = targetOn(day);
  year.target = listTarget(target);
  const index = findDay(series, day);
  const seen = index < 0 ? emptyView() : viewDay(year, series, index, curve, view);
  const signal = signalOf(year, {
    day,
    view: seen,
    finished,
    isClosed: isClosed(school, index, day),
    shock,
    endsWeek: days.endsWeek(day),
    daysLeft: days.daysLeft(day),
    ...(target ? { target } : {}),
  });
  return {
    urn: school.urn,
    day,
    ...signal,
    usual: usualOn(year, day, curve),
    fallOdds: rounded(year.down),
    silent: false,
    possible: seen.possible,
    attending: seen.possible - seen.absent,
  };
}

/** Closed: no school day by the calendar and nobody marked, or all who are marked could not come. */
function isClosed({ series, days }: JudgedSchool, index: number, day: number): boolean {
  if (index < 0) return !days.isSchoolDay(day);
  const [possibleAm, , markedAm, , possiblePm, , markedPm] = series.sums.subarray(index * 8, index * 8 + 8);
  if (markedAm + markedPm === 0) return !days.isSchoolDay(day);
  return possibleAm + possiblePm === 0;
}

function usualOn(year: SchoolYear, day: number, curve: SeasonCurve): KnownSignal['usual'] {
  const level = levelNow(year);
  const { phase } = year.place;
  const percent = (pm: 0 | 1) => rounded(100 * (1 - level * seasonFactor(curve, phase, day, pm)));
  const pupils = (year.openDays > 0 ? year.possible / year.openDays : year.baseline.possible) / 2;
  return { am: percent(0), pm: percent(1), spread: rounded(dailySpread(year.baseline, level, pupils)) };
}

const rounded = (value: number): number => Math.round(value * 100) / 100;
