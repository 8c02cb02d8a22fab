import { expect, test } from 'vitest';
import type { CalendarRow } from '../../../shared/api/calendars.ts';
import { Calendar } from '../../../shared/attendance/calendar.ts';
import { toDay } from '../../../shared/attendance/dates.ts';

const row = (from: string, to: string, kind: CalendarRow['kind']): CalendarRow => ({
  scope: 'la',
  id: '201',
  from,
  to,
  kind,
});

test('[TARGET38] overlapping terms make one, and a closure of the same scope wins over both, in any order', () => {
  const rows = [
    row('2026-09-02', '2026-10-23', 'term'),
    row('2026-10-12', '2026-12-18', 'term'),
    row('2026-10-14', '2026-10-14', 'closure'),
  ];
  for (const order of [rows, rows.toReversed()]) {
    const calendar = new Calendar(order);
    const isSchoolDay = (date: string) => calendar.isSchoolDay(100_000, '201', toDay(date));
    expect(['2026-09-03', '2026-10-13', '2026-11-20'].map(isSchoolDay)).toEqual([true, true, true]);
    expect(['2026-10-14', '2026-12-21'].map(isSchoolDay)).toEqual([false, false]);
  }
});
