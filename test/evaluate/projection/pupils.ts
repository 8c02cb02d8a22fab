/**
 * A world of pupils for judging the projection, made without the projection's assumptions: each pupil falls ill and
 * recovers, catches it from class and siblings, stays away for reasons of their own; a few hardly come. Classes,
 * families, years, schools, authorities and regions each have days of their own.
 */
import type { Stream } from './random.ts';

export const PHASES = ['primary', 'secondary', 'special'] as const;
export type Phase = (typeof PHASES)[number];

/** How strongly children are away together; 1 is the world judged by, others show what happens if it is wrong. */
export interface Together {
  readonly outbreaks: number;
  readonly families: number;
}
export const USUAL_TOGETHER: Together = { outbreaks: 1, families: 1 };

/** What a pupil's session comes to. Above `attending` each kind of absence is known to the office at its own pace. */
export const OUTCOME = { attending: 0, ill: 1, other: 2, away: 3, holiday: 4, notPossible: 5 } as const;

interface PhaseFacts {
  readonly classSize: number;
  readonly years: number;
  /** Chance of falling ill on a day; mean days of it. */
  readonly fallsIll: number;
  readonly illDays: number;
  /** Mean chance of a day away for other reasons, and the shape of its spread between pupils (gamma). */
  readonly other: number;
  /** Share of pupils who hardly come, and how much they are away. */
  readonly chronic: number;
  readonly chronicAway: number;
  readonly holiday: number;
  readonly siblings: number;
  readonly dual: number;
  readonly schoolSpread: number;
}

const FACTS: Record<Phase, PhaseFacts> = {
  primary: {
    classSize: 27,
    years: 6,
    fallsIll: 0.0098,
    illDays: 2.4,
    other: 0.011,
    chronic: 0.02,
    chronicAway: 0.42,
    holiday: 0.0012,
    siblings: 0.35,
    dual: 0.001,
    schoolSpread: 0.2,
  },
  secondary: {
    classSize: 26,
    years: 5,
    fallsIll: 0.0125,
    illDays: 2.5,
    other: 0.022,
    chronic: 0.05,
    chronicAway: 0.5,
    holiday: 0.0007,
    siblings: 0.2,
    dual: 0.002,
    schoolSpread: 0.26,
  },
  special: {
    classSize: 9,
    years: 9,
    fallsIll: 0.018,
    illDays: 2.6,
    other: 0.033,
    chronic: 0.09,
    chronicAway: 0.58,
    holiday: 0.0008,
    siblings: 0.04,
    dual: 0.012,
    schoolSpread: 0.28,
  },
};

/** A school: its pupils in columns, in order of class. */
export interface PupilSchool {
  readonly phase: Phase;
  readonly area: number;
  readonly pupils: number;
  readonly classes: number;
  readonly classOf: Uint16Array;
  readonly yearOf: Uint8Array;
  readonly siblingOf: Int32Array;
  readonly fallsIll: Float32Array;
  readonly other: Float32Array;
  readonly chronic: Float32Array;
  readonly late: Float32Array;
  /** How long after the first a class's register is usually taken, relative to others. */
  readonly slowness: Float32Array;
  /** Registers one by one as they are taken, or the whole school at once: how its software sends. */
  readonly sends: 'class' | 'school' | 'waves';
  readonly usualBegin: { readonly AM: number; readonly PM: number };
  readonly illLeft: Uint8Array;
  readonly isAway: Uint8Array;
  readonly outbreak: Float32Array;
  readonly outbreakLeft: Uint8Array;
}

/** Gamma of mean `mean` and shape one half: the square of a normal. Most pupils hardly ever, a few often. */
const often = (random: Stream, mean: number): number => Math.min(0.4, mean * random.normal() ** 2);

export function makeSchool(phase: Phase, pupils: number, area: number, random: Stream): PupilSchool {
  const facts = FACTS[phase];
  const level = random.around(facts.schoolSpread);
  const classes = Math.max(1, Math.round(pupils / facts.classSize));
  const u = random.next();
  const school: PupilSchool = {
    phase,
    area,
    pupils,
    classes,
    classOf: Uint16Array.from({ length: pupils }, (_, i) => Math.floor((i * classes) / pupils)),
    yearOf: Uint8Array.from({ length: pupils }, (_, i) => Math.floor((i * facts.years) / pupils)),
    siblingOf: new Int32Array(pupils).fill(-1),
    fallsIll: new Float32Array(pupils),
    other: new Float32Array(pupils),
    chronic: new Float32Array(pupils),
    late: new Float32Array(pupils),
    slowness: new Float32Array(classes),
    sends: u < 0.77 ? 'class' : u < 0.89 ? 'school' : 'waves',
    usualBegin: { AM: 8.71 * 3600 + 450 * random.normal(), PM: 13.1 * 3600 + 540 * random.normal() },
    illLeft: new Uint8Array(pupils),
    isAway: new Uint8Array(pupils),
    outbreak: new Float32Array(classes).fill(1),
    outbreakLeft: new Uint8Array(classes),
  };
  fillPupils(school, facts, level, random);
  return school;
}

