/**
 * The counting itself, pure: an accepted entry changes a school. Counts are a function of the set of marks and
 * rosters alone, so every step here gives the same end whatever the order and however often an entry comes
 * (promise 1). Whatever an entry touches must be loaded before (`needs.ts`).
 */
import { codeRow, KIND_OF_ROW } from '../../shared/attendance/codes.ts';
import { schoolYearOf } from '../../shared/attendance/dates.ts';
import { NO_MINUTES, wins } from '../../shared/attendance/mark.ts';
import { emptyTallies, type Tallies } from '../../shared/attendance/measures.ts';
import { type Roster, rosterId } from '../../shared/attendance/roster.ts';
import { ByteWriter } from '../../shared/redis/layouts/bytes.ts';
import type { Entry, HistoryEntry, RegisterEntry } from '../../shared/redis/layouts/entries.ts';
import type { HistorySession } from '../../shared/redis/layouts/history.ts';
import { minutesLate } from '../../shared/redis/layouts/marks.ts';
import { decodeMinutes, loggedKinds, minuteOf } from '../../shared/redis/layouts/minutes.ts';
import { encodeRoster } from '../../shared/redis/layouts/roster.ts';
import {
  ABSENT_BY_KIND,
  movePupil,
  openYear,
  POSSIBLE_BY_KIND,
  recountPersistent,
  sameMasks,
} from './pupil-years.ts';
import {
  fromIdentityKey,
  growSession,
  identityKey,
  isNamed,
  type KeptRoster,
  keepRoster,
  masksOf,
  openSession,
  type School,
  type SessionBook,
  setRosters,
  type YearBook,
} from './school.ts';
import { countedKinds, movePupilKind, recountSession, standTogether } from './tally.ts';

const writer = new ByteWriter();
const NO_MARK_ROW = codeRow('-');
const UNMARKED = 0;

/** What a batch of entries has changed so far; the commit writes exactly this. */
export interface Touched {
  /** Sessions whose marks or counts changed, with their tallies as they were when the batch began. */
  sessions: Map<SessionBook, Tallies>;
  years: Set<YearBook>;
  rosters: KeptRoster[];
  historyYears: Set<number>;
  quarantine: boolean;
}

export function nothingTouched(): Touched {
  return { sessions: new Map(), years: new Set(), rosters: [], historyYears: new Set(), quarantine: false };
}

/** Applies one entry to its school and notes in `touched` what has to be written. */
export function applyEntry(school: School, entry: Entry, touched: Touched): void {
  if (entry.kind === 'register') applyRegister(school, entry, touched);
  else if (entry.kind === 'roster') applyRoster(school, entry.roster, entry.receivedAt, touched);
  else applyHistory(school, entry, touched);
}

function applyRegister(school: School, entry: RegisterEntry, touched: Touched): void {
  const { slots, rows, times, late } = entry.marks;
  const known = school.sessions.get(entry.session);
  const book = known ?? openSession(school, entry.session);
  const year = yearOf(school, entry.session);
  const before = known ? (touched.sessions.get(book) ?? book.counts.tallies.slice()) : emptyTallies();
  openYear(school, year, book.masks);
  let changed = known === undefined;
  for (let i = 0; i < slots.length; i++) {
    const slot = school.standing?.get(slots[i]) ?? slots[i];
    if (applyMark(school, book, year, slot, rows[i], times[i], late[i], touched)) changed = true;
  }
  if (!changed) return;
  touched.sessions.set(book, before);
  touched.years.add(year);
  logMinute(book, entry.receivedAt);
}

/** Keeps the mark when it wins over the one the slot has; says whether it did. */
function applyMark(
  school: School,
  book: SessionBook,
  year: YearBook,
  slot: number,
  row: number,
  time: number,
  late: number,
  touched: Touched,
): boolean {
  growSession(book, slot);
  const { marks, masks, counts } = book;
  const oldRow = marks.rows[slot] - 1;
  if (oldRow >= 0 && !wins(time, row, late, marks.times[slot], oldRow, minutesLate(marks, slot)))
    return false;
  marks.rows[slot] = row + 1;
  marks.times[slot] = time;
  if (late !== NO_MINUTES) marks.late.set(slot, late);
  else marks.late.delete(slot);
  const mask = masks[slot];
  if (mask === 0) {
    school.quarantine.set(
      identityKey(book.session, slot),
      isNamed(school, slot) ? 'not_on_roll' : 'unknown_pupil',
    );
    touched.quarantine = true;
    return true;
  }
  if (oldRow >= 0 && oldRow !== NO_MARK_ROW) counts.codes[oldRow]--;
  if (row !== NO_MARK_ROW) counts.codes[row]++;
  if (time > counts.newestMarkAt) counts.newestMarkAt = time;
  const from = oldRow < 0 ? UNMARKED : KIND_OF_ROW[oldRow];
  const to = KIND_OF_ROW[row];
  if (from !== to) {
    movePupilKind(counts.tallies, mask, from, to);
    movePupil(
      year,
      slot,
      POSSIBLE_BY_KIND[to] - POSSIBLE_BY_KIND[from],
      ABSENT_BY_KIND[to] - ABSENT_BY_KIND[from],
    );
  }
  return true;
}

