import { expect, test } from 'vitest';
import { reasonParts } from '../../../../client/school/words.ts';

test('[SCREEN429] why a school is listed and what clears it are two sentences', () => {
  expect(reasonParts('Slipping since 13 Nov: 2.4 points below; clears when several days are back.')).toEqual([
    'Slipping since 13 Nov: 2.4 points below.',
    'Clears when several days are back.',
  ]);
  expect(reasonParts('Within its own usual range.')).toEqual(['Within its own usual range.', '']);
});
