/**
 * How a session's marks come in: class by class, tidy classes first, late children found at the door, N where nobody
 * knows yet, put right by the office in rounds. Times and shares: domain facts 2.3, 3.1 and 7.6 and the timetable of
 * simulated England, from which the afternoon, slow classes and the ties with absence differ.
 */
import type { Session } from '../../../shared/attendance/dates.ts';
import { OUTCOME, type PupilSchool } from './pupils.ts';
import type { Stream } from './random.ts';

const SLOT_SECONDS = 10;
const START: Record<Session, number> = { AM: 8 * 3600 + 1500, PM: 12 * 3600 + 2400 };
/** Three hours and a half; what comes later is put at the end. */
export const SLOTS = 1260;

/** Changes of a session's counts by slot of ten seconds. */
export interface Arrivals {
  readonly marked: Int32Array;
  readonly possible: Int32Array;
  readonly attending: Int32Array;
  readonly unexplained: Int32Array;
}

export function noArrivals(): Arrivals {
  const column = () => new Int32Array(SLOTS);
  return { marked: column(), possible: column(), attending: column(), unexplained: column() };
}

const MINUTE = 60;
const KNOWN_AT_ONCE = [1, 0.45, 0.12, 0.35, 0.5];
const OVERLOOKED = 0.003;
const MISSING_CLASS = 0.008;
const SLOW_CLASS = 0.03;
const BY_THE_DOOR = 0.4;
const BY_TELEPHONE = 0.04;
const AFTERNOON_LATE = 0.3;
const WAVES: Record<Session, readonly number[]> = {
  AM: [545, 560, 585, 630],
  PM: [800, 830, 860, 900],
};

/** The rounds in which an office puts a session right, seconds of the day. */
interface Rounds {
  readonly begin: number;
  readonly lates: number;
  readonly calls: number;
  readonly later: number;
}

/** Fills `into` with a session's arrivals; classes whose register never comes are left out. */
export function registersOf(
  school: PupilSchool,
  session: Session,
  outcomes: Uint8Array,
  random: Stream,
  into: Arrivals,
): void {
  for (const column of [into.marked, into.possible, into.attending, into.unexplained]) column.fill(0);
  const begin = school.usualBegin[session] + 45 * random.normal();
  const rounds: Rounds = {
    begin,
    lates: begin + (24 + 8 * random.next()) * MINUTE,
    calls: begin + (48 + 25 * random.next()) * MINUTE,
    later: begin + (100 + 45 * random.next()) * MINUTE,
  };
  const takenAt = new Float64Array(school.classes);
  for (let c = 0; c < school.classes; c++) takenAt[c] = classTime(school, c, begin, random);
  for (let i = 0; i < school.pupils; i++) {
    const taken = takenAt[school.classOf[i]];
    if (Number.isFinite(taken)) markPupil(school, session, i, outcomes[i], taken, rounds, random, into);
  }
}

function classTime(school: PupilSchool, klass: number, begin: number, random: Stream): number {
  const [missing, slow] = [random.next(), random.next()];
  const gap = (random.exponential(1) + random.exponential(1)) * 2.6 * MINUTE * school.slowness[klass];
  if (school.sends !== 'class') return begin + 20 * MINUTE;
  if (missing < MISSING_CLASS) return Number.POSITIVE_INFINITY;
  return begin + Math.min(gap, 25 * MINUTE) + (slow < SLOW_CLASS ? (12 + 30 * random.next()) * MINUTE : 0);
}

/** The slot in which something that happened at a second is received. */
function slotOf(school: PupilSchool, session: Session, second: number): number {
  let at = second + 3;
  if (school.sends === 'waves') {
    const wave = WAVES[session].find((minute) => minute * MINUTE >= second);
    at = wave === undefined ? Math.ceil(second / 1800) * 1800 : wave * MINUTE;
  }
  return Math.min(SLOTS - 1, Math.max(0, Math.floor((at - START[session]) / SLOT_SECONDS)));
}

function markPupil(
  school: PupilSchool,
  session: Session,
  i: number,
  outcome: number,
  taken: number,
  rounds: Rounds,
  random: Stream,
  into: Arrivals,
): void {
  const at = slotOf(school, session, taken);
  into.marked[at]++;
  if (outcome === OUTCOME.notPossible) return;
  into.possible[at]++;
  if (outcome !== OUTCOME.attending) {
    if (random.next() < KNOWN_AT_ONCE[outcome]) return;
    into.unexplained[at]++;
    const u = random.next();
    const known = u < 0.45 ? rounds.calls : u < 0.6 ? rounds.later : -1;
    if (known > 0) into.unexplained[Math.max(at, slotOf(school, session, known))]--;
    return;
  }
  const there = arrivalOf(school, session, i, taken, rounds, random);
  if (there <= taken) {
    into.attending[at]++;
    return;
  }
  into.unexplained[at]++;
  const found = Math.max(at, slotOf(school, session, there));
  into.unexplained[found]--;
  into.attending[found]++;
}

/** When a pupil who attends is known to be there. */
function arrivalOf(
  school: PupilSchool,
  session: Session,
  i: number,
  taken: number,
  rounds: Rounds,
  random: Stream,
): number {
  const u = random.next();
  if (u < OVERLOOKED) return Math.max(taken + 1, rounds.lates);
  const late = school.late[i] * (session === 'AM' ? 1 : AFTERNOON_LATE);
  if (u - OVERLOOKED > late) return taken;
  const arrives = rounds.begin + MINUTE + random.exponential(7 * MINUTE);
  if (arrives <= taken) return taken;
  if (random.next() < BY_TELEPHONE) return Math.max(arrives, rounds.calls);
  return random.next() < BY_THE_DOOR ? arrives + 2 * MINUTE : Math.max(arrives, rounds.lates);
}
