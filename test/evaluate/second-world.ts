/**
 * A second noise for judging the signal, written without sight of the rule or of the first worlds: pupils as chains,
 * moved in groups of equal rates and added up to what a school sends. What is set here was set before the first run.
 */
import { LOCAL_AUTHORITIES, REGIONS } from '../../shared/attendance/areas.ts';
import type { DaySeries } from '../../shared/signal/series.ts';
import { type AuthorityDays, authorityDays, type YearName } from './second-world/calendar.ts';
import { type Climate, factorsOf, makeClimate, SUPPLIERS } from './second-world/climate.ts';
import { Dice } from './second-world/dice.ts';
import { partOf, plantFall } from './second-world/falls.ts';
import {
  type Chains,
  type DayAway,
  makeChains,
  stepDay,
  stepMood,
  type Weather,
} from './second-world/pupils.ts';
import { addClosed, addDay, seriesFor } from './second-world/series.ts';
import type { Fall, MakeWorld, World, WorldSchool } from './world.ts';

const SHARES = [0.783, 0.947];
const SIZES = [
  { mean: 222, spread: 0.55, least: 20, most: 800 },
  { mean: 915, spread: 0.38, least: 110, most: 2200 },
  { mean: 128, spread: 0.5, least: 20, most: 380 },
];
/** Spread of levels (log-normal) between authorities and between schools of one, by phase. */
const LEVELS = { authority: 0.07, school: [0.2, 0.3, 0.32] };
/** How levels move between years in world 2, points of attendance: two thirds improve. */
const DRIFT = { mean: 0.26, spread: 0.6 };
const TARGET = { least: 0.2, most: 1 };
const INSET_DAYS = 4;
const SILENT = 0.006;
const CLOSED = 0.0006;
const SNOWED_IN = { authorities: 0.6, closed: 0.35, kept: [0.04, 0.16] };
/** Share of schools closed by a strike and of those that keep some years at home, by phase. */
const STRIKE = [
  { closed: 0.04, part: 0.1 },
  { closed: 0.08, part: 0.3 },
  { closed: 0.05, part: 0.1 },
];
const PHASED_START = { days: 2, chance: 0.35 };
const BEFORE_HOLIDAY = { other: 1.3, holiday: 3 };

interface School extends WorldSchool {
  readonly regionIndex: number;
  readonly supplier: number;
  /** Absence relative to its phase, last year and this year. */
  readonly level: { last: number; this: number };
  readonly muslim: number;
}

/** Mean absence of a phase at level 1, points: what a drift in points is measured by. */
const MEAN_ABSENCE = [5.4, 8.6, 13];

function makeSchool(
  i: number,
  of: number,
  kind: 1 | 2,
  authorities: ReadonlyMap<string, number>,
  dice: Dice,
): School {
  const share = ((i * 0.6180339887) % 1) + 0.5 / of;
  const phase = share < SHARES[0] ? 0 : share < SHARES[1] ? 1 : 2;
  const la = LOCAL_AUTHORITIES[dice.below(LOCAL_AUTHORITIES.length)];
  const size = SIZES[phase];
  const level = (authorities.get(la.code) ?? 1) * dice.around(LEVELS.school[phase]);
  const moved = kind === 2 ? DRIFT.mean + DRIFT.spread * dice.normal() : 0;
  const city = la.region === 'E12000007' || la.region === 'E12000005' || la.region === 'E12000002';
  return {
    urn: 100_000 + i,
    phase,
    region: la.region,
    la: la.code,
    pupils: Math.round(Math.min(size.most, Math.max(size.least, size.mean * dice.around(size.spread)))),
    target: 0,
    regionIndex: REGIONS.findIndex(({ code }) => code === la.region),
    supplier: dice.below(SUPPLIERS),
    level: { last: level, this: Math.max(level * 0.4, level - moved / MEAN_ABSENCE[phase]) },
    muslim: Math.min(0.75, (city ? 0.09 : 0.02) * dice.normal() ** 2 * 1.4),
  };
}

/** A year as one authority has it. */
interface AuthorityYear extends AuthorityDays {
  readonly snow: ReadonlyMap<number, number>;
}

function authorityYears(climate: Climate, dice: Dice): Map<string, AuthorityYear> {
  const years = new Map<string, AuthorityYear>();
  for (const la of LOCAL_AUTHORITIES) {
    const region = REGIONS.findIndex(({ code }) => code === la.region);
    const snow = new Map<number, number>();
    for (const fall of climate.snow)
      if (fall.region === region && dice.next() < SNOWED_IN.authorities) snow.set(fall.day, fall.hard);
    years.set(la.code, { ...authorityDays(climate.year, dice), snow });
  }
  return years;
}

function schoolDays({ days }: AuthorityDays, dice: Dice): number[] {
  const inset = new Set<number>([days[0]]);
  while (inset.size < INSET_DAYS) inset.add(days[dice.below(days.length)]);
  return days.filter((day) => !inset.has(day));
}

interface Year {
  readonly name: YearName;
  readonly climate: Climate;
  readonly authorities: ReadonlyMap<string, AuthorityYear>;
  /** Factors by region, phase and day, worked out once. */
  readonly factors: Map<number, { ill: number; other: number }>;
}

function makeYear(name: YearName, dice: Dice): Year {
  const climate = makeClimate(name, REGIONS.length, dice);
  return { name, climate, authorities: authorityYears(climate, dice), factors: new Map() };
}

