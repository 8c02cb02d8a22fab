/**
 * Pupils, made on demand from their school's key. Each has an own propensity to be absent: log-odds made of the
 * school's level, year group, circumstances and a personal part with a heavy tail, so that persistent and severe
 * absence come out as published.
 */
import type { SimulatedPhase } from './published.ts';
import { derive, mix, normalQuantile, uniformAt } from './random.ts';
import { type SimulatedSchool, YEARS } from './school.ts';

/** Bits of a pupil's flags. */
export const FLAG = { female: 1, fsm: 2, support: 4, ehcp: 8, eal: 16, cla: 32, socialWorker: 64 } as const;

/** A run of pupils of one school, in columns. Made once and filled again and again. */
export interface PupilBatch {
  count: number;
  readonly flags: Uint8Array;
  /** Index into `YEARS`. */
  readonly year: Uint8Array;
  /** Mean absence of the pupil over a year, fraction. */
  readonly propensity: Float32Array;
  /** Root of everything drawn for the pupil. */
  readonly key: Int32Array;
  /** Uniform in [0, 1), spread evenly over any run of a school's pupils. */
  readonly spread: Float32Array;
}

/** An empty batch for up to `size` pupils. */
export function pupilBatch(size: number): PupilBatch {
  return {
    count: 0,
    flags: new Uint8Array(size),
    year: new Uint8Array(size),
    propensity: new Float32Array(size),
    key: new Int32Array(size),
    spread: new Float32Array(size),
  };
}

/** Spread of the personal part (log-odds), and the few who hardly come: their share and how much less they come. */
const PERSONAL: Record<SimulatedPhase, { spread: number; tail: number; tailShift: number }> = {
  primary: { spread: 0.92, tail: 0.013, tailShift: 3.1 },
  secondary: { spread: 0.84, tail: 0.041, tailShift: 3.35 },
  special: { spread: 1.2, tail: 0.079, tailShift: 4 },
};

/** Log-odds of absence by year group, N to 13 (own estimate after FFT's published curves). */
const YEAR_EFFECT: Record<SimulatedPhase, readonly number[]> = {
  primary: [0.08, 0.08, 0.1, 0, -0.02, -0.02, -0.02, 0.05, 0, 0, 0, 0, 0, 0, 0],
  secondary: [-0.35, -0.35, -0.3, -0.4, -0.42, -0.42, -0.42, -0.38, -0.28, -0.03, 0.09, 0.14, 0.1, 0, 0],
  special: new Array(15).fill(0),
};

/** Log-odds of absence by circumstance, within a school. */
const EFFECT = { fsm: 0.78, support: 0.4, ehcp: 0.5, eal: -0.1, socialWorker: 0.6 };

const CLA_SHARE = 0.009;
const SOCIAL_WORKER_SHARE = 0.035;
/** Irrational steps spread personal parts evenly over any run of pupils. */
const STEP_PERSONAL = 0.6180339887498949;
const STEP_TAIL = 0.7548776662466927;
const STEP_SPREAD = 0.5698402909980532;

const OFFSET = { flags: 11, shares: 12, more: 13, start: 14 };

/** Year group (index into `YEARS`) and place in it of the school's n-th pupil. */
export function yearOfPupil(years: Uint16Array, index: number): { year: number; serial: number } {
  let serial = index;
  for (let year = 0; year < years.length; year++) {
    if (serial < years[year]) return { year, serial };
    serial -= years[year];
  }
  throw new RangeError(`pupil ${index} is beyond the school's roll`);
}

function flagsOf(school: SimulatedSchool, key: number): number {
  const a = derive(key, OFFSET.flags);
  const b = derive(key, OFFSET.shares);
  const c = derive(key, OFFSET.more);
  const need = (b >>> 16) / 65_536;
  return (
    (a & 1 ? FLAG.female : 0) |
    (a >>> 16 < school.fsm * 65_536 ? FLAG.fsm : 0) |
    (need < school.ehcp ? FLAG.ehcp : need < school.ehcp + school.support ? FLAG.support : 0) |
    ((b & 65_535) < school.eal * 65_536 ? FLAG.eal : 0) |
    ((c & 65_535) < CLA_SHARE * 65_536 ? FLAG.cla : 0) |
    (c >>> 16 < SOCIAL_WORKER_SHARE * 65_536 ? FLAG.socialWorker : 0)
  );
}

