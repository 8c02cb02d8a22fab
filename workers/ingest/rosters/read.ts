/** A posted roster, checked by hand. Names and dates of birth go from here to the vault and nowhere else. */
import { createHash } from 'node:crypto';
import { cohortMask, packBirthYear } from '../../../shared/attendance/cohorts.ts';
import { toDay } from '../../../shared/attendance/dates.ts';
import { NEVER_LEFT } from '../../../shared/attendance/roster.ts';
import { packUpn } from '../../../shared/attendance/upn.ts';
import { YEAR_GROUPS } from '../../../shared/attendance/year-groups.ts';
import { packBirthday } from '../../../shared/redis/layouts/vault.ts';
import { Fault } from '../fault.ts';
import { orderOf } from '../pupils/order.ts';
import { isObject, type Posted, upnFault } from '../registers/read.ts';
import { isRealDate, type Rules } from '../rules.ts';

export const NAME_CHARACTERS = 200;
const DIGEST_ROW_BYTES = 21;
const DIGEST_HEX_DIGITS = 16;

/** A roster whose pupils are not yet slots, in columns of equal length. */
export interface ReadRoster {
  urn: number;
  asOf: number;
  issuedAt: number;
  /** Packed UPNs. */
  upns: Float64Array;
  /** Packed UPN that was replaced by the pupil's, 0 when none. */
  previous: Float64Array;
  masks: Uint32Array;
  births: Uint8Array;
  admitted: Uint16Array;
  left: Uint16Array;
  /** Undefined when nobody's was given. */
  names: RosterNames | undefined;
}

/** Names and dates of birth of a roster's pupils, in columns. */
export interface RosterNames {
  forenames: string[];
  surnames: string[];
  /** `packBirthday` of each. */
  born: Uint16Array;
}

export function emptyNames(length: number): RosterNames {
  return {
    forenames: new Array(length).fill(''),
    surnames: new Array(length).fill(''),
    born: new Uint16Array(length),
  };
}

const yearGroups: ReadonlySet<unknown> = new Set(YEAR_GROUPS);

/** Checks everything but whether the school is known. */
export function readRoster(urn: number, posted: Posted, rules: Rules): ReadRoster | Fault {
  const asOf = rules.rosterDay(posted.asOf, 'asOf');
  if (asOf instanceof Fault) return asOf;
  const issued = posted.issuedAt ?? undefined;
  const issuedAt = issued === undefined ? rules.stamp : rules.instant(issued, 'issuedAt');
  if (issuedAt instanceof Fault) return issuedAt;
  const { pupils } = posted;
  if (!Array.isArray(pupils)) {
    const message = pupils === undefined ? 'is missing' : 'must be a list of pupils';
    return new Fault('malformed', 'pupils', message, pupils);
  }
  const roster = emptyRoster(urn, asOf, issuedAt, pupils.length);
  const seen = new Set<number>();
  for (let i = 0; i < pupils.length; i++) {
    const fault = readPupil(pupils[i], i, roster) ?? repeated(roster.upns[i], seen);
    if (fault) return fault.under(`pupils[${i}]`);
  }
  return roster;
}

export function emptyRoster(urn: number, asOf: number, issuedAt: number, length: number): ReadRoster {
  return {
    urn,
    asOf,
    issuedAt,
    upns: new Float64Array(length),
    previous: new Float64Array(length),
    masks: new Uint32Array(length),
    births: new Uint8Array(length),
    admitted: new Uint16Array(length),
    left: new Uint16Array(length).fill(NEVER_LEFT),
    names: undefined,
  };
}

function repeated(upn: number, seen: Set<number>): Fault | undefined {
  if (seen.has(upn)) return new Fault('malformed', 'upn', 'is in this roster twice');
  seen.add(upn);
  return undefined;
}

/** Checks pupil `i` and writes it into the columns. */
function readPupil(pupil: unknown, i: number, roster: ReadRoster): Fault | undefined {
  if (!isObject(pupil)) return new Fault('malformed', '', 'must be an object with upn and yearGroup', pupil);
  const upn = typeof pupil.upn === 'string' ? packUpn(pupil.upn) : -1;
  if (upn < 0) return upnFault(pupil.upn);
  const replaced = pupil.previousUpn ?? undefined;
  const previous = replaced === undefined ? 0 : typeof replaced === 'string' ? packUpn(replaced) : -1;
  if (previous < 0) return upnFault(replaced, 'previousUpn');
  const { yearGroup } = pupil;
  if (yearGroup === undefined) return new Fault('malformed', 'yearGroup', 'is missing');
  if (!yearGroups.has(yearGroup))
    return new Fault('malformed', 'yearGroup', 'must be "N", "R" or "1" to "13"', yearGroup);
  const fault = nameFault(pupil) ?? dateFault(pupil);
  if (fault) return fault;
  roster.upns[i] = upn;
  roster.previous[i] = previous === upn ? 0 : previous;
  roster.masks[i] = maskOf(pupil);
  roster.births[i] = packBirthYear((pupil.dateOfBirth ?? undefined) as string | undefined);
  roster.admitted[i] = firstDay(pupil.admitted as string | null | undefined);
  roster.left[i] = lastDay(pupil.left as string | null | undefined);
  readNames(pupil, i, roster);
  return undefined;
}

