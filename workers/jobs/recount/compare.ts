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
import { type Comparison, compareCell, compareRows, type Place } from './differences.ts';
import type { StoredPartition, StoredSession } from './read.ts';
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

/** Recounts one school year by year, and compares as it goes. Returns the marks it found, and those that wait. */
export function compareSchool(
  comparison: Comparison,
  stored: StoredPartition,
  urn: number,
  roll: Roll,
): { marks: number; waiting: number } {
  const own = stored.sessions.filter(({ state, counts }) => state.has(urn) || counts.has(urn));
  const years = new Set(own.map(({ day }) => schoolYearOf(day)));
  for (const byYear of [stored.days, stored.yearToDate, stored.persistent])
    for (const [year, schools] of byYear) if (schools.has(urn)) years.add(year);
  for (const [day, schools] of stored.ledger) if (schools.has(urn)) years.add(schoolYearOf(day));
  const waiting: Waiting = new Map();
  let marks = 0;
  for (const schoolYear of years) {
    const sessions = own.filter(({ day }) => schoolYearOf(day) === schoolYear);
    marks += compareYear({ comparison, stored, urn, roll, waiting }, schoolYear, sessions);
  }
  compareWaiting(comparison, urn, stored.quarantine.get(urn), waiting);
  return { marks, waiting: waiting.size };
}

interface SchoolComparison {
  comparison: Comparison;
  stored: StoredPartition;
  urn: number;
  roll: Roll;
  waiting: Waiting;
}

function compareYear(
  school: SchoolComparison,
  schoolYear: number,
  sessions: readonly StoredSession[],
): number {
  const { roll } = school;
  const year = { possible: new Uint32Array(roll.slotCount), absent: new Uint32Array(roll.slotCount) };
  const sums = new Float64Array(CELLS);
  const sumsByDay = new Map<number, Float64Array>();
  let marks = 0;
  for (const session of sessions) {
    const state = session.state.get(school.urn);
    const recounted = recountSession(roll, session.day, state, year);
    compareSession(school, session, recounted);
    marks += recounted.marks;
    if (!state) continue;
    for (let i = 0; i < CELLS; i++) sums[i] += recounted.cells[i];
    sumsByDay.set(session.day, sums.slice());
    for (const [pupil, reason] of recounted.waiting)
      school.waiting.set(`${sessionNumber(session.day, session.session)} ${pupil}`, reason);
  }
  compareLedger(school, schoolYear, sumsByDay);
  comparePupils(school, schoolYear, year);
  return marks;
}

function compareSession(
  { comparison, urn }: SchoolComparison,
  { day, session, counts }: StoredSession,
  recounted: RecountedSession,
): void {
  const place: Place = { of: 'counts', urn, date: fromDay(day), session };
  const packed = counts.get(urn);
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
