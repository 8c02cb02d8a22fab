import { describe, expect, test } from 'vitest';
import {
  fromDay,
  fromSessionNumber,
  londonInstant,
  londonTime,
  schoolYearOf,
  schoolYearStart,
  sessionNumber,
  toDay,
  weekday,
} from '../../../shared/attendance/dates.ts';

describe('dates', () => {
  test.each([
    '2026-02-29',
    '2026-02-30',
    '2026-06-31',
    '2026-13-01',
    '2026-00-10',
    '2026-11-00',
    '2100-02-29',
  ])('[WORDS4] %s is no date', (text) => expect(toDay(text)).toBe(-1));

  test.each([
    '2026-11-20T00:00',
    '20261120',
    '2026-1-1',
    ' 2026-11-20',
    '',
    '+02026-11-20',
    '２０２６-11-20',
    '2019-12-31',
  ])('[WORDS4] %j is no date', (text) => expect(toDay(text)).toBe(-1));

  test('[WORDS4] 29 February is a date in a leap year', () => {
    expect(fromDay(toDay('2028-02-29'))).toBe('2028-02-29');
    expect(toDay('2028-03-01') - toDay('2028-02-28')).toBe(2);
    expect(toDay('2027-03-01') - toDay('2027-02-28')).toBe(1);
  });

  test('[WORDS4] every day of thirty years is one more than the day before, clock changes included', () => {
    let before = toDay('2020-01-01');
    expect(before).toBe(0);
    for (let day = 1; day < 365 * 30; day++) {
      const date = fromDay(day);
      expect(toDay(date)).toBe(before + 1);
      before = day;
    }
  });

  test('[WORDS4] weekdays are 1 for Monday to 7 for Sunday', () => {
    expect(
      ['2026-11-16', '2026-11-20', '2026-11-21', '2026-11-22'].map((date) => weekday(toDay(date))),
    ).toEqual([1, 5, 6, 7]);
  });

  test('[WORDS5] a school year runs from 1 September to 31 August', () => {
    expect(schoolYearOf(toDay('2026-08-31'))).toBe(2025);
    expect(schoolYearOf(toDay('2026-09-01'))).toBe(2026);
    expect(schoolYearOf(toDay('2028-02-29'))).toBe(2027);
    expect(fromDay(schoolYearStart(2026))).toBe('2026-09-01');
  });

  test('[WORDS5] the afternoon follows the morning and the next morning follows the afternoon', () => {
    const day = toDay('2026-11-20');
    const numbers = [sessionNumber(day, 'AM'), sessionNumber(day, 'PM'), sessionNumber(day + 1, 'AM')];
    expect(numbers).toEqual([numbers[0], numbers[0] + 1, numbers[0] + 2]);
    expect(fromSessionNumber(numbers[1])).toEqual({ day, date: '2026-11-20', session: 'PM' });
  });
});

describe('London', () => {
  test.each([
    ['2026-11-20T08:45:00Z', '2026-11-20', 525, '08:45:00'],
    ['2026-06-30T23:30:00Z', '2026-07-01', 30, '00:30:00'],
    // Clocks go forward at 01:00 UTC on 29 March 2026.
    ['2026-03-29T00:59:59Z', '2026-03-29', 59, '00:59:59'],
    ['2026-03-29T01:00:00Z', '2026-03-29', 120, '02:00:00'],
    // Clocks go back at 01:00 UTC on 25 October 2026.
    ['2026-10-25T00:59:59Z', '2026-10-25', 119, '01:59:59'],
    ['2026-10-25T01:00:00Z', '2026-10-25', 60, '01:00:00'],
    ['2028-02-29T23:59:59Z', '2028-02-29', 1439, '23:59:59'],
  ])('[WORDS6] %s is %s, minute %i of the day', (instant, date, minute, clock) => {
    expect(londonTime(Date.parse(instant))).toEqual({ date, minute, clock });
  });

  test.each([
    ['2026-11-20', '08:45', '2026-11-20T08:45:00Z'],
    ['2026-07-01', '08:45', '2026-07-01T07:45:00Z'],
    ['2026-03-29', '00:30', '2026-03-29T00:30:00Z'],
    ['2026-03-29', '02:30', '2026-03-29T01:30:00Z'],
    // 01:30 comes twice: the first of them, in summer time.
    ['2026-10-25', '01:30', '2026-10-25T00:30:00Z'],
    ['2026-10-25', '02:30', '2026-10-25T02:30:00Z'],
    ['2026-03-29', '00:00', '2026-03-29T00:00:00Z'],
    ['2026-10-25', '00:00', '2026-10-24T23:00:00Z'],
  ])('[WORDS6] %s %s in London is %s', (date, clock, instant) => {
    expect(new Date(londonInstant(date, clock)).toISOString()).toBe(new Date(instant).toISOString());
  });

  test('[WORDS6] instants in any order, on both sides of a change of clocks, are each told by their own hour', () => {
    const summer = Date.parse('2026-10-25T00:59:59.999Z');
    expect([summer, summer + 1, summer].map((instant) => londonTime(instant).clock)).toEqual([
      '01:59:59',
      '01:00:00',
      '01:59:59',
    ]);
  });

  test('[WORDS6] every school morning of four years is 08:45 in London again', () => {
    for (let day = toDay('2026-09-01'); day < toDay('2030-08-31'); day++) {
      const shown = londonTime(londonInstant(fromDay(day), '08:45'));
      expect(shown).toEqual({ date: fromDay(day), minute: 525, clock: '08:45:00' });
    }
  });
});
