/**
 * The mark that each pupil ends up with in a session, as a function of school, pupil, day and session alone.
 *
 * A pupil is absent when a uniform drawn for a spell, a day or a session lies below the chance of that way. The
 * uniform of a spell stays the same for some days, so illness lasts, yet the chance of any one session is exactly the
 * pupil's propensity times the season's factor: weekdays, shocks and falls move pupils at the margin only.
 */
import { codeRow } from '../../shared/attendance/codes.ts';
import type { Session } from '../../shared/attendance/dates.ts';
import { ACTIVITIES, type Activities, isStudyLeave, WORK_WEEKS } from './activities.ts';
import { dayOfWeek } from './calendar.ts';
import { PHASE_FACTS, PUPIL_SHARES, type SimulatedPhase } from './published.ts';
import type { PupilBatch } from './pupils.ts';
import { FLAG } from './pupils.ts';
import { derive, TWO_32, uniformAt, unsigned } from './random.ts';
import { classOf, DAY, REASON_MIX, type ReasonMix, reasonAt, SESSION, SPELL } from './reasons.ts';
import { type ClassGroup, type SimulatedSchool, YEARS } from './school.ts';
import { FEASTS, YEAR_CURVE_START } from './season.ts';

/** Code rows used here. */
export const ROW = {
  morning: codeRow('/'),
  afternoon: codeRow('\\'),
  late: codeRow('L'),
  visit: codeRow('V'),
  sport: codeRow('P'),
  work: codeRow('W'),
  elsewhere: codeRow('B'),
  arranged: codeRow('K'),
  partTime: codeRow('C2'),
  study: codeRow('S'),
  feast: codeRow('R'),
  dual: codeRow('D'),
  notRequired: codeRow('X'),
  transport: codeRow('Y1'),
  other: codeRow('Y7'),
} as const;

const YEAR = { nursery: 0, ten: YEARS.indexOf('10'), eleven: YEARS.indexOf('11') } as const;

/** Salts of the draws of a pupil. Spells use two numbers a block of days, so the others start far above them. */
const SALT = {
  day: 1 << 20,
  session: 1 << 21,
  halfTerm: 1 << 22,
  work: 1 << 23,
  week: 1 << 24,
};
const VISIT_SALT = 601;
const WORK_SALT = 602;

const BLOCK = 5;
/** Of 32: how often a spell ends between two days of a block. */
const SPELL_ENDS = 14;
/** Nobody's chance of absence is above this. */
const MOST = 0.995;
/** The more absent a school, the more its part-time timetables and its absences overlap (found by calibration). */
const OVERLAP: Record<SimulatedPhase, number> = { primary: 0, secondary: 0, special: 0.008 };
const LATE_MOST = 0.35;
const HALF_TERM_WEEKS = 6;
const PART_TIME_HALF_TERMS = 0.4;
const OTHER_FROM = (1 - 0.0001) * TWO_32;
const TRANSPORT_FROM = (1 - 0.0004) * TWO_32;

/** What is the same for all pupils of a school in a session. */
export interface SchoolSession {
  readonly school: SimulatedSchool;
  readonly day: number;
  readonly session: Session;
  /** Factor on everybody's chance of absence (`season.ts`, with what has happened to the school). */
  readonly factor: number;
}

interface Common {
  readonly mix: ReasonMix;
  readonly activities: Activities;
  readonly presentRow: number;
  readonly afternoon: boolean;
  readonly weekday: number;
  /** Weekdays since 2020-01-01, so that spells pass over weekends. */
  readonly schoolDay: number;
  readonly halfTerm: number;
  readonly day: number;
  readonly scale: number;
  readonly late: number;
  readonly meanPropensity: number;
  readonly partTime: number;
  readonly feast: boolean;
  readonly feastByEal: number;
  readonly study: boolean;
  readonly workWeek: boolean;
}

const weekOf = (day: number) => Math.floor((day - YEAR_CURVE_START) / 7);

function commonOf({ school, day, session, factor }: SchoolSession): Common {
  const activities = ACTIVITIES[school.phase];
  const mix = REASON_MIX[school.phase];
  const afternoon = session === 'PM';
  const facts = PHASE_FACTS[school.phase];
  const workWeek = WORK_WEEKS.first + Math.floor(uniformAt(school.key, WORK_SALT) * WORK_WEEKS.count);
  return {
    mix,
    activities,
    afternoon,
    presentRow: afternoon ? ROW.afternoon : ROW.morning,
    weekday: dayOfWeek(day),
    schoolDay: weekOf(day) * 5 + dayOfWeek(day) + 2000,
    halfTerm: Math.floor((weekOf(day) + 600) / HALF_TERM_WEEKS),
    day,
    scale: factor * mix.fromPropensity * (1 + OVERLAP[school.phase] * (school.absence / facts.absence - 1)),
    late: afternoon ? activities.lateAfternoon : activities.lateMorning,
    meanPropensity: facts.absence,
    partTime: (activities.partTime * school.absence) / facts.absence,
    feast: FEASTS.has(day),
    feastByEal: activities.feast / PUPIL_SHARES[school.phase].eal,
    study: isStudyLeave(day),
    workWeek: ((weekOf(day) % 52) + 52) % 52 === workWeek,
  };
}

/**
 * Writes the code rows of a class to `out` from index 0. The batch holds the class's pupils
 * (`pupilMaker()(school, group.from, group.to, batch)`).
 */
