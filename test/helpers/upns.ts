/** Valid unique pupil numbers for tests, their check letter worked out as DfE's guide says. */

const LETTERS = 'ABCDEFGHJKLMNPQRTUVWXYZ';

/** A UPN with the given number in its eleven digits; its last character a digit, or a letter when temporary. */
export function makeUpn(number: number, last = '0'): string {
  const rest = String(number).padStart(11, '0') + last;
  let sum = 0;
  for (let i = 0; i < 12; i++) {
    const value = i === 11 && LETTERS.includes(last) ? LETTERS.indexOf(last) : Number(rest[i]);
    sum += value * (i + 2);
  }
  return LETTERS[sum % 23] + rest;
}
