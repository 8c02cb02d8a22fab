import { expect, test } from 'vitest';
import { newestWords } from '../../../../client/ui/newest.ts';

const AT = Date.parse('2026-11-20T09:41:30Z');
/** Two minutes of a clock sixty times as fast go by in two seconds. */
const LATER = AT + 120_000;

test('[SCREEN463] the newest mark has an age while the server is heard, and a time of its own while it is not', () => {
  expect(newestWords(AT, LATER, { kind: 'live' })).toBe('2 min ago');
  expect(newestWords(AT, LATER, { kind: 'catching-up', behind: 300 })).toBe('2 min ago');
  expect(newestWords(AT, LATER, { kind: 'reconnecting', seconds: 12 })).toBe('at 09:41');
  for (const why of ['line', 'streams'] as const)
    expect(newestWords(AT, LATER, { kind: 'stopped', seconds: 90, why })).toBe('at 09:41');
});
