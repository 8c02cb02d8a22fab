/**
 * Pupil numbers: `0`, the school's URN, two digits of the year in which the pupil's year group started reception, and
 * a serial of three digits. No real number begins with 0, so none is ever met.
 */

const DIGITS = 12;
const CHECK_LETTERS = 'ABCDEFGHJKLMNPQRTUVWXYZ';
const ENDINGS = 33;

/** The packed number (`shared/attendance/upn.ts`) of a pupil: serial in the year group, year as an index N = 0. */
export function packedUpn(urn: number, schoolYear: number, year: number, serial: number): number {
  const entered = (schoolYear - year + 1) % 100;
  const digits = (urn * 100 + entered) * 1000 + serial;
  return Math.floor(digits / 10) * ENDINGS + (digits % 10) + 1;
}

/** Writes the 13 characters of a pupil's number at `at`; the hot path's `unpackUpn(packedUpn(...))`. */
export function writeUpn(
  bytes: Uint8Array,
  at: number,
  urn: number,
  schoolYear: number,
  year: number,
  serial: number,
): void {
  let rest = (urn * 100 + ((schoolYear - year + 1) % 100)) * 1000 + serial;
  let sum = 0;
  for (let i = DIGITS; i >= 1; i--) {
    const tens = Math.floor(rest / 10);
    const digit = rest - tens * 10;
    rest = tens;
    bytes[at + i] = 48 + digit;
    sum += digit * (i + 1);
  }
  bytes[at] = CHECK_LETTERS.charCodeAt(sum % 23);
}
