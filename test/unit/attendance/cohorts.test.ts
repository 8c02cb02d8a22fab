import fc from 'fast-check';
import { expect, test } from 'vitest';
import { COHORTS, cohortMask, maskInYear, packBirthYear } from '../../../shared/attendance/cohorts.ts';
import type { PostedPupil } from '../../helpers/oracle/posts.ts';
import { cohortsOf } from '../../helpers/oracle/roll.ts';

const SCHOOL_YEAR = 2026;

function ours(pupil: Omit<PostedPupil, 'upn'>, schoolYear = SCHOOL_YEAR): string[] {
  const mask = maskInYear(cohortMask(pupil), packBirthYear(pupil.dateOfBirth), schoolYear);
  return COHORTS.filter((_, i) => (mask >>> i) & 1);
}

const isStatutory = (pupil: Omit<PostedPupil, 'upn'>) => ours(pupil).includes('statutory');

test.each([
  ['2021-09-01', false, '4 on 31 August 2026'],
  ['2021-08-31', true, '5 on that very day'],
  ['2010-09-01', true, '15 on that day'],
  ['2010-08-31', false, '16 on that very day'],
  ['2020-02-29', true, '6, born on 29 February'],
])('[WORDS8] born %s is statutory in 2026/27: %s (%s)', (dateOfBirth, expected) => {
  expect(isStatutory({ yearGroup: 'N', dateOfBirth })).toBe(expected);
  expect(isStatutory({ yearGroup: '5', dateOfBirth })).toBe(expected);
});

test.each(['N', 'R', '1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11', '12', '13'])(
  '[WORDS8] without a date of birth year group %s decides',
  (yearGroup) => {
    expect(isStatutory({ yearGroup })).toBe(!['N', 'R', '12', '13'].includes(yearGroup));
    expect(ours({ yearGroup })).toContain(`year:${yearGroup}`);
  },
);

test('[WORDS9] an unknown attribute puts a pupil in no cohort of its kind', () => {
  expect(ours({ yearGroup: '7' })).toEqual(['all', 'statutory', 'year:7']);
  expect(
    ours({ yearGroup: '7', fsm: false, eal: false, cla: false, socialWorker: false, sen: 'none' }),
  ).toEqual(['all', 'statutory', 'year:7', 'fsm:no', 'sen:none', 'eal:no']);
});

const maybe = <T>(...values: T[]) => fc.constantFrom(undefined, ...values);

test('[WORDS9] cohorts are those of a plain reading of the contract, for every pupil and school year', () => {
  const dates = fc.date({ min: new Date('1995-01-01'), max: new Date('2026-11-20'), noInvalidDate: true });
  const pupil = fc.record({
    yearGroup: fc.constantFrom('N', 'R', '1', '6', '11', '12', '13'),
    sex: maybe('F', 'M'),
    fsm: maybe(true, false),
    sen: maybe('none', 'support', 'ehcp'),
    eal: maybe(true, false),
    cla: maybe(true, false),
    socialWorker: maybe(true, false),
    dateOfBirth: fc.option(
      dates.map((date) => date.toISOString().slice(0, 10)),
      { nil: undefined },
    ),
  }) as fc.Arbitrary<PostedPupil>;
  fc.assert(
    fc.property(pupil, fc.integer({ min: 2020, max: 2040 }), (attributes, schoolYear) => {
      expect(ours(attributes, schoolYear).sort()).toEqual(cohortsOf(attributes, schoolYear).sort());
    }),
    { numRuns: 500 },
  );
});
