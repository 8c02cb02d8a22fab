import fc from 'fast-check';
import { expect, test } from 'vitest';
import { byWeekday, lastDays, reasonsOf, total, yearGroups } from '../../../../client/school/drivers.ts';
import { roundTo, splitByGroup, splitByReason } from '../../../../client/school/split.ts';
import type { History } from '../../../../shared/api/history.ts';

const group = fc
  .record({ possible: fc.integer({ min: 0, max: 400 }), share: fc.double({ min: 0, max: 1, noNaN: true }) })
  .map(({ possible, share }, i?: number) => ({
    name: String(i),
    possible,
    attending: Math.round(possible * share),
  }));
const reference = fc.integer({ min: 6000, max: 10_000 }).map((hundredths) => hundredths / 100);
const hundredths = (points: number) => Math.round(points * 100);
const sumOf = (parts: readonly { points: number }[]) => parts.reduce((sum, part) => sum + part.points, 0);

test('[SCREEN150] the parts of a gap by group add up to it, to the hundredth of a point', () => {
  fc.assert(
    fc.property(fc.array(group, { minLength: 1, maxLength: 14 }), reference, (groups, against) => {
      const split = splitByGroup(groups, against);
      const possible = groups.reduce((sum, one) => sum + one.possible, 0);
      if (possible === 0) {
        expect(split).toBeNull();
        return;
      }
      const attending = groups.reduce((sum, one) => sum + one.attending, 0);
      expect(split?.total).toBe(hundredths((100 * attending) / possible) - hundredths(against));
      expect(sumOf(split?.parts ?? [])).toBe(split?.total);
      for (const [i, part] of (split?.parts ?? []).entries()) {
        const exact = (1e4 * groups[i].attending - 100 * against * groups[i].possible) / possible;
        expect(Math.abs(part.points - exact)).toBeLessThan(2);
      }
    }),
    { examples: [[[{ name: '0', possible: 0, attending: 0 }], 60]] },
  );
});

test('[SCREEN150] so do its reasons, against the usual mix of reasons', () => {
  const reason = fc.record({ name: fc.string(), absent: fc.nat(40), usual: fc.nat(1000) });
  fc.assert(
    fc.property(fc.array(reason, { minLength: 1, maxLength: 4 }), reference, (reasons, against) => {
      const split = splitByReason(400, reasons, against);
      const absent = reasons.reduce((sum, one) => sum + one.absent, 0);
      expect(split?.total).toBe(hundredths((100 * (400 - absent)) / 400) - hundredths(against));
      expect(sumOf(split?.parts ?? [])).toBe(split?.total);
    }),
  );
});

test('[SCREEN150] a reason that takes its usual share of the expected absence has no part in the gap', () => {
  const reasons = [
    { name: 'a', absent: 15, usual: 300 },
    { name: 'b', absent: 15, usual: 100 },
  ];
  expect(splitByReason(400, reasons, 95)).toEqual({
    total: -250,
    parts: [
      { name: 'a', points: 0 },
      { name: 'b', points: -250 },
    ],
  });
});

test('[SCREEN151] what no year group holds is a part of its own', () => {
  const cohorts = { 'year:1': { possible: 20, attending: 18 }, 'year:12': { possible: 9, attending: 9 } };
  expect(yearGroups({ possible: 30, attending: 27 }, cohorts)).toEqual([
    { name: 'Year 1', possible: 20, attending: 18 },
    { name: 'Not by year group', possible: 10, attending: 9 },
  ]);
  expect(yearGroups({ possible: 20, attending: 18 }, cohorts)).toHaveLength(1);
});

test('[SCREEN152] weekdays and reasons are of the last school days there are, imported ones too', () => {
  const session = (date: string, possible: number, attending: number, more = {}) => ({
    date,
    session: 'AM' as const,
    source: 'imported' as const,
    possible,
    attending,
    ...more,
  });
  const history: History = {
    urn: 100_000,
    from: '',
    to: '',
    sessions: [
      session('2026-11-13', 10, 1),
      session('2026-11-19', 10, 9),
      session('2026-11-20', 12, 9, { statutory: { possible: 10, attending: 8, authorised: 2 } }),
      session('2026-11-21', 10, 0),
    ],
  };
  const recent = lastDays(history, '2026-11-20', 2);
  expect(byWeekday(recent)).toEqual([
    { name: 'Thursday', possible: 10, attending: 9 },
    { name: 'Friday', possible: 10, attending: 8 },
  ]);
  const now = total(recent.map((one) => one.statutory ?? one));
  expect(reasonsOf(now, now)).toEqual([
    { name: 'Authorised', absent: 2, usual: 2 },
    { name: 'Reason not recorded', absent: 1, usual: 1 },
  ]);
});

test('[SCREEN150] rounding keeps every part within one of its value', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: -500, max: 500, noNaN: true }), { minLength: 1, maxLength: 20 }),
      (values) => {
        const whole = Math.round(values.reduce((sum, value) => sum + value, 0)) + 0;
        const rounded = roundTo(whole, values);
        expect(rounded.reduce((sum, value) => sum + value, 0)).toBe(whole);
        for (const [i, value] of rounded.entries())
          expect(Math.abs(value - values[i])).toBeLessThanOrEqual(1.000001);
      },
    ),
  );
});
