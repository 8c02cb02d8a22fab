import { expect, test } from 'vitest';
import type { CalendarRow } from '../../../shared/api/calendars.ts';
import { Calendar } from '../../../shared/attendance/calendar.ts';
import { toDay } from '../../../shared/attendance/dates.ts';

const row = (
  scope: CalendarRow['scope'],
  id: string,
  from: string,
  to: string,
  kind: CalendarRow['kind'],
) => ({
  scope,
  id,
  from,
  to,
  kind,
});
const open = (calendar: Calendar, date: string, urn = 100_000, la = '201') =>
  calendar.isSchoolDay(urn, la, toDay(date));

test('[READ34] without calendars school days are Monday to Friday', () => {
  const calendar = new Calendar([]);
  expect([open(calendar, '2026-11-20'), open(calendar, '2026-11-21')]).toEqual([true, false]);
});

test('[READ35] the nearest calendar that names a day wins: school, LA, England', () => {
  const calendar = new Calendar([
    row('england', '', '2026-09-01', '2026-12-18', 'term'),
    row('england', '', '2026-10-26', '2026-10-30', 'holiday'),
    row('la', '201', '2026-10-26', '2026-10-30', 'term'),
    row('la', '201', '2026-10-19', '2026-10-23', 'holiday'),
    row('school', '100000', '2026-11-20', '2026-11-20', 'inset'),
  ]);
  expect(open(calendar, '2026-10-27')).toBe(true);
  expect(open(calendar, '2026-10-20')).toBe(false);
  expect(open(calendar, '2026-10-27', 100_000, '202')).toBe(false);
  expect(open(calendar, '2026-11-20')).toBe(false);
  expect(open(calendar, '2026-11-20', 100_001)).toBe(true);
});

test('[READ36] outside known terms no school is expected; in a year without terms weekdays count', () => {
  const calendar = new Calendar([row('england', '', '2026-09-02', '2026-12-18', 'term')]);
  expect(open(calendar, '2026-12-21')).toBe(false);
  expect(open(calendar, '2026-06-15')).toBe(true);
});
