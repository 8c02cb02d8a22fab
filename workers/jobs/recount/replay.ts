/**
 * One school's accepted entries gone through once more in their order: its rosters, the mark that stands for each
 * pupil and session, the log by minute and the imported history. Nothing stored is looked at.
 */
import { CODES, KINDS } from '../../../shared/attendance/codes.ts';
import { schoolYearOf } from '../../../shared/attendance/dates.ts';
import { ByteWriter } from '../../../shared/redis/layouts/bytes.ts';
import type { Entry, RegisterEntry, RosterEntry } from '../../../shared/redis/layouts/entries.ts';
import type { HistorySession } from '../../../shared/redis/layouts/history.ts';
import { emptyMarks, type SessionMarks } from '../../../shared/redis/layouts/marks.ts';
import { encodeRoster } from '../../../shared/redis/layouts/roster.ts';
import { masksOn, type Roll, rollOf } from './roll.ts';

const MS_PER_MINUTE = 60_000;
const KIND_BY_ROW = CODES.map(({ kind }) => KINDS.indexOf(kind));
/** Cohorts of the log: all and statutory, the two lowest bits of a mask. */
const LOGGED_COHORTS = 2;

export interface ReplayedSession {
  marks: SessionMarks;
  /** Cohort mask by pupil under the rosters so far. */
  masks: Int32Array;
  /** Counts by kind of `all`, then of `statutory`, as they stood at the end of each minute in which they may have moved. */
  log: { minute: number; kinds: Float64Array }[];
  /** Part of it is of before the archive, whose minutes nobody can tell any more. */
  isOfBase: boolean;
}

export interface ReplayedSchool {
  /** Packed rosters by id. */
  rosters: Map<string, Buffer>;
  roll: Roll;
  sessions: Map<number, ReplayedSession>;
  /** Totals by session, by school year. */
  history: Map<number, Map<number, HistorySession>>;
}

export function emptySchool(): ReplayedSchool {
  return { rosters: new Map(), roll: rollOf([]), sessions: new Map(), history: new Map() };
}

const writer = new ByteWriter();

/** Takes one entry in. @param isBase it stands for what was stored before the archive began */
export function replayEntry(school: ReplayedSchool, entry: Entry, isBase: boolean): void {
  if (entry.kind === 'register') replayRegister(school, entry, isBase);
  else if (entry.kind === 'roster') replayRoster(school, entry);
  else
    for (const session of entry.sessions) {
      const schoolYear = schoolYearOf(session.session >> 1);
      const known = school.history.get(schoolYear) ?? new Map<number, HistorySession>();
      school.history.set(schoolYear, known.set(session.session, session));
    }
}

function replayRegister(
  school: ReplayedSchool,
  { session, marks, receivedAt }: RegisterEntry,
  isBase: boolean,
): void {
  const known = school.sessions.get(session);
  const held = known ?? {
    marks: emptyMarks(school.roll.slotCount),
    masks: masksOn(school.roll, session >> 1),
    log: [],
    isOfBase: false,
  };
  school.sessions.set(session, held);
  held.isOfBase ||= isBase;
  let hasMoved = known === undefined;
  for (let i = 0; i < marks.slots.length; i++) {
    const pupil = school.roll.pupilOf(marks.slots[i]);
    if (keepGreater(held, pupil, marks.rows[i], marks.times[i], marks.late[i])) hasMoved = true;
  }
  if (hasMoved) log(held, receivedAt);
}

/** Of two marks the greater by time, row and minutes late stands (contract, *Merge*); says whether it is the new one. */
function keepGreater(held: ReplayedSession, pupil: number, row: number, time: number, late: number): boolean {
  const marks = roomFor(held, pupil);
  if (marks.rows[pupil] !== 0) {
    const difference =
      time - marks.times[pupil] || row + 1 - marks.rows[pupil] || late - (marks.late.get(pupil) ?? -1);
    if (difference <= 0) return false;
  }
  marks.rows[pupil] = row + 1;
  marks.times[pupil] = time;
  marks.late.delete(pupil);
  if (late >= 0) marks.late.set(pupil, late);
  return true;
}

function roomFor(held: ReplayedSession, pupil: number): SessionMarks {
  if (pupil < held.marks.rows.length) return held.marks;
  const larger = emptyMarks(pupil + 1);
  larger.rows.set(held.marks.rows);
  larger.times.set(held.marks.times);
  larger.late = held.marks.late;
  held.marks = larger;
  return larger;
}

function replayRoster(school: ReplayedSchool, { roster, receivedAt }: RosterEntry): void {
  const id = `${roster.asOf}:${roster.issuedAt}:${roster.digest}`;
  if (school.rosters.has(id)) return;
  school.rosters.set(id, encodeRoster(writer, roster));
  school.roll = rollOf([...school.rosters.values()]);
  for (const [session, held] of school.sessions) {
    const hasJoined = joinPupils(held, school.roll);
    const masks = masksOn(school.roll, session >> 1);
    const isSame =
      masks.length >= held.masks.length && masks.every((mask, i) => mask === (held.masks[i] ?? 0));
    held.masks = masks;
    if (hasJoined || !isSame) log(held, receivedAt);
  }
}

/** Puts the marks of slots that are one pupil now under the pupil; says whether there were any. */
function joinPupils(held: ReplayedSession, roll: Roll): boolean {
  let hasJoined = false;
  for (let slot = 0; slot < held.marks.rows.length; slot++) {
    const row = held.marks.rows[slot];
    const pupil = roll.pupilOf(slot);
    if (row === 0 || pupil === slot) continue;
    const late = held.marks.late.get(slot) ?? -1;
    held.marks.rows[slot] = 0;
    held.marks.late.delete(slot);
    keepGreater(held, pupil, row - 1, held.marks.times[slot], late);
    hasJoined = true;
  }
  return hasJoined;
}

function log(held: ReplayedSession, receivedAt: number): void {
  const last = held.log.at(-1);
  const minute = Math.max(Math.floor(receivedAt / MS_PER_MINUTE), last?.minute ?? 0);
  const kinds = new Float64Array(LOGGED_COHORTS * KINDS.length);
  for (let pupil = 0; pupil < held.masks.length; pupil++) {
    const row = held.marks.rows[pupil] ?? 0;
    const kind = row === 0 ? 0 : KIND_BY_ROW[row - 1];
    for (let cohort = 0; cohort < LOGGED_COHORTS; cohort++)
      if ((held.masks[pupil] >>> cohort) & 1) kinds[cohort * KINDS.length + kind]++;
  }
  if (last?.minute === minute) last.kinds = kinds;
  else held.log.push({ minute, kinds });
}
