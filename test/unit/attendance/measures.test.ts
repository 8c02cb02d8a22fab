import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CODE_COUNT, CODES, codeRow, KIND_COUNT, KIND_OF_ROW } from '../../../shared/attendance/codes.ts';
import { COHORT_COUNT } from '../../../shared/attendance/cohorts.ts';
import {
  codeCounts,
  cohortMeasures,
  emptyTallies,
  measuresOf,
  sessionState,
  TALLY_LENGTH,
} from '../../../shared/attendance/measures.ts';

const tallies = fc
  .array(fc.nat(2000), { minLength: TALLY_LENGTH, maxLength: TALLY_LENGTH })
  .map((numbers) => Int32Array.from(numbers));

test('[WORDS10] the identities of the measures hold for any tallies', () => {
  fc.assert(
    fc.property(tallies, fc.nat(COHORT_COUNT - 1), (rows, cohort) => {
      const m = measuresOf(rows, cohort);
      expect(m.marked + m.unmarked).toBe(m.onRoll);
      expect(m.marked).toBe(m.possible + m.notPossible + m.administrative);
      expect(m.possible).toBe(m.attending + m.absent);
      expect(m.attending).toBe(m.present + m.approvedActivity);
      expect(m.absent).toBe(m.authorised + m.unauthorised);
      expect(m.late).toBeLessThanOrEqual(m.present);
      expect(m.unexplained + m.lateAfterClose).toBeLessThanOrEqual(m.unauthorised);
      expect(m.onRoll).toBe(
        rows.subarray(cohort * KIND_COUNT, (cohort + 1) * KIND_COUNT).reduce((a, b) => a + b),
      );
    }),
  );
});

test('[WORDS10] empty cohorts are left out, all never is', () => {
  const rows = emptyTallies();
  expect(Object.keys(cohortMeasures(rows))).toEqual(['all']);
  rows[1 * KIND_COUNT] = 1;
  expect(Object.keys(cohortMeasures(rows))).toEqual(['all', 'statutory']);
});

/** State of a session in which pupils have these codes. */
function stateOf(...marks: string[]): string {
  const rows = emptyTallies();
  const codes = new Uint16Array(CODE_COUNT);
  for (const code of marks) {
    rows[KIND_OF_ROW[codeRow(code)]]++;
    if (code !== '-') codes[codeRow(code)]++;
  }
  return sessionState(rows, codes);
}

describe('state of a session', () => {
  test.each([
    ['none', []],
    ['none', ['-', '-']],
    ['closed', ['#']],
    ['closed', ['Y4', '#', '-']],
    ['partial', ['#', '/', '-']],
    ['complete', ['#', '/']],
    ['complete', ['Z']],
    ['complete', ['X', 'Y3']],
    ['partial', ['I', '-']],
  ])('[WORDS11] it is %s with codes %j', (expected, marks) => {
    expect(stateOf(...(marks as string[]))).toBe(expected);
  });
});

test('[WORDS11] codes are counted under the letter sent, legacy letters too', () => {
  const counts = new Uint16Array(CODE_COUNT);
  for (const letter of ['H', 'J', '\\', 'Y']) counts[codeRow(letter)] = 2;
  expect(codeCounts(counts)).toEqual({ '\\': 2, H: 2, J: 2, Y: 2 });
  expect(CODES).toHaveLength(CODE_COUNT);
});
