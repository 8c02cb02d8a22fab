import { expect, test } from 'vitest';
import { CODE_ALPHABET, codeOf, readCode, spacedCode } from '../../../shared/displays/code.ts';

test('[WALL3] a code has six characters, none of which can be taken for another', () => {
  for (const pair of ['0O', '1I', '1L', '2Z', '5S', '8B', 'UV'])
    expect([...pair].filter((letter) => CODE_ALPHABET.includes(letter)).length).toBeLessThan(2);
  expect(codeOf(Uint8Array.from([0, 1, 2, 22, 23, 24]))).toBe('346Y34');
  expect(CODE_ALPHABET.length ** 6).toBeGreaterThan(100_000_000);
});

test('[WALL3] bytes that would make some characters likelier are not used', () => {
  expect(codeOf(Uint8Array.from([255, 254, 0, 0, 0, 0, 0, 0]))).toBe('333333');
  expect(codeOf(Uint8Array.from([255, 255, 255, 255, 255, 255]))).toBeNull();
});

test('[WALL3] small letters, blanks and hyphens are forgiven when a code is typed; nothing else is', () => {
  expect(readCode(' h4k-9tx ')).toBe('H4K9TX');
  expect(readCode(spacedCode('H4K9TX'))).toBe('H4K9TX');
  for (const wrong of ['H4K9T', 'H4K9TXX', 'H4K9T0', '']) expect(readCode(wrong)).toBeNull();
});