function applyRoster(school: School, roster: Roster, receivedAt: number, touched: Touched): void {
  const id = rosterId(roster);
  if (school.rosters.some((other) => rosterId(other) === id)) return;
  const kept = keepRoster(encodeRoster(writer, roster));
  setRosters(school, [...school.rosters, kept]);
  touched.rosters.push(kept);
  for (const book of school.sessions.values()) {
    const before = touched.sessions.get(book) ?? book.counts.tallies.slice();
    const year = yearOf(school, book.session);
    if (!underRosters(school, book, year, touched)) continue;
    touched.sessions.set(book, before);
    touched.years.add(year);
    logMinute(book, receivedAt);
  }
  for (const year of school.years.values()) {
    recountPersistent(school, year);
    if (year.days.length > 0) touched.years.add(year);
  }
  renameQuarantine(school, touched);
}

/** Counts a session again under the rosters as they are now; says whether anything moved. */
function underRosters(school: School, book: SessionBook, year: YearBook, touched: Touched): boolean {
  const before = countedKinds(book);
  const emptied = school.standing ? standTogether(book, school.standing) : [];
  const masks = masksOf(school, book.session);
  if (emptied.length === 0 && sameMasks(masks, book.masks)) return false;
  recountSession(book, masks);
  openYear(school, year, masks);
  moveDifferences(year, before, countedKinds(book));
  for (const slot of emptied) school.quarantine.delete(identityKey(book.session, slot));
  for (let slot = 0; slot < book.marks.rows.length; slot++) {
    if (book.marks.rows[slot] === 0) continue;
    if (book.masks[slot] !== 0) school.quarantine.delete(identityKey(book.session, slot));
    else school.quarantine.set(identityKey(book.session, slot), 'not_on_roll');
  }
  touched.quarantine = true;
  return true;
}

/** Moves the year's totals of every pupil counted under another kind than before. */
function moveDifferences(year: YearBook, before: Uint8Array, after: Uint8Array): void {
  for (let slot = 0; slot < after.length; slot++) {
    const [from, to] = [before[slot] ?? UNMARKED, after[slot]];
    if (from !== to)
      movePupil(
        year,
        slot,
        POSSIBLE_BY_KIND[to] - POSSIBLE_BY_KIND[from],
        ABSENT_BY_KIND[to] - ABSENT_BY_KIND[from],
      );
  }
}

/** A roster may name pupils who were unknown, on days it is not in force as well. */
function renameQuarantine(school: School, touched: Touched): void {
  for (const key of school.quarantine.keys())
    school.quarantine.set(key, isNamed(school, fromIdentityKey(key).slot) ? 'not_on_roll' : 'unknown_pupil');
  touched.quarantine = true;
}

/** Whole-school totals of earlier days; of two for one session the one appended later stays. */
function applyHistory(school: School, entry: HistoryEntry, touched: Touched): void {
  const bySession = new Map<number, Map<number, HistorySession>>();
  for (const session of entry.sessions) {
    const schoolYear = schoolYearOf(session.session >> 1);
    const known = bySession.get(schoolYear) ?? keyed(school.history.get(schoolYear) ?? []);
    bySession.set(schoolYear, known.set(session.session, session));
  }
  for (const [schoolYear, known] of bySession) {
    school.history.set(
      schoolYear,
      [...known.values()].sort((a, b) => a.session - b.session),
    );
    touched.historyYears.add(schoolYear);
  }
}

function keyed(sessions: readonly HistorySession[]): Map<number, HistorySession> {
  return new Map(sessions.map((session) => [session.session, session]));
}

function yearOf(school: School, session: number): YearBook {
  const schoolYear = schoolYearOf(session >> 1);
  const year = school.years.get(schoolYear);
  if (!year) throw new Error(`school year ${schoolYear} of school ${school.urn} was not loaded`);
  return year;
}

/** Notes the counts in the log under the minute of receipt; a repeat of an old stamp counts to the last minute. */
function logMinute(book: SessionBook, receivedAt: number): void {
  const rows = Buffer.isBuffer(book.minutes) ? decodeMinutes(book.minutes) : book.minutes;
  book.minutes = rows;
  const last = rows.at(-1);
  const minute = Math.max(minuteOf(receivedAt), last?.minute ?? 0);
  const kinds = loggedKinds(book.counts.tallies);
  if (last?.minute === minute) last.kinds = kinds;
  else rows.push({ minute, kinds });
}
