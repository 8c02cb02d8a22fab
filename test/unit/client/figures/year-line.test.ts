import { expect, test } from 'vitest';
import {
  beforePandemic,
  changeWords,
  isTooEarly,
  persistentNote,
} from '../../../../client/figures/year-line.ts';
import { nearestDay } from '../../../../server/read/persistent-days.ts';

const YEAR = {
  from: '2026-09-01',
  through: '2026-12-10',
  lastYearThrough: '2025-11-20',
  persistentFrom: '2026-09-03',
  persistentChange: null,
  persistentSince: null,
};

test('[SCREEN453] without a count of last year the headline says so in words, and from when there will be one', () => {
  expect(changeWords(YEAR)).toBe('last year not counted');
  expect(persistentNote({ ...YEAR, persistentSince: '2026-11-19' })).toBe(
    'Persistent: 10% or more of the sessions counted here. Written down day by day since Thu 19 Nov, so compared from Nov 2027.',
  );
  expect(persistentNote(YEAR)).toContain('No day is written down yet');
  expect(persistentNote({ ...YEAR, persistentSince: '2025-09-02' })).toContain(
    'nothing was written down about Thu 20 Nov last year',
  );
  const compared = { ...YEAR, persistentChange: -0.4, persistentSince: '2025-09-02' };
  expect(changeWords(compared)).toBe('\u22120.4 on last year');
  expect(persistentNote(compared)).toBe('Persistent: 10% or more of the sessions counted here.');
});

test('[SCREEN455] persistent absentees of an installation begun in mid-year name the day they are counted from', () => {
  const late = { ...YEAR, persistentFrom: '2026-11-09', persistentChange: 1.5 };
  expect(changeWords(late)).toBe('counted from 9 Nov');
  expect(persistentNote(late)).toContain('sessions since Mon 9 Nov');
  expect(changeWords({ ...late, persistentFrom: null, persistentChange: null })).toBe(
    'last year not counted',
  );
});

test('[SCREEN469] within four weeks of the first marks nobody is called persistent, and the headline says from when', () => {
  const begun = { ...YEAR, persistentFrom: '2026-11-20', through: '2026-11-19' };
  expect(isTooEarly(begun)).toBe(true);
  expect(changeWords(begun)).toBe('told from 19 Dec on');
  expect(persistentNote(begun)).toContain('sessions since Fri 20 Nov, told after four weeks of them');
  expect(isTooEarly({ ...begun, through: '2026-12-18' })).toBe(false);
  expect(isTooEarly(YEAR)).toBe(false);
  expect(isTooEarly({ ...YEAR, through: '2026-09-04' })).toBe(false);
});

test('[SCREEN454] a day of last year that nobody wrote down is stood for by one up to six days before it', () => {
  expect(nearestDay([100, 103, 110], 104)).toBe(103);
  expect(nearestDay([100, 103, 110], 110)).toBe(110);
  expect(nearestDay([97, 110], 104)).toBeNull();
  expect(nearestDay([], 104)).toBeNull();
});

test('[SCREEN466] absence beside the year before the pandemic is told in words', () => {
  expect(beforePandemic(1.2)).toBe('1.2 above all of 2018/19');
  expect(beforePandemic(-0.3)).toBe('0.3 below all of 2018/19');
  expect(beforePandemic(0.04)).toBe('as in 2018/19');
});