/** Log-odds of a pupil relative to the school's intercept. */
function relativeOdds(
  school: SimulatedSchool,
  index: number,
  year: number,
  flags: number,
  start: number,
): number {
  const personal = PERSONAL[school.phase];
  const u = (start + index * STEP_PERSONAL) % 1;
  let odds = YEAR_EFFECT[school.phase][year] + personal.spread * normalQuantile(u);
  if ((start + index * STEP_TAIL) % 1 < personal.tail) odds += personal.tailShift;
  if (flags & FLAG.fsm) odds += EFFECT.fsm;
  if (flags & FLAG.support) odds += EFFECT.support;
  if (flags & FLAG.ehcp && school.phase !== 'special') odds += EFFECT.ehcp;
  if (flags & FLAG.eal) odds += EFFECT.eal;
  if (flags & FLAG.socialWorker) odds += EFFECT.socialWorker;
  return odds;
}

/**
 * Fills the batch with pupils `from` to `to` (excluded) as a roster needs them: `propensity` holds log-odds relative
 * to the school only, which spares finding the school's level.
 */
export function pupilsOnRoll(school: SimulatedSchool, from: number, to: number, batch: PupilBatch): void {
  const start = uniformAt(school.key, OFFSET.start);
  const base = mix(school.key ^ 0x5bd1e995);
  let { year, serial } = yearOfPupil(school.years, from);
  for (let i = from, at = 0; i < to; i++, at++) {
    while (serial >= school.years[year]) {
      serial = 0;
      year++;
    }
    serial++;
    const key = derive(base, i);
    const flags = flagsOf(school, key);
    batch.key[at] = key;
    batch.flags[at] = flags;
    batch.year[at] = year;
    batch.spread[at] = (start + i * STEP_SPREAD) % 1;
    batch.propensity[at] = relativeOdds(school, i, year, flags, start);
  }
  batch.count = to - from;
}

const FIRST_STATUTORY = YEARS.indexOf('1');
const LAST_STATUTORY = YEARS.indexOf('11');

/** Is a pupil of this year group of statutory age? */
export function isStatutory(year: number): boolean {
  return year >= FIRST_STATUTORY && year <= LAST_STATUTORY;
}

const logOdds = (p: number) => Math.log(p / (1 - p));
const SOLVER_STEPS = 7;

/**
 * The intercept at which the mean propensity of the statutory pupils is `mean`: moved by the difference in log-odds
 * until it stands, which it does to six places within seven steps.
 */
function solveIntercept(batch: PupilBatch, mean: number): number {
  let intercept = logOdds(mean) - 0.6;
  for (let step = 0; step < SOLVER_STEPS; step++) {
    let [sum, count] = [0, 0];
    for (let i = 0; i < batch.count; i++) {
      if (!isStatutory(batch.year[i])) continue;
      sum += 1 / (1 + Math.exp(-intercept - batch.propensity[i]));
      count++;
    }
    if (count === 0) return logOdds(mean);
    intercept += logOdds(mean) - logOdds(sum / count);
  }
  return intercept;
}

/** Fills a batch with pupils of a school. */
export type Pupils = (school: SimulatedSchool, from: number, to: number, batch: PupilBatch) => void;

const LARGEST_SCHOOL = 6000;

/** A maker of pupils that remembers each school's intercept (a number a school), and nothing else. */
export function pupilMaker(): Pupils {
  const intercepts = new WeakMap<SimulatedSchool, number>();
  const scratch = pupilBatch(LARGEST_SCHOOL);
  const interceptOf = (school: SimulatedSchool) => {
    let intercept = intercepts.get(school);
    if (intercept === undefined) {
      pupilsOnRoll(school, 0, school.pupils, scratch);
      intercept = solveIntercept(scratch, school.absence);
      intercepts.set(school, intercept);
    }
    return intercept;
  };
  return (school, from, to, batch) => {
    const intercept = interceptOf(school);
    pupilsOnRoll(school, from, to, batch);
    for (let i = 0; i < batch.count; i++) {
      batch.propensity[i] = 1 / (1 + Math.exp(-intercept - batch.propensity[i]));
    }
  };
}