function seasonAt(year: Year, school: School, day: number): { ill: number; other: number } {
  const key = (day * REGIONS.length + school.regionIndex) * 3 + school.phase;
  let known = year.factors.get(key);
  if (!known) {
    known = factorsOf(year.climate, school.regionIndex, school.phase, day);
    year.factors.set(key, known);
  }
  return known;
}

function weatherOn(year: Year, school: School, day: number, fall: number, dice: Dice): Weather {
  const { climate } = year;
  const authority = year.authorities.get(school.la)!;
  const { ill, other } = seasonAt(year, school, day);
  const isBefore = authority.beforeHoliday.has(day);
  let extra = day === climate.eid ? school.muslim * 0.85 : 0;
  if (authority.snow.has(day)) extra += dice.between(SNOWED_IN.kept[0], SNOWED_IN.kept[1]);
  return {
    ill,
    other: isBefore ? other * BEFORE_HOLIDAY.other : other,
    level: school.level[year.name],
    holiday: isBefore ? BEFORE_HOLIDAY.holiday : 1,
    extra,
    fall,
  };
}

/** Is the whole site closed, by snow, a strike or a boiler? */
function isClosed(year: Year, school: School, day: number, dice: Dice): boolean {
  const u = dice.next();
  if (year.authorities.get(school.la)!.snow.has(day)) return u < SNOWED_IN.closed;
  return u < (year.climate.strikes.has(day) ? STRIKE[school.phase].closed : CLOSED);
}

/** Share of pupils not asked to come: a phased start, years kept at home by a strike. */
function notAsked(year: Year, school: School, day: number, place: number, dice: Dice): number {
  const u = dice.next();
  if (year.climate.strikes.has(day) && u < STRIKE[school.phase].part) return dice.between(0.15, 0.6);
  return place < PHASED_START.days && u < PHASED_START.chance ? dice.between(0.2, 0.8) : 0;
}

function shareReceived(climate: Climate, school: School, day: number): number {
  const outage = climate.outages.find((one) => one.supplier === school.supplier && one.day === day);
  return outage ? outage.share : 1;
}

function playYear(
  year: Year,
  school: School,
  chains: Chains,
  days: readonly number[],
  fall: Fall | undefined,
  dice: Dice,
): DaySeries {
  const series = seriesFor(days.length);
  const away: DayAway = { wholeDay: 0, morning: 0, afternoon: 0, notPossible: 0 };
  days.forEach((day, place) => {
    if (place % 5 === 0) stepMood(chains, dice);
    const fallen = fall ? (fall.points / 100) * partOf(fall, day, days) : 0;
    stepDay(chains, weatherOn(year, school, day, fallen, dice), dice, away);
    if (dice.next() < SILENT) return;
    if (isClosed(year, school, day, dice)) {
      addClosed(series, day, chains.roll);
      return;
    }
    const home = notAsked(year, school, day, place, dice);
    if (home > 0) keepHome(away, home, chains.roll, dice);
    addDay(series, day, chains.roll, away, shareReceived(year.climate, school, day), dice);
  });
  return series;
}

/** Some pupils are not asked to come: they are neither possible nor absent. */
function keepHome(away: DayAway, share: number, roll: number, dice: Dice): void {
  away.notPossible += Math.round((roll - away.notPossible) * share);
  away.wholeDay = dice.binomial(away.wholeDay, 1 - share);
  away.morning = dice.binomial(away.morning, 1 - share);
  away.afternoon = dice.binomial(away.afternoon, 1 - share);
}

/** Attendance over a year's sums, percent to a tenth. */
function attendanceOf({ sums, count }: DaySeries): number {
  let [possible, attending] = [0, 0];
  for (let i = 0; i < count * 8; i += 4) {
    possible += sums[i];
    attending += sums[i + 1];
  }
  return possible > 0 ? Math.round((1000 * attending) / possible) / 10 : 94;
}

export const makeSecondWorld: MakeWorld = (seed, { schools: count, kind }): World => {
  const dice = new Dice(seed * 1009 + kind);
  const years = { last: makeYear('last', dice), this: makeYear('this', dice) };
  const authorities = new Map(LOCAL_AUTHORITIES.map((la) => [la.code, dice.around(LEVELS.authority)]));
  const schools: School[] = [];
  const world = { lastYear: [] as DaySeries[], thisYear: [] as DaySeries[] };
  const falls: (Fall | undefined)[] = [];
  const daysOf: number[][] = [];
  const offset = dice.below(100);
  for (let i = 0; i < count; i++) {
    const school = makeSchool(i, count, kind, authorities, dice);
    const chains = makeChains(school.phase, school.pupils, dice);
    const before = schoolDays(years.last.authorities.get(school.la)!, dice);
    const days = schoolDays(years.this.authorities.get(school.la)!, dice);
    const fall = plantFall(i, offset, days, dice);
    const last = playYear(years.last, school, chains, before, undefined, dice);
    world.lastYear.push(last);
    world.thisYear.push(playYear(years.this, school, chains, days, fall, dice));
    const above = kind === 2 ? dice.between(TARGET.least, TARGET.most) : 0;
    schools.push({ ...school, target: Math.min(99.5, Math.round(10 * (attendanceOf(last) + above)) / 10) });
    falls.push(fall);
    daysOf.push(days);
  }
  const fallenBy = (i: number, day: number): number => {
    const fall = falls[i];
    return fall ? fall.points * partOf(fall, day, daysOf[i]) : 0;
  };
  return { schools, ...world, falls, fallenBy };
};
