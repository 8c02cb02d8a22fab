import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toInstant } from '../../../workers/ingest/instant.ts';

test('[INTAKE6] an instant is read as the platform reads it, cut to milliseconds', () => {
  const date = fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true });
  fc.assert(
    fc.property(date, (instant) => {
      expect(toInstant(instant.toISOString())).toBe(instant.getTime());
    }),
  );
  expect(toInstant('2026-11-20T09:02:11.1239999Z')).toBe(Date.parse('2026-11-20T09:02:11.123Z'));
  expect(toInstant('2026-11-20T09:02:11Z')).toBe(Date.parse('2026-11-20T09:02:11Z'));
  expect(toInstant('2026-11-20t09:02:11.5z')).toBe(Date.parse('2026-11-20T09:02:11.5Z'));
  expect(toInstant('2026-11-20T09:02:11+05:30')).toBe(Date.parse('2026-11-20T03:32:11Z'));
  expect(toInstant('2026-11-20T09:02:11-00:00')).toBe(Date.parse('2026-11-20T09:02:11Z'));
});

test('[INTAKE6] what is no RFC 3339 instant is none', () => {
  const wrong = [
    '',
    '2026-11-20',
    '2026-11-20T09:02Z',
    '2026-11-20T09:02:11',
    '2026-02-30T09:00:00Z',
    '2026-11-20T24:00:00Z',
    '2026-11-20T09:60:00Z',
    '2026-11-20T09:02:11+25:00',
    '20261120T090211Z',
    '1969-12-31T23:59:59Z',
    'now',
  ];
  expect(wrong.filter((text) => !Number.isNaN(toInstant(text)))).toEqual([]);
});
