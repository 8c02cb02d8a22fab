/**
 * Pupil numbers: `0`, the school's URN, two digits of the year in which the pupil's year group started reception, and
 * a serial of three digits. No real number begins with 0, so none is ever met.
 */

const DIGITS = 12;
const checkBytes = new TextEncoder().encode('ABCDEFGHJKLMNPQRTUVWXYZ');
const ENDINGS = 33;

function packedDigits(urn: number, schoolYear: number, year: number, serial: number): number {
  return (urn * 100 + ((schoolYear - year + 1) % 100)) * 1000 + serial;
}

/** The packed number (`shared/attendance/upn.ts`) of a pupil: serial in the year group, year as an index N = 0. */
export function packedUpn(urn: number, schoolYear: number, year: number, serial: number): number {
  const digits = packedDigits(urn, schoolYear, year, serial);
  return Math.floor(digits / 10) * ENDINGS + (digits % 10) + 1;
}

/** What the numbers of a year group share: 13 characters with places for the check letter and the serial. */
export interface UpnStem {
  readonly bytes: Uint8Array;
  /** Weighted sum of the digits that are the same. */
  readonly sum: number;
}

/** The stem of a school's year group. */
export function upnStem(urn: number, schoolYear: number, year: number): UpnStem {
  const text = `?${String(packedDigits(urn, schoolYear, year, 0)).padStart(DIGITS, '0')}`;
  const bytes = new TextEncoder().encode(text);
  let sum = 0;
  for (let i = 1; i <= DIGITS; i++) sum += (bytes[i] - 48) * (i + 1);
  return { bytes, sum };
}

/** Writes the 13 characters of a pupil's number at `at`: the hot path's `unpackUpn(packedUpn(...))`. */
export function writeUpn(bytes: Uint8Array, at: number, stem: UpnStem, serial: number): void {
  const hundreds = (serial / 100) | 0;
  const tens = ((serial / 10) | 0) % 10;
  const ones = serial % 10;
  for (let i = 1; i <= DIGITS - 3; i++) bytes[at + i] = stem.bytes[i];
  bytes[at + 10] = 48 + hundreds;
  bytes[at + 11] = 48 + tens;
  bytes[at + 12] = 48 + ones;
  bytes[at] = checkBytes[(stem.sum + hundreds * 11 + tens * 12 + ones * 13) % 23];
}
