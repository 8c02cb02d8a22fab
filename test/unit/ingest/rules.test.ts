import { describe, expect, test } from 'vitest';
import { toDay } from '../../../shared/attendance/dates.ts';
import { Fault } from '../../../workers/ingest/fault.ts';
import { createRules } from '../../../workers/ingest/rules.ts';

const at = (instant: string) => createRules(Date.parse(instant), 0);
const accepts = (instant: string, date: string) => !(at(instant).markDay(date, 'date') instanceof Fault);

describe('dates of marks', () => {
  test('[INTAKE12] from 1 September of last school year to tomorrow, weekends included', () => {
    const now = '2026-11-20T09:00:00Z';
    expect(
      ['2025-08-31', '2025-09-01', '2026-11-15', '2026-11-21', '2026-11-22'].map((date) =>
        accepts(now, date),
      ),
    ).toEqual([false, true, true, true, false]);
    expect(at(now).markDay('2026-11-20', 'date')).toBe(toDay('2026-11-20'));
  });

  test('[INTAKE12] tomorrow is tomorrow in London, also an hour before midnight UTC in summer', () => {
    expect(accepts('2026-06-30T22:59:00Z', '2026-07-02')).toBe(false);
    expect(accepts('2026-06-30T23:00:00Z', '2026-07-02')).toBe(true);
    expect(accepts('2026-10-25T23:30:00Z', '2026-10-27')).toBe(false);
  });

  test('[INTAKE12] on 1 September the range moves on by a year', () => {
    expect(accepts('2026-08-31T12:00:00Z', '2024-09-01')).toBe(true);
    expect(accepts('2026-09-01T12:00:00Z', '2024-09-01')).toBe(false);
    expect(accepts('2026-09-01T12:00:00Z', '2025-09-01')).toBe(true);
    expect(accepts('2028-02-28T12:00:00Z', '2028-02-29')).toBe(true);
    expect(accepts('2027-02-28T12:00:00Z', '2027-02-29')).toBe(false);
  });
});
