import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toDay } from '../../../shared/attendance/dates.ts';
import { Fault } from '../../../workers/ingest/fault.ts';
import { createRules, isRealDate } from '../../../workers/ingest/rules.ts';

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

test('[INTAKE13] a date is real when the calendar has it', () => {
  const part = (max: number, width: number) => fc.nat(max).map((value) => String(value).padStart(width, '0'));
  fc.assert(
    fc.property(part(9999, 4), part(13, 2), part(32, 2), (year, month, day) => {
      const text = `${year}-${month}-${day}`;
      const parsed = new Date(`${text}T00:00:00Z`);
      const real = !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(text);
      expect(isRealDate(text)).toBe(real);
    }),
  );
  expect(['2024-02-29', '2000-02-29'].every(isRealDate)).toBe(true);
  const wrong = [
    '2023-02-29',
    '1900-02-29',
    '2024-2-29',
    '2024-02-291',
    '2024/02/29',
    '20a4-02-28',
    '',
    20240229,
    null,
  ];
  expect(wrong.some(isRealDate)).toBe(false);
});
