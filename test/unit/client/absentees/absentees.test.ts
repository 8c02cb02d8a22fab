import { describe, expect, test } from 'vitest';
import { idleOf } from '../../../../client/absentees/idle.ts';
import {
  absentTitle,
  earlierWords,
  spellWords,
  tabWords,
  wantedPupils,
  yearsOf,
  yearToDateWords,
} from '../../../../client/absentees/list.ts';
import { CELL, drawMarks, marksWords, weekdayWords } from '../../../../client/absentees/marks.ts';
import { cleanReason } from '../../../../client/absentees/reason.ts';
import { scopeOf } from '../../../../client/absentees/scope.ts';
import type { Absentee, AbsenteeSchool } from '../../../../shared/api/absentees.ts';

const PUPIL: Absentee = {
  urn: 100_000,
  upn: 'A123456789012',
  forename: 'Ada',
  surname: 'Byron',
  yearGroup: '7',
  class: 'authorised',
  label: 'Illness',
  unexplained: false,
  spell: { from: '2026-11-20', sessions: 1, days: 1, orLonger: false, stage: 'new' },
  recent: '',
  weekdays: { possible: [0, 0, 0, 0, 1], absent: [0, 0, 0, 0, 1] },
  yearToDate: { possible: 100, absent: 8, attendance: 92 },
};
const pupil = (change: Partial<Absentee>): Absentee => ({ ...PUPIL, ...change });
const spell = (days: number, sessions: number): Absentee['spell'] => ({
  from: '2026-11-17',
  sessions,
  days,
  orLonger: false,
  stage: days > 2 ? 'three-or-more' : days === 2 ? 'second-day' : 'new',
});
const counts = { absent: 3, new: 1, secondDay: 1, threeOrMore: 1, unexplained: 2 };

describe('who is absent', () => {
  const pupils = [
    pupil({ upn: 'a', surname: 'Short' }),
    pupil({ upn: 'b', surname: 'Long', spell: spell(3, 6) }),
    pupil({ upn: 'c', surname: 'Unknown', unexplained: true, yearGroup: '8' }),
    pupil({ upn: 'd', surname: 'Flagged', safeguarding: true, urn: 100_001 }),
  ];
  const wanted = (change: object) =>
    wantedPupils(pupils, { tab: 'all', urn: null, year: null, ...change }).map(({ surname }) => surname);

  test('[CASE30] flagged first where that is shown, then no reason known, then the longest away', () => {
    expect(wanted({})).toEqual(['Flagged', 'Unknown', 'Long', 'Short']);
  });

  test('[CASE30] a tab, a school and a year group each narrow the list', () => {
    expect(wanted({ tab: 'three-or-more' })).toEqual(['Long']);
    expect(wanted({ tab: 'unexplained' })).toEqual(['Unknown']);
    expect(wanted({ urn: 100_001 })).toEqual(['Flagged']);
    expect(wanted({ year: '8' })).toEqual(['Unknown']);
  });

  test('[CASE30] year groups add up over the schools, the youngest first', () => {
    const school = (urn: number, yearGroups: AbsenteeSchool['yearGroups']): AbsenteeSchool => ({
      urn,
      name: '',
      onRoll: 9,
      marked: 9,
      named: true,
      days: [],
      earlier: true,
      ...counts,
      yearGroups,
    });
    const schools = [school(1, { 7: counts, R: counts }), school(2, { 7: counts })];
    expect(yearsOf(schools, 'all', null)).toEqual([
      { year: 'R', absent: 3 },
      { year: '7', absent: 6 },
    ]);
    expect(yearsOf(schools, 'unexplained', 2)).toEqual([{ year: '7', absent: 2 }]);
  });

  test('[CASE30] a row says how long, and a percentage only of enough sessions', () => {
    expect(spellWords(pupil({ recent: '//a' }))).toBe('New today');
    expect(spellWords(pupil({ spell: spell(3, 6) }))).toBe('3 days, since Tue 17 Nov');
    expect(spellWords(pupil({ spell: { ...spell(20, 40), orLonger: true } }))).toBe('20 days or longer');
    expect(yearToDateWords(pupil({}))).toBe('92.0% this year');
    expect(yearToDateWords(pupil({ yearToDate: { possible: 3, absent: 3, attendance: 0 } }))).toBe(
      'missed 3 of 3',
    );
  });

  test('[CASE30] lists are of a hub, an authority, a trust or a school, never of England', () => {
    expect(scopeOf('hub:H01')).toBe('hub=H01');
    expect(scopeOf('school:100000')).toBe('urn=100000');
    expect(scopeOf('england')).toBeNull();
    expect(scopeOf('region:E12000002')).toBeNull();
  });
});

