/** A simulated year of a sample of pupils, summed up the way the published statistics are. For calibration. */
import { CODE_COUNT, CODES } from '../../shared/attendance/codes.ts';
import { SESSIONS } from '../../shared/attendance/dates.ts';
import { isSchoolDay } from './calendar.ts';
import { marksOfClass } from './marks.ts';
import { SIMULATED_PHASES, type SimulatedPhase } from './published.ts';
import { FLAG, isStatutory, type PupilBatch, pupilBatch } from './pupils.ts';
import { derive } from './random.ts';
import { CLASS_LIMITS, classOf } from './reasons.ts';
import type { ClassGroup, SimulatedSchool } from './school.ts';
import { sessionOf, type World } from './world.ts';

/** Possible and absent sessions, pupils and those missing 10% and 50% of their sessions; weighted. */
export interface YearSums {
  possible: number;
  absent: number;
  pupils: number;
  persistent: number;
  severe: number;
}

export interface SimulatedYear {
  readonly la: string;
  readonly phase: SimulatedPhase;
  /** Pupils in England for each pupil of the sample. */
  weight: number;
  sampled: number;
  /** Sums of the propensities of the sampled pupils, and of all of statutory age, with their numbers. */
  readonly propensity: { sampled: number; all: number; pupils: number };
  readonly sums: YearSums;
  readonly fsm: YearSums;
  readonly notFsm: YearSums;
  /** Sessions by code row. */
  readonly codes: Float64Array;
  /** Possible and absent sessions by day number. */
  readonly days: Map<number, { possible: number; absent: number }>;
  /** Absent sessions by propensity class. */
  readonly classes: Float64Array;
}

const KINDS_ABSENT = new Set(['authorised', 'unauthorised', 'unexplained', 'lateAfterClose']);
const KINDS_ATTENDING = new Set(['present', 'late', 'approvedActivity']);
const ABSENT = Uint8Array.from(CODES, ({ kind }) => (KINDS_ABSENT.has(kind) ? 1 : 0));
const POSSIBLE = Uint8Array.from(CODES, ({ kind }, row) =>
  ABSENT[row] || KINDS_ATTENDING.has(kind) ? 1 : 0,
);

const noSums = (): YearSums => ({ possible: 0, absent: 0, pupils: 0, persistent: 0, severe: 0 });
const LARGEST_SCHOOL = 6_000;
const batch = pupilBatch(LARGEST_SCHOOL);
/** The sampled pupils of a school go on visits together. */
const WHOLE_SCHOOL: ClassGroup = { name: 'all', year: 0, from: 0, to: 0, serial: 0 };
const MOST_REPLICAS = 12;
const REPLICA_SALT = 7_000;

/** The same school with other pupils and other days. */
function otherDraws(school: SimulatedSchool, replica: number): SimulatedSchool {
  return replica === 0 ? school : { ...school, key: derive(school.key, REPLICA_SALT + replica) };
}

const statutoryOf = (school: SimulatedSchool) =>
  school.years.reduce((sum, count, year) => sum + (isStatutory(year) ? count : 0), 0);

/** Keeps a share of the pupils of statutory age, evenly over the school, in place. */
export function thin(batch: PupilBatch, share: number, start: number): void {
  let [seen, kept] = [start, 0];
  for (let i = 0; i < batch.count; i++) {
    if (!isStatutory(batch.year[i])) continue;
    const before = Math.floor(seen);
    seen += share;
    if (Math.floor(seen) === before) continue;
    for (const name of ['flags', 'year', 'propensity', 'key', 'spread'] as const) {
      batch[name][kept] = batch[name][i];
    }
    kept++;
  }
  batch.count = kept;
}

/**
 * Simulates the school days of `days` for one LA and phase. Small LAs are simulated several times over, so that the
 * result is what the generator means and not one year's chance.
 */
export function simulateYear(
  world: World,
  schools: readonly SimulatedSchool[],
  days: readonly number[],
  pupils: number,
): SimulatedYear {
  const [{ la, phase }] = schools;
  const statutory = schools.reduce((sum, school) => sum + statutoryOf(school), 0);
  const year: SimulatedYear = {
    la,
    phase,
    weight: 0,
    sampled: 0,
    propensity: { sampled: 0, all: 0, pupils: 0 },
    sums: noSums(),
    fsm: noSums(),
    notFsm: noSums(),
    codes: new Float64Array(CODE_COUNT),
    days: new Map(days.map((day) => [day, { possible: 0, absent: 0 }])),
    classes: new Float64Array(CLASS_LIMITS.length + 1),
  };
  const share = Math.min(1, pupils / Math.max(1, statutory));
  const replicas = Math.min(MOST_REPLICAS, Math.max(1, Math.round(pupils / Math.max(1, statutory))));
  let start = 0;
  for (const school of schools) {
    for (let replica = 0; replica < replicas; replica++) {
      year.sampled += simulateSchool(world, otherDraws(school, replica), share, start, year);
    }
    start = (start + statutoryOf(school) * share) % 1;
  }
  year.weight = schools.reduce((sum, school) => sum + school.pupils, 0) / Math.max(1, year.sampled);
  return year;
}

