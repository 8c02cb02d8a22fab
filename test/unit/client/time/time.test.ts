import { expect, test } from 'vitest';
import { gained, percentOf } from '../../../../client/figures/year-line.ts';
import { instantOf } from '../../../../client/state/past.ts';
import { clockOf, FIRST, LAST, minuteOf, stepped } from '../../../../client/time/minutes.ts';
import { fileName } from '../../../../client/ui/csv-name.ts';

test('[SCREEN306] an address without a time is now; a day gone by without one is its evening, in London', () => {
  expect(instantOf(null, null, '2026-11-20')).toBeNull();
  expect(instantOf('2026-11-20', null, '2026-11-20')).toBeNull();
  expect(instantOf(null, '09:40', '2026-11-20')).toBe(Date.parse('2026-11-20T09:40:00Z'));
  expect(instantOf('2026-06-12', '09:40', '2026-11-20')).toBe(Date.parse('2026-06-12T08:40:00Z'));
  expect(instantOf('2026-11-19', null, '2026-11-20')).toBe(Date.parse('2026-11-19T18:00:00Z'));
});

test('[SCREEN306] steps stay within the day of the scrubber', () => {
  expect(stepped(FIRST, -15)).toBe(FIRST);
  expect(stepped(LAST, 1)).toBe(LAST);
  expect(clockOf(stepped(minuteOf('09:40'), 15))).toBe('09:55');
});

test('[SCREEN307] the name of a file says what it is of and when', () => {
  const of = {
    view: 'la:201',
    name: 'schools',
    date: '2026-11-20',
    session: 'AM',
    at: Date.parse('2026-11-20T09:40:31Z'),
  };
  expect(fileName(of)).toBe('bellwether_la-201_schools_2026-11-20_AM_as-at-0940.csv');
});

test('[SCREEN305] the year is told without decimals that mean nothing', () => {
  expect([gained(840), gained(-84_321), gained(1_203_441)]).toEqual(['840', '84,000', '1.2 million']);
  expect([percentOf(0.614), percentOf(0.1834, 1)]).toEqual(['61%', '18.3%']);
});
