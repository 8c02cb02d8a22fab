/**
 * Registers as CSV, one mark a row. Rows that follow each other and are of one school, date and session go into the
 * stream together; each stands or falls by itself.
 */
import { codeRow } from '../../../shared/attendance/codes.ts';
import { NO_MINUTES } from '../../../shared/attendance/mark.ts';
import { packUpn } from '../../../shared/attendance/upn.ts';
import type { CsvRow } from '../body/csv.ts';
import { Fault } from '../fault.ts';
import type { Rules } from '../rules.ts';
import {
  codeFault,
  isMinutesLate,
  minutesFault,
  type ReadRegister,
  readSession,
  readUrn,
  upnFault,
} from './read.ts';

/** Marks of one group at most: bounds the entry in the stream. */
const GROUP_MARKS = 5_000;

/** Rows of one school, date and session. */
export interface RowGroup extends ReadRegister {
  /** Index of each mark's row in the answer. */
  indexes: number[];
}

interface ReadRow {
  urn: number;
  session: number;
  upn: number;
  code: number;
  time: number;
  late: number;
}

/** Checks everything of a row but whether the school is known. */
export function readRow(row: CsvRow, rules: Rules): ReadRow | Fault {
  const urn = readUrn(row.number('urn'));
  if (urn instanceof Fault) return urn;
  const upn = packUpn(row.text('upn'));
  if (upn < 0) return upnFault(row.text('upn'));
  const session = readSession(rules.markDay(row.text('date'), 'date'), row.text('session'));
  if (session instanceof Fault) return session;
  const code = codeRow(row.text('code'));
  if (code < 0) return codeFault(row.text('code'));
  const recordedAt = row.text('recorded_at');
  const time = recordedAt === '' ? rules.stamp : rules.instant(recordedAt, 'recorded_at');
  if (time instanceof Fault) return time;
  const minutes = row.text('minutes_late');
  if (minutes === '') return { urn, session, upn, code, time, late: NO_MINUTES };
  const late = row.number('minutes_late');
  if (!isMinutesLate(late)) return minutesFault(minutes, 'minutes_late');
  return { urn, session, upn, code, time, late };
}

/** Gathers rows into groups. `add` and `close` give back a group that is complete. */
export function createGrouper() {
  let rows: ReadRow[] = [];
  let indexes: number[] = [];
  const close = (): RowGroup | undefined => {
    if (rows.length === 0) return undefined;
    const group = toGroup(rows, indexes);
    rows = [];
    indexes = [];
    return group;
  };
  return {
    close,
    add(row: ReadRow, index: number): RowGroup | undefined {
      const [first] = rows;
      const goesOn =
        first && first.urn === row.urn && first.session === row.session && rows.length < GROUP_MARKS;
      const complete = goesOn ? undefined : close();
      rows.push(row);
      indexes.push(index);
      return complete;
    },
  };
}

function toGroup(rows: readonly ReadRow[], indexes: number[]): RowGroup {
  return {
    urn: rows[0].urn,
    session: rows[0].session,
    upns: Float64Array.from(rows, (row) => row.upn),
    marks: {
      slots: new Uint16Array(rows.length),
      rows: Uint8Array.from(rows, (row) => row.code),
      times: Float64Array.from(rows, (row) => row.time),
      late: Int16Array.from(rows, (row) => row.late),
    },
    indexes,
  };
}