describe('the strip of a pupil', () => {
  const days = ['2026-11-12', '2026-11-13', '2026-11-16'];

  test('[CASE31] every session has its place, and weeks stand apart', () => {
    const { paths, width } = drawMarks('/a' + 'un' + '.x', days);
    const all = Object.values(paths).join('').match(/M/g) ?? [];
    expect(all).toHaveLength(6);
    expect(width).toBeGreaterThan(3 * CELL);
    expect(paths.unauthorised).toBe(`M${CELL} 0h6v6h-6z`);
    expect(paths.noreason).toBe(`M${CELL} ${CELL}h6v6h-6z`);
  });

  test('[CASE31] it says on which days the pupil was absent', () => {
    expect(marksWords('/a' + 'un' + '//', days)).toBe(
      'Absent on 2 of the last 3 school days: Thu 12 Nov, Fri 13 Nov.',
    );
    expect(marksWords('//////', days)).toBe('No absence in the last 3 school days.');
  });

  test('[CASE32] a weekday is named where most is missed on it, not for one absence', () => {
    expect(weekdayWords({ possible: [8, 8, 8, 8, 8], absent: [1, 0, 0, 0, 5] })).toBe('mostly Fri');
    expect(weekdayWords({ possible: [8, 8, 8, 8, 8], absent: [0, 0, 0, 0, 1] })).toBeNull();
    expect(weekdayWords({ possible: [8, 8, 8, 8, 8], absent: [8, 8, 8, 8, 8] })).toBeNull();
  });
});

describe('what guards the page', () => {
  test('[CASE22] open for nine minutes, a warning that counts down, locked at ten', () => {
    expect(idleOf(0)).toEqual({ kind: 'open' });
    expect(idleOf(9 * 60_000 - 1)).toEqual({ kind: 'open' });
    expect(idleOf(9 * 60_000)).toEqual({ kind: 'warning', seconds: 60 });
    expect(idleOf(10 * 60_000 - 1)).toEqual({ kind: 'warning', seconds: 1 });
    expect(idleOf(10 * 60_000)).toEqual({ kind: 'locked' });
  });

  test('[CASE33] a need becomes one plain line of at most 200 characters', () => {
    expect(cleanReason('  Calling – today’s\nlist 🚌 ')).toBe("Calling - today's list");
    expect(cleanReason('x'.repeat(500))).toHaveLength(200);
    expect(cleanReason('\r\nSet-Cookie: a')).toBe('Set-Cookie: a');
  });
});

test('[SCREEN460] nobody is called new where no earlier day is known', () => {
  expect(spellWords(pupil({ recent: '....a' }))).toBe('First day known');
  expect(spellWords(pupil({ recent: '..//.a' }))).toBe('New today');
  expect([tabWords('new', true), tabWords('new', false)]).toEqual(['New today', 'First day known']);
  const school = (earlier: boolean, absent = 3) => ({ earlier, absent }) as AbsenteeSchool;
  expect(earlierWords([school(true), school(false, 0)])).toBeNull();
  expect(earlierWords([school(true), school(false)])).toContain('of 1 school:');
  expect(earlierWords([school(false), school(false, 0)])).toContain('known from the second day on');
});

test('[SCREEN464] before the first register nobody is told that none are absent', () => {
  const none = [{ marked: 0, absent: 0 }];
  expect(absentTitle(none, 'Friday afternoon', 'Salford')).toBe(
    'No registers yet this Friday afternoon, Salford',
  );
  const some = [...none, { marked: 30, absent: 1 }];
  expect(absentTitle(some, 'Friday afternoon', 'Salford')).toBe(
    '1 pupil absent this Friday afternoon, Salford',
  );
});
