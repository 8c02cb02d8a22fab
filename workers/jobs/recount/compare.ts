/** Compares everything stored of one school with its recount. */
import { CODES, KINDS } from '../../../shared/attendance/codes.ts';
import { COHORTS } from '../../../shared/attendance/cohorts.ts';
import {
  fromDay,
  fromSessionNumber,
  schoolYearOf,
  schoolYearStart,
  sessionNumber,
} from '../../../shared/attendance/dates.ts';
import { decodeCounts, emptyCounts } from '../../../shared/redis/layouts/counts.ts';
import { decodeDays, decodeLedgerRow } from '../../../shared/redis/layouts/ledger.ts';
import { decodePersistent, emptyPersistent } from '../../../shared/redis/layouts/persistent.ts';
import { decodeYearToDate, emptyYearToDate } from '../../../shared/redis/layouts/pupils.ts';
import { decodeQuarantine } from '../../../shared/redis/layouts/quarantine.ts';
import { compareHistory, compareMarks, compareMinutes, compareRosters } from './compare-accepted.ts';
import { type Comparison, compareCell, compareRows, type Place } from './differences.ts';
import { SchoolDigest } from './digest.ts';
import type { StoredPartition, StoredSession } from './read.ts';
import type { ReplayedSchool, ReplayedSession } from './replay.ts';
import type { Roll } from './roll.ts';
import {
  CELLS,
  type RecountedSession,
  type RecountedYear,
  recountPersistent,
  recountSession,
} from './school.ts';

const kindName = (i: number) => [COHORTS[Math.floor(i / KINDS.length)], KINDS[i % KINDS.length]] as const;
const codeName = (row: number) => ['all', `code ${CODES[row].code}`] as const;

/** Identity (session number and pupil) to reason of the marks that wait. */
type Waiting = Map<string, string>;

/**
 * Recounts one school year by year from what was accepted, and compares as it goes.
 * @returns the marks that stand, those that wait, and the digest of all figures
 */
export function compareSchool(
  comparison: Comparison,
  stored: StoredPartition,
  urn: number,
  replayed: ReplayedSchool,
): { marks: number; waiting: number; digest: bigint } {
  const digest = new SchoolDigest(urn);
  const school = { comparison, stored, urn, replayed, roll: replayed.roll, waiting: new Map(), digest };
  compareRosters(comparison, urn, stored.rosters.get(urn) ?? [], replayed);
  const sessions = sessionsOf(stored, urn, replayed);
  const years = new Set(sessions.map(({ number }) => schoolYearOf(number >> 1)));
  for (const byYear of [stored.days, stored.yearToDate, stored.persistent])
    for (const [year, schools] of byYear) if (schools.has(urn)) years.add(year);
  for (const [day, schools] of stored.ledger) if (schools.has(urn)) years.add(schoolYearOf(day));
  let marks = 0;
  for (const schoolYear of [...years].sort()) {
    const own = sessions.filter(({ number }) => schoolYearOf(number >> 1) === schoolYear);
    marks += compareYear(school, schoolYear, own);
  }
  compareWaiting(comparison, urn, stored.quarantine.get(urn), school.waiting);
  compareHistory(comparison, stored.history, urn, replayed);
  return { marks, waiting: school.waiting.size, digest: digest.take() };
}

interface SchoolComparison {
  comparison: Comparison;
  stored: StoredPartition;
  urn: number;
  replayed: ReplayedSchool;
  roll: Roll;
  waiting: Waiting;
  digest: SchoolDigest;
}

/** One session of a school as stored and as accepted; one of the two may be missing. */
interface OwnSession {
  number: number;
  stored: StoredSession | undefined;
  replayed: ReplayedSession | undefined;
}

/** In time order. */
function sessionsOf(stored: StoredPartition, urn: number, replayed: ReplayedSchool): OwnSession[] {
  const byNumber = new Map<number, OwnSession>();
  for (const [number, session] of replayed.sessions)
    byNumber.set(number, { number, stored: undefined, replayed: session });
  for (const session of stored.sessions) {
    const number = sessionNumber(session.day, session.session);
    const own = byNumber.get(number);
    if (own) own.stored = session;
    else if (session.state.has(urn) || session.counts.has(urn))
      byNumber.set(number, { number, stored: session, replayed: undefined });
  }
  return [...byNumber.values()].sort((a, b) => a.number - b.number);
}

