import { describe, expect, test } from 'vitest';
import { CODES, KIND_OF_ROW, KINDS } from '../../../shared/attendance/codes.ts';
import { fromDay, toDay } from '../../../shared/attendance/dates.ts';
import { isSchoolDay } from '../../../workers/feed/calendar.ts';
import { buildEngland, sampleSchools } from '../../../workers/feed/england.ts';
import { historyRows } from '../../../workers/feed/history-csv.ts';
import { marksOfClass, ROW } from '../../../workers/feed/marks.ts';
import { pupilBatch } from '../../../workers/feed/pupils.ts';
import { classesOf, type SimulatedSchool } from '../../../workers/feed/school.ts';
import { createWorld, sessionOf, type World } from '../../../workers/feed/world.ts';

const DAY = toDay('2026-11-20');
const england = buildEngland();
const schools = sampleSchools(england, 400);
const world: World = { ...createWorld({ ...england, schools }, DAY), courses: new Map() };

const ABSENT = new Set(['authorised', 'unauthorised', 'unexplained', 'lateAfterClose']);
const isAbsent = (row: number) => ABSENT.has(KINDS[KIND_OF_ROW[row]]);
const isPossible = (row: number) =>
  !['notPossible', 'administrative', 'unmarked'].includes(KINDS[KIND_OF_ROW[row]]);

function rowsOf(school: SimulatedSchool, day: number, session: 'AM' | 'PM', points = 0): number[] {
  const batch = pupilBatch(100);
  const rows = new Uint8Array(100);
  const usual = sessionOf(world, school, day, session);
  const at = { ...usual, factor: usual.factor + points / (school.absence * 100) };
  return classesOf(school).flatMap((group) => {
    world.pupils(school, group.from, group.to, batch);
    marksOfClass(at, group, batch, rows);
    return [...rows.slice(0, batch.count)];
  });
}

const rate = (rows: readonly number[]) => rows.filter(isAbsent).length / rows.filter(isPossible).length;

describe('marks', () => {
  test('[FEED20] the marks of a session are the same whenever they are made', () => {
    expect(rowsOf(schools[7], DAY, 'AM')).toEqual(rowsOf(schools[7], DAY, 'AM'));
    expect(rowsOf(schools[7], DAY, 'AM')).not.toEqual(rowsOf(schools[7], DAY - 1, 'AM'));
  });

  test('[FEED21] morning and afternoon have their own sign, and only known codes come out', () => {
    const morning = rowsOf(schools[2], DAY, 'AM');
    const afternoon = rowsOf(schools[2], DAY, 'PM');
    expect(morning).toContain(ROW.morning);
    expect(morning).not.toContain(ROW.afternoon);
    expect(afternoon).toContain(ROW.afternoon);
    for (const row of [...morning, ...afternoon]) expect(CODES[row]).toBeDefined();
  });

  test('[FEED22] absence lasts: who is absent today was absent yesterday far more often than others', () => {
    let [both, today, yesterday, all] = [0, 0, 0, 0];
    for (const school of schools.slice(0, 120)) {
      const now = rowsOf(school, DAY, 'AM').map(isAbsent);
      const before = rowsOf(school, DAY - 1, 'AM').map(isAbsent);
      now.forEach((absent, i) => {
        all++;
        if (absent) today++;
        if (before[i]) yesterday++;
        if (absent && before[i]) both++;
      });
    }
    expect(both / today).toBeGreaterThan(4 * (yesterday / all));
  });

  test('[FEED23] a school that falls keeps every absence it had and gains about its points', () => {
    let [usual, fallen, pupils] = [0, 0, 0];
    for (const school of schools.slice(0, 100)) {
      const before = rowsOf(school, DAY, 'AM').map(isAbsent);
      const after = rowsOf(school, DAY, 'AM', 3).map(isAbsent);
      before.forEach((absent, i) => {
        if (absent) expect(after[i]).toBe(true);
      });
      usual += before.filter(Boolean).length;
      fallen += after.filter(Boolean).length;
      pupils += before.length;
    }
    expect((100 * (fallen - usual)) / pupils).toBeGreaterThan(2.2);
    expect((100 * (fallen - usual)) / pupils).toBeLessThan(3.8);
  });

  test('[FEED24] history says what the marks of the same day would have said', () => {
    const day = toDay('2026-11-11');
    let [absent, possible, historyAbsent, historyPossible] = [0, 0, 0, 0];
    for (const school of schools) {
      const rows = historyRows(world, school, [day]).trim();
      if (rows === '') continue;
      for (const line of rows.split('\n')) {
        const [urn, date, , expected, attending, authorised, unauthorised] = line.split(',');
        expect([Number(urn), date]).toEqual([school.urn, fromDay(day)]);
        expect(Number(authorised) + Number(unauthorised)).toBe(Number(expected) - Number(attending));
        historyPossible += Number(expected);
        historyAbsent += Number(expected) - Number(attending);
      }
      for (const session of ['AM', 'PM'] as const) {
        const marks = rowsOf(school, day, session);
        absent += marks.filter(isAbsent).length;
        possible += marks.filter(isPossible).length;
      }
    }
    expect(Math.abs(historyAbsent / historyPossible - absent / possible)).toBeLessThan(0.003);
  });

  test('[FEED25] Fridays are worse than Wednesdays', () => {
    const total = (day: number) => rate(schools.flatMap((school) => rowsOf(school, day, 'PM')));
    const [wednesday, friday] = [total(toDay('2026-11-18')), total(toDay('2026-11-20'))];
    expect(friday).toBeGreaterThan(wednesday + 0.006);
  });

  test('[FEED26] in half-term no school of the usual calendar is open', () => {
    expect(isSchoolDay('', toDay('2026-10-28'))).toBe(false);
    expect(isSchoolDay('', toDay('2026-11-21'))).toBe(false);
    expect(isSchoolDay('', DAY)).toBe(true);
    expect(isSchoolDay('', toDay('2026-12-21'))).toBe(false);
  });
});