export function marksOfClass(at: SchoolSession, group: ClassGroup, batch: PupilBatch, out: Uint8Array): void {
  const common = commonOf(at);
  const visitKey = derive(derive(at.school.key, VISIT_SALT), group.from);
  const onVisit = uniformAt(visitKey, at.day) < common.activities.visit;
  for (let i = 0; i < batch.count; i++) {
    const key = batch.key[i];
    const unexpected = notExpected(common, key, batch.year[i]);
    out[i] = unexpected >= 0 ? unexpected : markOf(common, batch, i, onVisit);
  }
}

/** The row of a pupil who is not expected, else -1. */
function notExpected(common: Common, key: number, year: number): number {
  if (year === YEAR.nursery && common.afternoon) return ROW.notRequired;
  if (year > YEAR.eleven && common.afternoon && (common.weekday === 3 || common.weekday === 5))
    return ROW.notRequired;
  const other = unsigned(derive(key, SALT.week));
  if (other < common.activities.dual * TWO_32) {
    const first = 1 + (other % 4);
    if (common.weekday === first || common.weekday === first + 1) return ROW.dual;
  }
  return -1;
}

function markOf(common: Common, batch: PupilBatch, i: number, onVisit: boolean): number {
  const fixed = fixedAbsence(common, batch, i);
  return fixed >= 0 ? fixed : markByChance(common, batch, i, onVisit);
}

/** Absence by timetable or time of year: part-time, study leave, feasts. */
function fixedAbsence(common: Common, batch: PupilBatch, i: number): number {
  const key = batch.key[i];
  const { activities } = common;
  if (common.afternoon && isPartTime(common, batch, i)) return ROW.partTime;
  if (common.study && batch.year[i] === YEAR.eleven) {
    if (uniformAt(key, SALT.work + common.schoolDay) < activities.study) return ROW.study;
  }
  if (common.feast && batch.flags[i] & FLAG.eal) {
    if (uniformAt(key, SALT.work + common.schoolDay) < common.feastByEal) return ROW.feast;
  }
  return -1;
}

/** A part-time timetable comes back to the same pupils: each has it in two half-terms of five. */
function isPartTime(common: Common, batch: PupilBatch, i: number): boolean {
  if (batch.spread[i] * PART_TIME_HALF_TERMS >= common.partTime) return false;
  return (common.halfTerm + (batch.key[i] & 0xffff)) % 5 < 5 * PART_TIME_HALF_TERMS;
}

/**
 * The row of a pupil by chance. Each of the three uniforms has absence at its low end and, apart from it, something
 * else at its high end: what keeps away for days, a match, coming late.
 */
function markByChance(common: Common, batch: PupilBatch, i: number, onVisit: boolean): number {
  const { mix } = common;
  const key = batch.key[i];
  const propensity = batch.propensity[i];
  const chance = Math.min(MOST, propensity * common.scale) * TWO_32;
  const kind = classOf(propensity);
  const position = common.schoolDay + ((key >>> 1) % BLOCK);
  const place = position % BLOCK;
  const blockKey = derive(key, 2 * ((position - place) / BLOCK));
  const spellKey = unsigned(derive(blockKey, spellAt(blockKey, place)));
  const inSpell = chance * mix.ways[kind * 3 + SPELL];
  if (spellKey < inSpell) return reasonAt(mix, kind, SPELL, uniformAt(spellKey, 1));
  if (spellKey > TRANSPORT_FROM) return spellKey > OTHER_FROM ? ROW.other : ROW.transport;
  const dayKey = unsigned(derive(key, SALT.day + common.schoolDay));
  const inDay = chance * mix.ways[kind * 3 + DAY];
  if (dayKey * (TWO_32 - inSpell) < inDay * TWO_32) return reasonAt(mix, kind, DAY, uniformAt(dayKey, 1));
  const sessionKey = unsigned(derive(key, SALT.session + common.schoolDay * 2 + (common.afternoon ? 1 : 0)));
  const inSession = chance * mix.ways[kind * 3 + SESSION];
  if (sessionKey * (TWO_32 - inSpell - inDay) < inSession * TWO_32) {
    return reasonAt(mix, kind, SESSION, uniformAt(sessionKey, 1));
  }
  if (onVisit) return ROW.visit;
  return inSchool(common, batch, i, dayKey, sessionKey);
}

/** Which of the block's spells a day is in: spells end between days at random places of the block. */
function spellAt(blockKey: number, place: number): number {
  let spell = 0;
  for (let i = 1; i <= place; i++) if (((blockKey >>> (i * 5)) & 31) < SPELL_ENDS) spell = i;
  return spell;
}

/** What a pupil who is not absent does. */
function inSchool(common: Common, batch: PupilBatch, i: number, dayKey: number, sessionKey: number): number {
  const key = batch.key[i];
  const { activities } = common;
  const other = uniformAt(key, SALT.halfTerm - 1 - common.halfTerm);
  if (other < activities.elsewhere) return ROW.elsewhere;
  if (other < activities.elsewhere + activities.arranged) return ROW.arranged;
  if (common.workWeek && batch.year[i] === YEAR.ten && uniformAt(key, SALT.work) < activities.work)
    return ROW.work;
  const tendency = 0.5 + (0.5 * batch.propensity[i]) / common.meanPropensity;
  if (sessionKey > (1 - Math.min(LATE_MOST, common.late * tendency)) * TWO_32) return ROW.late;
  return dayKey > (1 - activities.sport) * TWO_32 ? ROW.sport : common.presentRow;
}
