/**
 * Everything kept of one school in the words of the contract, by UPN: from the packed values that counting wrote, and
 * from the oracle, in one shape, so that a test compares the two with one `toEqual`.
 */
import { CODES } from '../../shared/attendance/codes.ts';
import { COHORTS } from '../../shared/attendance/cohorts.ts';
import { fromDay, fromSessionNumber, type Session, schoolYearStart } from '../../shared/attendance/dates.ts';
import { codeCounts, cohortMeasures, sessionState } from '../../shared/attendance/measures.ts';
import { partitionKeys } from '../../shared/redis/keys.ts';
import { decodeCounts } from '../../shared/redis/layouts/counts.ts';
import { decodeDays, decodeLedgerRow } from '../../shared/redis/layouts/ledger.ts';
import { decodeMarks, minutesLate } from '../../shared/redis/layouts/marks.ts';
import { decodePersistent } from '../../shared/redis/layouts/persistent.ts';
import { decodeYearToDate } from '../../shared/redis/layouts/pupils.ts';
import { decodeQuarantine } from '../../shared/redis/layouts/quarantine.ts';
import type { Mark } from './oracle/merge.ts';
import { schoolYearOf } from './oracle/roll.ts';
import {
  type OracleSchool,
  oraclePersistent,
  oracleQuarantine,
  oracleSession,
  oracleWindow,
  oracleYearToDate,
} from './oracle.ts';
import type { SlotTable } from './posts-to-entries.ts';

/** Hash key to field to value: what Redis holds of one partition. */
export type Store = Map<string, Map<string, Buffer>>;

export interface Figures {
  /** The mark that stands, by session and pupil, on roll or not. */
  marks: Record<string, Record<string, Mark>>;
  sessions: Record<string, unknown>;
  /** Sums from 1 September through each day with marks. */
  sums: Record<string, unknown>;
  yearToDate: Record<string, unknown>;
  persistent: Record<string, unknown>;
  quarantine: unknown[];
}

const YEARS = [2025, 2026];

const noFigures = (): Figures => ({
  marks: {},
  sessions: {},
  sums: {},
  yearToDate: {},
  persistent: {},
  quarantine: [],
});

/** What the oracle says. */
export function expectedFigures(school: OracleSchool): Figures {
  const figures = noFigures();
  const dates = new Set<string>();
  for (const [key, marks] of school.marks) {
    const [date, session] = key.split(' ');
    figures.marks[key] = Object.fromEntries(marks);
    dates.add(date);
    figures.sessions[key] = oracleSession(school, date, session);
  }
  for (const date of dates) {
    const soFar = [...dates].filter((day) => day <= date && schoolYearOf(day) === schoolYearOf(date));
    figures.sums[date] = oracleWindow(school, soFar);
  }
  for (const year of YEARS) {
    figures.yearToDate[year] = Object.fromEntries(oracleYearToDate(school, year));
    figures.persistent[year] = oraclePersistent(school, year);
  }
  figures.quarantine = oracleQuarantine(school);
  return figures;
}

/** What is stored. */
export function storedFigures(
  store: Store,
  partition: number,
  urn: number,
  slots: Pick<SlotTable, 'upnOf'>,
  pupilOf: (upn: string) => string,
): Figures {
  const field = (key: string) => store.get(key)?.get(String(urn));
  const pupilAt = (slot: number) => pupilOf(slots.upnOf(urn, slot));
  const figures = noFigures();
  for (const key of store.keys()) {
    const [, , date, session] = key.split(':');
    if (!key.startsWith('counts:')) continue;
    const packed = field(partitionKeys.counts(partition, date, session as Session));
    if (!packed) continue;
    const { tallies, codes, newestMarkAt } = decodeCounts(packed);
    figures.sessions[`${date} ${session}`] = {
      state: sessionState(tallies, codes),
      cohorts: cohortMeasures(tallies),
      codes: codeCounts(codes),
      newestMarkAt,
    };
    const state = field(partitionKeys.state(partition, date, session as Session));
    figures.marks[`${date} ${session}`] = state ? marksOf(state, pupilAt) : {};
  }
  for (const year of YEARS) {
    const days = field(partitionKeys.days(partition, year));
    for (const day of days ? decodeDays(days, schoolYearStart(year)) : []) {
      const row = field(partitionKeys.ledger(partition, fromDay(day)));
      figures.sums[fromDay(day)] = row ? cohortMeasures(decodeLedgerRow(row)) : 'no ledger row';
    }
    figures.yearToDate[year] = yearToDateOf(field(partitionKeys.yearToDate(partition, year)), pupilAt);
    figures.persistent[year] = persistentOf(field(partitionKeys.persistent(partition, year)));
  }
  figures.quarantine = quarantineOf(field(partitionKeys.quarantine(partition)), pupilAt);
  return figures;
}

function marksOf(packed: Buffer, pupilAt: (slot: number) => string): Record<string, Mark> {
  const marks = decodeMarks(packed);
  const byPupil: Record<string, Mark> = {};
  marks.rows.forEach((row, slot) => {
    if (row === 0) return;
    byPupil[pupilAt(slot)] = {
      code: CODES[row - 1].code,
      recordedAt: marks.times[slot],
      minutesLate: minutesLate(marks, slot),
    };
  });
  return byPupil;
}

function yearToDateOf(packed: Buffer | undefined, pupilAt: (slot: number) => string): unknown {
  const { possible, absent } = packed ? decodeYearToDate(packed) : { possible: [], absent: [] };
  const byPupil: Record<string, { possible: number; absent: number }> = {};
  for (let slot = 1; slot < possible.length; slot++)
    if (possible[slot] > 0) byPupil[pupilAt(slot)] = { possible: possible[slot], absent: absent[slot] };
  return byPupil;
}

function persistentOf(packed: Buffer | undefined): unknown {
  const byCohort: Record<string, unknown> = {};
  if (!packed) return byCohort;
  const { enrolments, persistent, severe } = decodePersistent(packed);
  COHORTS.forEach((cohort, i) => {
    if (enrolments[i] + persistent[i] + severe[i] > 0)
      byCohort[cohort] = { enrolments: enrolments[i], persistent: persistent[i], severe: severe[i] };
  });
  return byCohort;
}

function quarantineOf(packed: Buffer | undefined, pupilAt: (slot: number) => string): unknown[] {
  const waiting = (packed ? decodeQuarantine(packed) : []).map(({ session, slot, reason }) => {
    const { date, session: half } = fromSessionNumber(session);
    return { date, session: half, pupil: pupilAt(slot), reason };
  });
  return waiting.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}