/** A pupil's part of the level of year groups: in secondary schools older years stay away more. */
const yearPart = (phase: Phase, year: number): number => (phase === 'secondary' ? 0.75 + 0.12 * year : 1);

function fillPupils(school: PupilSchool, facts: PhaseFacts, level: number, random: Stream): void {
  const lateness = (school.phase === 'secondary' ? 0.042 : 0.02) * random.around(0.4);
  const classLevel = Float64Array.from({ length: school.classes }, () => random.around(0.12));
  for (let c = 0; c < school.classes; c++) {
    const bySize = 0.7 + (0.6 * c) / school.classes;
    school.slowness[c] = bySize * random.around(0.35) * classLevel[c] ** 1.5;
  }
  for (let i = 0; i < school.pupils; i++) {
    const own = level * classLevel[school.classOf[i]] * yearPart(school.phase, school.yearOf[i]);
    school.fallsIll[i] = facts.fallsIll * own ** 0.5 * random.around(0.5);
    school.other[i] = often(random, facts.other * own);
    if (random.next() < facts.chronic * own)
      school.chronic[i] = facts.chronicAway * (0.4 + 1.2 * random.next());
    school.late[i] = Math.min(0.6, lateness * random.around(0.9));
    if (school.siblingOf[i] < 0 && random.next() < facts.siblings / 2) {
      const other = random.below(school.pupils);
      if (other !== i && school.siblingOf[other] < 0) {
        school.siblingOf[i] = other;
        school.siblingOf[other] = i;
      }
    }
  }
}

const OUTBREAK = { chance: 0.008, spreads: 0.15, least: 1.8, most: 4.5, days: 5 };

/** Illness going round in classes, and passing to the next class of the same school. */
function stepOutbreaks(school: PupilSchool, together: Together, random: Stream): void {
  const { outbreak, outbreakLeft, classes } = school;
  for (let c = 0; c < classes; c++) {
    if (outbreakLeft[c] > 0) {
      outbreakLeft[c]--;
      if (outbreakLeft[c] === 0) outbreak[c] = 1;
      continue;
    }
    const near = c > 0 && outbreakLeft[c - 1] > 0 ? OUTBREAK.spreads : 0;
    if (random.next() > OUTBREAK.chance + near) continue;
    outbreak[c] =
      1 + together.outbreaks * (OUTBREAK.least - 1 + random.next() * (OUTBREAK.most - OUTBREAK.least));
    outbreakLeft[c] = 1 + random.below(OUTBREAK.days);
  }
}

/** Chance that a child is ill the day after a sibling is; that one away session of a day stays one. */
const FROM_SIBLING = 0.09;
const HALF_DAY = 0.2;
const AWAY_TURNS = 0.16;

/**
 * One day of a school: the outcome of every pupil in the morning and in the afternoon.
 *
 * @param factor the day's factor on all absence here: season, England, region, authority, school
 */
export function playDay(
  school: PupilSchool,
  factor: number,
  together: Together,
  random: Stream,
  [am, pm]: readonly [Uint8Array, Uint8Array],
): void {
  const facts = FACTS[school.phase];
  stepOutbreaks(school, together, random);
  for (let i = 0; i < school.pupils; i++) {
    const outcome = outcomeOf(school, facts, i, factor, together, random);
    am[i] = outcome;
    pm[i] = outcome;
    if (outcome === OUTCOME.attending) {
      if (random.next() < 0.006 * factor) pm[i] = OUTCOME.other;
    } else if (outcome === OUTCOME.other && random.next() < HALF_DAY) {
      if (random.next() < 0.5) pm[i] = OUTCOME.attending;
      else am[i] = OUTCOME.attending;
    }
  }
}

function outcomeOf(
  school: PupilSchool,
  facts: PhaseFacts,
  i: number,
  factor: number,
  together: Together,
  random: Stream,
): number {
  const { illLeft, isAway, siblingOf } = school;
  if (illLeft[i] > 0) {
    illLeft[i]--;
    return OUTCOME.ill;
  }
  const sibling = siblingOf[i];
  const caught = sibling >= 0 && illLeft[sibling] > 0 ? FROM_SIBLING * together.families : 0;
  const u = random.next();
  const ill = school.fallsIll[i] * factor * school.outbreak[school.classOf[i]] + caught;
  if (u < ill) {
    illLeft[i] = Math.min(14, Math.floor(random.exponential(facts.illDays - 0.6)));
    return OUTCOME.ill;
  }
  if (u < ill + facts.holiday) return holiday(school, i, random);
  if (school.chronic[i] > 0) {
    if (random.next() < AWAY_TURNS) isAway[i] = random.next() < school.chronic[i] * factor ** 0.5 ? 1 : 0;
    if (isAway[i]) return OUTCOME.away;
  }
  if (random.next() < school.other[i] * factor) return OUTCOME.other;
  return random.next() < facts.dual ? OUTCOME.notPossible : OUTCOME.attending;
}

/** A holiday in term: siblings go together. */
function holiday(school: PupilSchool, i: number, random: Stream): number {
  const days = 1 + random.below(6);
  school.illLeft[i] = days;
  const sibling = school.siblingOf[i];
  if (sibling >= 0) school.illLeft[sibling] = days;
  return OUTCOME.holiday;
}
