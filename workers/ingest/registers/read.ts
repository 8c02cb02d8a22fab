/** A posted register, checked by hand: every mark of England passes here. */
import { codeRow } from '../../../shared/attendance/codes.ts';
import { type Session, sessionNumber } from '../../../shared/attendance/dates.ts';
import { MAX_MINUTES_LATE, NO_MINUTES } from '../../../shared/attendance/mark.ts';
import { packUpn } from '../../../shared/attendance/upn.ts';
import { emptyRegisterMarks, type RegisterMarks } from '../../../shared/redis/layouts/entries.ts';
import { Fault } from '../fault.ts';
import type { Rules } from '../rules.ts';

/** A register whose pupils are not yet slots: `marks.slots` is to be filled from `upns`. */
export interface ReadRegister {
  urn: number;
  /** `sessionNumber` of the date and session. */
  session: number;
  /** Packed UPNs. */
  upns: Float64Array;
  marks: RegisterMarks;
}

/** Whatever JSON holds, to be looked at field by field. */
export type Posted = Record<string, unknown>;

export function isObject(value: unknown): value is Posted {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The `urn` of a posted item, or its fault. */
export function readUrn(urn: unknown): number | Fault {
  if (Number.isInteger(urn) && (urn as number) >= 100_000 && (urn as number) <= 999_999) return urn as number;
  if (urn === undefined) return new Fault('malformed', 'urn', 'is missing');
  return new Fault('malformed', 'urn', 'must be a whole number from 100000 to 999999', urn);
}

/** The session number of a date and session, or the first fault of the two. */
export function readSession(day: number | Fault, session: unknown, path = 'session'): number | Fault {
  if (day instanceof Fault) return day;
  if (session === 'AM' || session === 'PM') return sessionNumber(day, session satisfies Session);
  if (session === undefined) return new Fault('malformed', path, 'is missing');
  return new Fault('bad_session', path, 'must be AM or PM', session);
}

/** Checks everything but whether the school is known. */
export function readRegister(urn: number, posted: Posted, rules: Rules): ReadRegister | Fault {
  const session = readSession(rules.markDay(posted.date, 'date'), posted.session);
  if (session instanceof Fault) return session;
  let time: number | Fault = rules.stamp;
  if (posted.recordedAt !== undefined && posted.recordedAt !== null) {
    time = rules.instant(posted.recordedAt, 'recordedAt');
    if (time instanceof Fault) return time;
  }
  const items = posted.marks;
  if (!Array.isArray(items)) {
    const message = items === undefined ? 'is missing' : 'must be a list of marks';
    return new Fault('malformed', 'marks', message, items);
  }
  if (items.length === 0)
    return new Fault('malformed', 'marks', 'is empty: a register has at least one mark');
  const upns = new Float64Array(items.length);
  const marks = emptyRegisterMarks(items.length);
  for (let i = 0; i < items.length; i++) {
    const fault = readMark(items[i], i, time, upns, marks, rules);
    if (fault) return fault.under(`marks[${i}]`);
  }
  return { urn, session, upns, marks };
}

/** Checks mark `i` and writes it into the columns. */
function readMark(
  mark: unknown,
  i: number,
  time: number,
  upns: Float64Array,
  marks: RegisterMarks,
  rules: Rules,
): Fault | undefined {
  if (!isObject(mark))
    return new Fault('malformed', '', 'must be an object like {"upn":"…","code":"/"}', mark);
  const { upn, code, minutesLate, recordedAt } = mark;
  const packed = typeof upn === 'string' ? packUpn(upn) : -1;
  if (packed < 0) return upnFault(upn);
  const row = typeof code === 'string' ? codeRow(code) : -1;
  if (row < 0) return codeFault(code);
  upns[i] = packed;
  marks.rows[i] = row;
  marks.times[i] = time;
  if (minutesLate !== undefined && minutesLate !== null) {
    if (!isMinutesLate(minutesLate)) return minutesFault(minutesLate, 'minutesLate');
    marks.late[i] = minutesLate;
  }
  if (recordedAt !== undefined && recordedAt !== null) {
    const own = rules.instant(recordedAt, 'recordedAt');
    if (own instanceof Fault) return own;
    marks.times[i] = own;
  }
  return undefined;
}

export function isMinutesLate(minutes: unknown): minutes is number {
  return (
    Number.isInteger(minutes) && (minutes as number) > NO_MINUTES && (minutes as number) <= MAX_MINUTES_LATE
  );
}

export function minutesFault(minutes: unknown, path: string): Fault {
  return new Fault('malformed', path, `must be a whole number from 0 to ${MAX_MINUTES_LATE}`, minutes);
}

export function upnFault(upn: unknown, path = 'upn'): Fault {
  if (upn === undefined) return new Fault('malformed', path, 'is missing');
  const message =
    'is not a UPN: 13 characters, a check letter that follows from the rest, 11 digits, a digit or letter';
  return new Fault('bad_upn', path, message, upn);
}

export function codeFault(code: unknown): Fault {
  if (code === undefined) return new Fault('malformed', 'code', 'is missing');
  return new Fault('unknown_code', 'code', 'is not a code of the attendance register', code);
}
