import { expect, test } from 'vitest';
import { toDay, weekday } from '../../../shared/attendance/dates.ts';
import { calmAt } from '../../../shared/displays/calm.ts';

const isWeekday = (day: number) => weekday(day) <= 5;
const at = (text: string) => Date.parse(text);

test('[WALL20] a wall is awake from half past seven to five on a school day, by London time in both halves of the year', () => {
  expect(calmAt(at('2026-11-20T07:30:00Z'), isWeekday)).toBeNull();
  expect(calmAt(at('2026-11-20T16:59:00Z'), isWeekday)).toBeNull();
  expect(calmAt(at('2026-07-03T06:30:00Z'), isWeekday)).toBeNull();
  expect(calmAt(at('2026-07-03T06:29:00Z'), isWeekday)?.why).toBe('before');
});

test('[WALL21] before, after and between it says until when, and which day was last', () => {
  expect(calmAt(at('2026-11-20T06:00:00Z'), isWeekday)).toEqual({
    why: 'before',
    until: '2026-11-20',
    last: '2026-11-19',
  });
  expect(calmAt(at('2026-11-20T17:00:00Z'), isWeekday)).toEqual({
    why: 'after',
    until: '2026-11-23',
    last: '2026-11-20',
  });
  expect(calmAt(at('2026-11-21T12:00:00Z'), isWeekday)).toEqual({
    why: 'closed',
    until: '2026-11-23',
    last: '2026-11-20',
  });
});

test('[WALL21] a holiday lasts until the first day that is a school day again; without one nothing is promised', () => {
  const isTerm = (day: number) => isWeekday(day) && (day < toDay('2026-12-19') || day >= toDay('2027-01-04'));
  expect(calmAt(at('2026-12-25T09:00:00Z'), isTerm)).toEqual({
    why: 'closed',
    until: '2027-01-04',
    last: '2026-12-18',
  });
  expect(calmAt(at('2026-12-25T09:00:00Z'), () => false)).toEqual({ why: 'closed', until: null, last: null });
});
