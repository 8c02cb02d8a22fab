import { expect, test } from 'vitest';
import { atOrAfter } from '../../../shared/node/change-tail.ts';

test('[LIVE23] stream ids are compared as numbers, not as texts', () => {
  expect(atOrAfter('10-0', '9-5')).toBe(true);
  expect(atOrAfter('9-10', '9-9')).toBe(true);
  expect(atOrAfter('9-9', '9-10')).toBe(false);
  expect(atOrAfter('0-0', '0-0')).toBe(true);
});
