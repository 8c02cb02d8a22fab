/** When a school does what: registers, the office's rounds, and the days on which it does something else. */
import { type Session, sessionNumber } from '../../shared/attendance/dates.ts';
import { isInset, isSchoolDay } from './calendar.ts';
import { derive, normalAt, uniformAt } from './random.ts';
import type { SimulatedSchool } from './school.ts';
import { ROUNDS } from './told.ts';

const SALT = { base: 401, klass: 402, round: 403, reports: 404, closed: 405, missing: 406 };
const HOUR = 3600;
const MINUTE = 60;

/** Usual second of the London day at which registers begin, its spread between schools, and the ends. */
const BEGIN: Record<Session, { mean: number; spread: number; least: number; most: number }> = {
  AM: { mean: 8.71 * HOUR, spread: 7.5 * MINUTE, least: 8.43 * HOUR, most: 9.05 * HOUR },
  PM: { mean: 13.1 * HOUR, spread: 9 * MINUTE, least: 12.75 * HOUR, most: 13.4 * HOUR },
};
const SHORT_DELAY = 2.6 * MINUTE;
const LATE_CLASSES = 0.03;
/** Share of class registers that never come in the session, of schools that send nothing on a day, and that close. */
const MISSING_CLASSES = 0.008;
const SILENT_SCHOOLS = 0.015;
const CLOSED_SCHOOLS = 0.0005;

/** Second of the London day at which a school begins its registers. */
export function beginOf(school: SimulatedSchool, day: number, session: Session): number {
  const { mean, spread, least, most } = BEGIN[session];
  const usual = mean + spread * normalAt(school.key, SALT.base + (session === 'PM' ? 50 : 0));
  const today = usual + 45 * normalAt(derive(school.key, SALT.base), sessionNumber(day, session));
  return Math.round(Math.min(most, Math.max(least, today)));
}

/** Second at which a class's register is taken. Most come within minutes; a few a quarter of an hour late or more. */
export function classSecond(school: SimulatedSchool, day: number, session: Session, klass: number): number {
  const key = derive(derive(school.key, SALT.klass + klass * 7), sessionNumber(day, session));
  const gap = -Math.log((1 - uniformAt(key, 1)) * (1 - uniformAt(key, 2)) + 1e-9) * SHORT_DELAY;
  const late = uniformAt(key, 3) < LATE_CLASSES ? (12 + 30 * uniformAt(key, 4)) * MINUTE : 0;
  return Math.round(beginOf(school, day, session) + Math.min(gap, 25 * MINUTE) + late);
}

/** Second at which a school that sends as a whole closes its registers. */
export function registersClose(school: SimulatedSchool, day: number, session: Session): number {
  return beginOf(school, day, session) + 20 * MINUTE;
}

/** Second at which a round of the same day is made; `lates` follows the close of registers. */
export function roundSecond(school: SimulatedSchool, day: number, session: Session, round: number): number {
  const key = derive(derive(school.key, SALT.round), sessionNumber(day, session) * 8 + round);
  const begin = beginOf(school, day, session);
  const u = uniformAt(key, 1);
  if (round === ROUNDS.lates) return Math.round(begin + (24 + 8 * u) * MINUTE);
  if (round === ROUNDS.calls) return Math.round(begin + (48 + 25 * u) * MINUTE);
  if (round === ROUNDS.lateMorning) return Math.round(begin + (100 + 45 * u) * MINUTE);
  return Math.round(9.6 * HOUR + u * 1.5 * HOUR);
}

/** The round made by a second of the session's own day. */
export function roundsDone(school: SimulatedSchool, day: number, session: Session, second: number): number {
  for (const round of [ROUNDS.lateMorning, ROUNDS.calls, ROUNDS.lates]) {
    if (second >= roundSecond(school, day, session, round)) return round;
  }
  return ROUNDS.first;
}

/** What a school does on a day. */
export type DayKind = 'taught' | 'off' | 'inset' | 'closed' | 'silent';

export function dayKindOf(school: SimulatedSchool, day: number): DayKind {
  if (!isSchoolDay(school.la, day)) return 'off';
  if (isInset(school, day)) return 'inset';
  if (uniformAt(derive(school.key, SALT.closed), day) < CLOSED_SCHOOLS) return 'closed';
  return uniformAt(derive(school.key, SALT.reports), day) < SILENT_SCHOOLS ? 'silent' : 'taught';
}

/** Does a class's register stay out in its session? */
export function isMissing(school: SimulatedSchool, day: number, session: Session, klass: number): boolean {
  const key = derive(derive(school.key, SALT.missing + klass * 11), sessionNumber(day, session));
  return uniformAt(key, 1) < MISSING_CLASSES;
}

/** Does what stayed out come in on the next school day? */
export function comesLater(school: SimulatedSchool, day: number): boolean {
  return uniformAt(derive(school.key, SALT.reports + 5), day) < 0.6;
}

/** The n-th school day of an LA before a day. */
export function schoolDayBefore(la: string, day: number, count: number): number {
  let [at, left] = [day, count];
  for (let tries = 0; left > 0 && tries < 60; tries++) if (isSchoolDay(la, --at)) left--;
  return left === 0 ? at : -1;
}