/** Adds the year of a share of a school's pupils; answers how many they are. */
function simulateSchool(
  world: World,
  school: SimulatedSchool,
  share: number,
  start: number,
  year: SimulatedYear,
): number {
  world.pupils(school, 0, school.pupils, batch);
  notePropensities(year, share, start);
  const rows = new Uint8Array(batch.count);
  const possible = new Uint16Array(batch.count);
  const absent = new Uint16Array(batch.count);
  for (const [day, sums] of year.days) {
    if (!isSchoolDay(school.la, day)) continue;
    for (const session of SESSIONS) {
      marksOfClass(sessionOf(world, school, day, session), WHOLE_SCHOOL, batch, rows);
      for (let i = 0; i < rows.length; i++) {
        const row = rows[i];
        year.codes[row]++;
        possible[i] += POSSIBLE[row];
        absent[i] += ABSENT[row];
        sums.possible += POSSIBLE[row];
        sums.absent += ABSENT[row];
      }
    }
  }
  for (let i = 0; i < batch.count; i++) {
    addPupil(year.sums, possible[i], absent[i]);
    addPupil(batch.flags[i] & FLAG.fsm ? year.fsm : year.notFsm, possible[i], absent[i]);
    year.classes[classOf(batch.propensity[i])] += absent[i];
  }
  return batch.count;
}

/** Thins the batch, and notes how absent-prone the pupils that stay are, and how all are. */
function notePropensities({ propensity }: SimulatedYear, share: number, start: number): void {
  thin(batch, 1, 0);
  for (let i = 0; i < batch.count; i++) propensity.all += batch.propensity[i];
  propensity.pupils += batch.count;
  if (share < 1) thin(batch, share, start);
  for (let i = 0; i < batch.count; i++) propensity.sampled += batch.propensity[i];
}

/**
 * Absence of the LA as the sample tells it: a ratio estimate, the sample's absence for its mean propensity times the
 * mean propensity of all pupils, so that who happened to be sampled does not matter.
 */
export function absenceOfLa({ sums, sampled, propensity }: SimulatedYear): number {
  const ofSample = propensity.sampled / sampled;
  const ofAll = propensity.all / propensity.pupils;
  return (sums.absent / sums.possible) * (ofAll / ofSample);
}

function addPupil(sums: YearSums, possible: number, absent: number): void {
  if (possible === 0) return;
  sums.possible += possible;
  sums.absent += absent;
  sums.pupils++;
  if (absent * 10 >= possible) sums.persistent++;
  if (absent * 2 >= possible) sums.severe++;
}

/** Schools by LA and phase. */
export function groupSchools(schools: readonly SimulatedSchool[]): SimulatedSchool[][] {
  const groups = new Map<string, SimulatedSchool[]>();
  for (const school of schools) {
    const key = `${school.la}:${school.phase}`;
    const group = groups.get(key);
    if (group) group.push(school);
    else groups.set(key, [school]);
  }
  return [...groups.values()];
}

/** One phase of all years, each LA with its weight. */
export function combine(years: readonly SimulatedYear[]): Map<SimulatedPhase, SimulatedYear> {
  const combined = new Map<SimulatedPhase, SimulatedYear>();
  for (const phase of SIMULATED_PHASES) {
    const parts = years.filter((year) => year.phase === phase);
    if (parts.length === 0) continue;
    combined.set(phase, {
      la: 'England',
      phase,
      weight: 1,
      sampled: parts.reduce((sum, part) => sum + part.sampled, 0),
      propensity: { sampled: 0, all: 0, pupils: 0 },
      sums: addUp(parts, (part) => part.sums),
      fsm: addUp(parts, (part) => part.fsm),
      notFsm: addUp(parts, (part) => part.notFsm),
      codes: addArrays(parts, (part) => part.codes),
      classes: addArrays(parts, (part) => part.classes),
      days: addDays(parts),
    });
  }
  return combined;
}

function addUp(parts: readonly SimulatedYear[], pick: (part: SimulatedYear) => YearSums): YearSums {
  const total = noSums();
  for (const part of parts) {
    for (const name of Object.keys(total) as (keyof YearSums)[])
      total[name] += part.weight * pick(part)[name];
  }
  return total;
}

function addArrays(
  parts: readonly SimulatedYear[],
  pick: (part: SimulatedYear) => Float64Array,
): Float64Array {
  const total = new Float64Array(pick(parts[0]).length);
  for (const part of parts) {
    const values = pick(part);
    for (let i = 0; i < total.length; i++) total[i] += part.weight * values[i];
  }
  return total;
}

function addDays(parts: readonly SimulatedYear[]): SimulatedYear['days'] {
  const total: SimulatedYear['days'] = new Map();
  for (const { weight, days } of parts) {
    for (const [day, sums] of days) {
      const sum = total.get(day) ?? { possible: 0, absent: 0 };
      total.set(day, {
        possible: sum.possible + weight * sums.possible,
        absent: sum.absent + weight * sums.absent,
      });
    }
  }
  return total;
}