function compareYear(school: SchoolComparison, schoolYear: number, sessions: readonly OwnSession[]): number {
  const { roll, comparison, urn, digest } = school;
  const year = { possible: new Uint32Array(roll.slotCount), absent: new Uint32Array(roll.slotCount) };
  const sums = new Float64Array(CELLS);
  const sumsByDay = new Map<number, Float64Array>();
  let marks = 0;
  for (const { number, stored, replayed } of sessions) {
    const { date, day, session } = fromSessionNumber(number);
    const place = { urn, date, session };
    const recounted = recountSession(roll, day, replayed?.marks, year);
    compareMarks(comparison, place, stored?.state.get(urn), replayed?.marks);
    compareSession(school, place, stored?.counts.get(urn), recounted);
    compareMinutes(comparison, place, stored?.minutes.get(urn), replayed);
    marks += recounted.marks;
    if (!replayed) continue;
    digest.add(`${number}`, recounted.cells);
    digest.add('codes', recounted.codes);
    for (let i = 0; i < CELLS; i++) sums[i] += recounted.cells[i];
    sumsByDay.set(day, sums.slice());
    for (const [pupil, reason] of recounted.waiting) school.waiting.set(`${number} ${pupil}`, reason);
  }
  digest.add(`possible ${schoolYear}`, year.possible);
  digest.add(`absent ${schoolYear}`, year.absent);
  compareLedger(school, schoolYear, sumsByDay);
  comparePupils(school, schoolYear, year);
  return marks;
}

function compareSession(
  { comparison }: SchoolComparison,
  where: Omit<Place, 'of'>,
  packed: Buffer | undefined,
  recounted: RecountedSession,
): void {
  const place: Place = { of: 'counts', ...where };
  const held = packed ? decodeCounts(packed) : emptyCounts();
  compareRows(comparison, place, kindName, held.tallies, recounted.cells);
  compareRows(comparison, place, codeName, held.codes, recounted.codes);
  compareCell(comparison, place, 'all', 'newestMarkAt', held.newestMarkAt, recounted.newestMarkAt);
}

function compareLedger(
  { comparison, stored, urn }: SchoolComparison,
  schoolYear: number,
  sumsByDay: ReadonlyMap<number, Float64Array>,
): void {
  const bitmap = stored.days.get(schoolYear)?.get(urn);
  const listed = new Set(bitmap ? decodeDays(bitmap, schoolYearStart(schoolYear)) : []);
  const kept = [...stored.ledger].filter(([day, rows]) => schoolYearOf(day) === schoolYear && rows.has(urn));
  const days = new Set([...sumsByDay.keys(), ...listed, ...kept.map(([day]) => day)]);
  for (const day of days) {
    const place: Place = { of: 'ledger', urn, date: fromDay(day), session: '' };
    const hasMarks = sumsByDay.has(day) ? 1 : 0;
    compareCell(comparison, { ...place, of: 'days' }, 'all', 'has marks', listed.has(day) ? 1 : 0, hasMarks);
    const packed = stored.ledger.get(day)?.get(urn);
    // With an archive a row need not be kept, unless it is the last of its school year: readers make it up.
    if (!packed && stored.hasArchive && [...days].some((other) => other > day)) continue;
    const row = packed ? decodeLedgerRow(packed) : [];
    compareRows(comparison, place, kindName, row, sumsByDay.get(day) ?? []);
  }
}

function comparePupils(
  { comparison, stored, urn, roll }: SchoolComparison,
  schoolYear: number,
  year: RecountedYear,
): void {
  const place: Place = { of: 'year-to-date', urn, date: String(schoolYear), session: '' };
  const packed = stored.yearToDate.get(schoolYear)?.get(urn);
  const held = packed ? decodeYearToDate(packed) : emptyYearToDate(0);
  const pupilName = (measure: string) => (slot: number) => [`pupil in slot ${slot}`, measure] as const;
  compareRows(comparison, place, pupilName('possible'), held.possible, year.possible);
  compareRows(comparison, place, pupilName('absent'), held.absent, year.absent);
  const packedCounts = stored.persistent.get(schoolYear)?.get(urn);
  const counts = packedCounts ? decodePersistent(packedCounts) : emptyPersistent();
  const recounted = recountPersistent(roll, schoolYear, year);
  for (const measure of ['enrolments', 'persistent', 'severe'] as const) {
    const nameOf = (cohort: number) => [COHORTS[cohort], measure] as const;
    compareRows(comparison, { ...place, of: 'persistent' }, nameOf, counts[measure], recounted[measure]);
  }
}

function compareWaiting(
  comparison: Comparison,
  urn: number,
  packed: Buffer | undefined,
  waiting: ReadonlyMap<string, string>,
): void {
  const held = new Map<string, string>();
  for (const { session, slot, reason } of packed ? decodeQuarantine(packed) : [])
    held.set(`${session} ${slot}`, reason);
  for (const identity of new Set([...held.keys(), ...waiting.keys()])) {
    const [number, pupil] = identity.split(' ');
    const { date, session } = fromSessionNumber(Number(number));
    const place: Place = { of: 'quarantine', urn, date, session };
    const [a, b] = [held.get(identity) ?? 'counted', waiting.get(identity) ?? 'counted'];
    compareCell(comparison, place, 'all', `mark of slot ${pupil}`, a, b);
  }
}
