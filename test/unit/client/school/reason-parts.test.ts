import { expect, test } from 'vitest';
import { reasonParts } from '../../../../client/school/words.ts';

test('[SCREEN429] why a school is listed and what clears it are two sentences', () => {
  expect(
    reasonParts(
      'Slipping: since around 12 Nov 2.4 points below. Listed since 13 Nov; clears when several days are back.',
    ),
  ).toEqual([
    'Since around 12 Nov 2.4 points below. Listed since 13 Nov.',
    'Clears when several days are back.',
  ]);
  expect(reasonParts('Within its own usual range.')).toEqual(['Within its own usual range.', '']);
});
