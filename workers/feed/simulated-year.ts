/** A simulated year of a sample of pupils, summed up the way the published statistics are. For calibration. */
import { CODE_COUNT, CODES } from '../../shared/attendance/codes.ts';
import { SESSIONS } from '../../shared/attendance/dates.ts';
import { isSchoolDay } from './calendar.ts';
import { marksOfClass } from './marks.ts';
import { SIMULATED_PHASES, type SimulatedPhase } from './published.ts';
import { FLAG, isStatutory, pupilBatch } from './pupils.ts';
import { derive } from './random.ts';
import { classOf } from './reasons.ts';
import { type ClassGroup, classesOf, type SimulatedSchool } from './school.ts';
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
  readonly weight: number;
  readonly sampled: number;
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
const LARGEST_CLASS = 64;

/** Classes of an LA and phase, spread evenly over its schools, with about `pupils` pupils in all. */
export function sampleClasses(
  schools: readonly SimulatedSchool[],
  pupils: number,
): { school: SimulatedSchool; group: ClassGroup }[] {
  const all = schools.flatMap((school) => classesOf(school).map((group) => ({ school, group })));
  const statutory = all.filter(({ group }) => isStatutory(group.year));
  const total = statutory.reduce((sum, { group }) => sum + group.to - group.from, 0);
  if (total <= pupils) return statutory;
  const step = pupils / total;
  // An irrational start keeps the step from falling into the rhythm of year groups.
  return statutory.filter((_, i) => (i * step + 0.618) % 1 < step);
}

const MOST_REPLICAS = 12;
const REPLICA_SALT = 7_000;

function otherDraws(school: SimulatedSchool, replica: number): SimulatedSchool {
  return replica === 0 ? school : { ...school, key: derive(school.key, REPLICA_SALT + replica) };
}

/** Classes to simulate: a sample, or, where the LA has fewer pupils than wanted, all of them with other draws again. */
function classesToSimulate(schools: readonly SimulatedSchool[], pupils: number) {
  const once = sampleClasses(schools, pupils);
  const found = once.reduce((sum, { group }) => sum + group.to - group.from, 0);
  const replicas = Math.min(MOST_REPLICAS, Math.max(1, Math.round(pupils / Math.max(1, found))));
  return Array.from({ length: replicas }, (_, replica) => {
    const others = new Map(schools.map((school) => [school, otherDraws(school, replica)]));
    return once.map(({ school, group }) => ({ school: others.get(school)!, group }));
  }).flat();
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
  const sample = classesToSimulate(schools, pupils);
  const sampled = sample.reduce((sum, { group }) => sum + group.to - group.from, 0);
  const year: SimulatedYear = {
    la,
    phase,
    weight: schools.reduce((sum, school) => sum + school.pupils, 0) / Math.max(1, sampled),
    sampled,
    sums: noSums(),
    fsm: noSums(),
    notFsm: noSums(),
    codes: new Float64Array(CODE_COUNT),
    days: new Map(days.map((day) => [day, { possible: 0, absent: 0 }])),
    classes: new Float64Array(4),
  };
  for (const { school, group } of sample) simulateClass(world, school, group, year);
  return year;
}

function simulateClass(world: World, school: SimulatedSchool, group: ClassGroup, year: SimulatedYear): void {
  const batch = pupilBatch(LARGEST_CLASS);
  world.pupils(school, group.from, group.to, batch);
  const rows = new Uint8Array(batch.count);
  const possible = new Uint16Array(batch.count);
  const absent = new Uint16Array(batch.count);
  for (const [day, sums] of year.days) {
    if (!isSchoolDay(school.la, day)) continue;
    for (const session of SESSIONS) {
      marksOfClass(sessionOf(world, school, day, session), group, batch, rows);
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
