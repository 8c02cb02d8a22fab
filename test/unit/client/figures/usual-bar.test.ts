import { expect, test } from 'vitest';
import { awayTitle, barWidths, todayRates, usualRates } from '../../../../client/figures/usual-bar.ts';

const FIGURES = { possible: 1000, absent: 80, authorised: 40, unauthorised: 10, unexplained: 30, usual: 93 };
const USUAL = {
  kind: 'england',
  id: 'E92000001',
  date: '2026-11-20',
  session: 'AM' as const,
  schools: 2,
  possible: 6000,
  authorised: 5,
  unauthorised: 2,
};

test('[SCREEN420] the title says how many more or fewer pupils are away than usual, when usual is known', () => {
  expect(awayTitle(FIGURES)).toBe('80 pupils away, 10 more than usual');
  expect(awayTitle({ ...FIGURES, usual: 91.5 })).toBe('80 pupils away, 5 fewer than usual');
  expect(awayTitle({ ...FIGURES, usual: 92 })).toBe('80 pupils away, as usual');
  expect(awayTitle({ ...FIGURES, usual: null })).toBe('80 pupils away');
  expect(awayTitle(null)).toBe('Pupils away');
});

test('[SCREEN421] today and usual are drawn on one scale, and nothing is drawn of what is not known', () => {
  const [today, usual] = [todayRates(FIGURES), usualRates(USUAL)];
  expect([today, usual]).toEqual([
    { authorised: 4, without: 4 },
    { authorised: 5, without: 2 },
  ]);
  expect(barWidths(today, usual)).toEqual({ today: 100, usual: 87.5 });
  expect(usualRates({ ...USUAL, authorised: null })).toBeNull();
  expect(barWidths(today, null)).toEqual({ today: 100, usual: 0 });
});
