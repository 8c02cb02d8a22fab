import fc from 'fast-check';
import { expect, test } from 'vitest';
import { easterSunday, termStart } from '../../../server/read/school-years.ts';
import { ledgerTerms, windowStart } from '../../../server/read/windows.ts';
import { fromDay, schoolYearOf, toDay, weekday } from '../../../shared/attendance/dates.ts';

const weekdaysOnly = (day: number) => weekday(day) <= 5;
const day = toDay;

test('[READ30] Easter Sunday is where the calendar has it', () => {
  const easters = ['2021-04-04', '2024-03-31', '2025-04-20', '2026-04-05', '2027-03-28', '2038-04-25'];
  expect(easters.map((date) => fromDay(easterSunday(Number(date.slice(0, 4)))))).toEqual(easters);
});

test.each([
  ['2026-11-20', '2026-09-01'],
  ['2026-12-31', '2026-09-01'],
  ['2027-01-01', '2027-01-01'],
  ['2027-03-28', '2027-01-01'],
  ['2027-03-29', '2027-03-29'],
  ['2027-08-31', '2027-03-29'],
])('[READ31] the term of %s begins on %s', (date, begins) => {
  expect(fromDay(termStart(day(date)))).toBe(begins);
});

test('[READ32] a window counts days with marks and days of the calendar, and nothing else', () => {
  const friday = day('2026-11-20');
  expect(fromDay(windowStart('5d', friday, [], weekdaysOnly))).toBe('2026-11-16');
  expect(fromDay(windowStart('20d', friday, [], weekdaysOnly))).toBe('2026-10-26');
  const halfTermOff = (at: number) => weekdaysOnly(at) && (at < day('2026-10-26') || at > day('2026-10-30'));
  expect(fromDay(windowStart('20d', friday, [], halfTermOff))).toBe('2026-10-19');
  const saturday = day('2026-11-14');
  expect(fromDay(windowStart('5d', day('2026-11-18'), [saturday], weekdaysOnly))).toBe('2026-11-13');
  expect(fromDay(windowStart('5d', day('2026-11-22'), [], weekdaysOnly))).toBe('2026-11-16');
  expect(fromDay(windowStart('year', friday, [], weekdaysOnly))).toBe('2026-09-01');
});

test('[READ33] ledger rows add up to the days of any window, across 1 September too', () => {
  const first = day('2026-06-01');
  const last = day('2026-11-30');
  const someDays = fc.uniqueArray(fc.integer({ min: first, max: last }), { maxLength: 40 });
  const span = fc.tuple(fc.integer({ min: first, max: last }), fc.integer({ min: first, max: last }));
  fc.assert(
    fc.property(someDays, span, (days, [a, b]) => {
      const marked = days.sort((x, y) => x - y);
      const [from, to] = [Math.min(a, b), Math.max(a, b)];
      const worth = (at: number) => (at % 97) + 1;
      const ledgerRow = (at: number) =>
        marked
          .filter((each) => each <= at && schoolYearOf(each) === schoolYearOf(at))
          .reduce((sum, each) => sum + worth(each), 0);
      const terms = ledgerTerms(marked, from, to);
      const sum = terms.reduce((total, term) => total + term.factor * ledgerRow(term.day), 0);
      const wanted = marked
        .filter((at) => at >= from && at <= to)
        .reduce((total, at) => total + worth(at), 0);
      expect(sum).toBe(wanted);
      for (const term of terms) expect(marked).toContain(term.day);
    }),
  );
});
