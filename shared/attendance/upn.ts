/**
 * Unique pupil numbers: a check letter, eleven digits, and a digit (permanent) or a letter (temporary).
 * The check letter follows from the rest, so a UPN is kept as one exact number below 2^42.
 */

/** The alphabet of check letters and temporary endings: no I, O or S (DfE, *Unique pupil numbers* guide). */
const LETTERS = 'ABCDEFGHJKLMNPQRTUVWXYZ';
const ENDINGS = 10 + LETTERS.length;

const letterValue = new Int8Array(128).fill(-1);
for (let i = 0; i < LETTERS.length; i++) letterValue[LETTERS.charCodeAt(i)] = i;

/** Bytes of a packed UPN in a school's pupil table. */
export const UPN_BYTES = 6;

/**
 * The number a UPN is kept as, or -1 when it is not one: 13 characters, the check letter the weighted sum of the
 * others (weights 2 to 13) modulo 23, a temporary ending counting as its letter's place.
 */
export function packUpn(upn: string): number {
  if (upn.length !== 13) return -1;
  let digits = 0;
  let sum = 0;
  for (let i = 1; i < 12; i++) {
    const digit = upn.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return -1;
    digits = digits * 10 + digit;
    sum += digit * (i + 1);
  }
  const last = upn.charCodeAt(12);
  const isDigit = last >= 48 && last <= 57;
  const value = isDigit ? last - 48 : last < 128 ? letterValue[last] : -1;
  if (value < 0) return -1;
  sum += value * 13;
  const check = upn.charCodeAt(0);
  if (check > 127 || letterValue[check] !== sum % 23) return -1;
  // One is added so that an all-zero UPN differs from an erased row.
  return digits * ENDINGS + (isDigit ? value : 10 + value) + 1;
}

/** `packUpn` of the 13 ASCII characters that begin at `at`: the way of intake's scanner, which makes no strings. */
export function packUpnBytes(bytes: Uint8Array, at: number): number {
  let digits = 0;
  let sum = 0;
  for (let i = 1; i < 12; i++) {
    const digit = bytes[at + i] - 48;
    if (digit < 0 || digit > 9) return -1;
    digits = digits * 10 + digit;
    sum += digit * (i + 1);
  }
  const last = bytes[at + 12];
  const isDigit = last >= 48 && last <= 57;
  const value = isDigit ? last - 48 : last < 128 ? letterValue[last] : -1;
  if (value < 0) return -1;
  sum += value * 13;
  const check = bytes[at];
  if (check > 127 || letterValue[check] !== sum % 23) return -1;
  return digits * ENDINGS + (isDigit ? value : 10 + value) + 1;
}

/** The UPN of a packed number. */
export function unpackUpn(packed: number): string {
  const ending = (packed - 1) % ENDINGS;
  const digits = String(Math.floor((packed - 1) / ENDINGS)).padStart(11, '0');
  const value = ending < 10 ? ending : ending - 10;
  let sum = value * 13;
  for (let i = 0; i < 11; i++) sum += (digits.charCodeAt(i) - 48) * (i + 2);
  return LETTERS[sum % 23] + digits + (ending < 10 ? String(ending) : LETTERS[value]);
}
