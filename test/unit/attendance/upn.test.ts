import fc from 'fast-check';
import { expect, test } from 'vitest';
import { packUpn, unpackUpn } from '../../../shared/attendance/upn.ts';
import { makeUpn } from '../../helpers/upns.ts';

const LETTERS = 'ABCDEFGHJKLMNPQRTUVWXYZ';

const upn = fc
  .tuple(fc.integer({ min: 0, max: 99_999_999_999 }), fc.constantFrom(...'0123456789', ...LETTERS))
  .map(([number, last]) => makeUpn(number, last));

test('[WORDS7] a UPN with the right check letter, permanent or temporary, comes back as it was', () => {
  fc.assert(
    fc.property(upn, (text) => {
      const packed = packUpn(text);
      expect(packed).toBeGreaterThan(0);
      expect(packed).toBeLessThan(2 ** 48);
      expect(unpackUpn(packed)).toBe(text);
    }),
  );
});

test('[WORDS7] of the 26 check letters one is right', () => {
  fc.assert(
    fc.property(upn, (text) => {
      const right = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'].filter((letter) => packUpn(letter + text.slice(1)) > 0);
      expect(right).toEqual([text[0]]);
    }),
  );
});

test('[WORDS7] two UPNs are never kept as one', () => {
  fc.assert(
    fc.property(upn, upn, (a, b) => {
      expect(packUpn(a) === packUpn(b)).toBe(a === b);
    }),
  );
});

test('[WORDS7] a check letter worked out by hand', () => {
  // 1*2 + 2*3 + 3*4 + 4*5 + 5*6 + 6*7 + 7*8 + 8*9 + 9*10 + 0*11 + 1*12 + 2*13 = 368 = 16 * 23 + 0: A.
  expect(packUpn('A123456789012')).toBeGreaterThan(0);
  // The last is now temporary and A counts 0: 342 = 14 * 23 + 20: X.
  expect(packUpn('X12345678901A')).toBeGreaterThan(0);
});

test.each([
  'A12345678901',
  'A1234567890123',
  'a123456789012',
  'A12345678901I',
  'A12345678901O',
  'A12345678901S',
  'A12345678901a',
  'A1234567890 2',
  'A12345678901é',
  'Ａ123456789012',
  '1234567890123',
  'A'.repeat(40),
  '',
])('[WORDS7] %j is no UPN', (text) => {
  expect(packUpn(text)).toBe(-1);
});