/** Writes the names into the roster's; what was not given stays empty. */
function readNames({ forename, surname, dateOfBirth }: Posted, i: number, roster: ReadRoster): void {
  if (!forename && !surname && !dateOfBirth) return;
  roster.names ??= emptyNames(roster.upns.length);
  roster.names.forenames[i] = textOrNone(forename) ?? '';
  roster.names.surnames[i] = textOrNone(surname) ?? '';
  roster.names.born[i] = packBirthday(textOrNone(dateOfBirth) ?? '');
}

function nameFault(pupil: Posted): Fault | undefined {
  return badName(pupil.forename, 'forename') ?? badName(pupil.surname, 'surname');
}

function badName(name: unknown, path: string): Fault | undefined {
  if (name === undefined || name === null) return undefined;
  if (typeof name !== 'string') return new Fault('malformed', path, 'must be text');
  if (name.length <= NAME_CHARACTERS) return undefined;
  return new Fault('malformed', path, `must be ${NAME_CHARACTERS} characters or less`);
}

function dateFault({ dateOfBirth, admitted, left }: Posted): Fault | undefined {
  // A date of birth is not sent back: it belongs in nobody's log.
  if (!isDateOrNone(dateOfBirth)) return new Fault('bad_date', 'dateOfBirth', 'is not a real date');
  if (!isDateOrNone(admitted)) return new Fault('bad_date', 'admitted', 'is not a real date', admitted);
  if (!isDateOrNone(left)) return new Fault('bad_date', 'left', 'is not a real date', left);
  return undefined;
}

function isDateOrNone(date: unknown): boolean {
  return date === undefined || date === null || isRealDate(date);
}

/** An attribute of another type than it should have is an unknown one. */
function maskOf({ yearGroup, sex, fsm, sen, eal, cla, socialWorker }: Posted): number {
  return cohortMask({
    yearGroup: yearGroup as string,
    sex: textOrNone(sex),
    fsm: flagOrNone(fsm),
    sen: textOrNone(sen),
    eal: flagOrNone(eal),
    cla: flagOrNone(cla),
    socialWorker: flagOrNone(socialWorker),
  });
}

function textOrNone(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function flagOrNone(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}

/** Day numbers begin in 2020: whoever was admitted before was there since ever. */
export function firstDay(admitted: string | null | undefined): number {
  if (!admitted) return 0;
  return admitted < '2020' ? 0 : dayOrLast(admitted);
}

/** Whoever left before 2020 is on roll on no day that has marks. */
export function lastDay(left: string | null | undefined): number {
  if (!left) return NEVER_LEFT;
  return left < '2020' ? 0 : dayOrLast(left);
}

function dayOrLast(date: string): number {
  const day = toDay(date);
  return day < 0 ? NEVER_LEFT : day;
}

/**
 * The digest that settles which of two rosters with one `asOf` and `issuedAt` is in force: the first 8 bytes of the
 * SHA-256 of its rows by UPN, in hex. It depends on what the roster says, not on the order of its rows or on slots.
 */
export function rosterDigest(roster: ReadRoster): string {
  const { upns, previous, masks, births, admitted, left } = roster;
  const order = orderOf(upns);
  const bytes = Buffer.allocUnsafe(order.length * DIGEST_ROW_BYTES);
  let at = 0;
  for (const i of order) {
    at = bytes.writeUIntLE(upns[i], at, 6);
    at = bytes.writeUIntLE(previous[i], at, 6);
    at = bytes.writeUInt32LE(masks[i], at);
    at = bytes.writeUInt8(births[i], at);
    at = bytes.writeUInt16LE(admitted[i], at);
    at = bytes.writeUInt16LE(left[i], at);
  }
  return createHash('sha256').update(bytes).digest('hex').slice(0, DIGEST_HEX_DIGITS);
}
