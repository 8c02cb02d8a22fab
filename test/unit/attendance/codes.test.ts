import { describe, expect, test } from 'vitest';
import { CODES, codeRow, KIND_OF_ROW, KINDS } from '../../../shared/attendance/codes.ts';
import { STATUTORY } from '../../../shared/attendance/cohorts.ts';
import { emptyTallies, measuresOf } from '../../../shared/attendance/measures.ts';
import { measuresOfCode } from '../../helpers/oracle/tally.ts';
import { hasShared, sharedRows } from '../../helpers/shared-data.ts';

/** The measures that DfE's class and effect of a code mean, from the words of its table alone. */
const EXPECTED: Record<string, string[]> = {
  'present attending yes': ['marked', 'possible', 'attending', 'present'],
  'approved_activity attending yes': ['marked', 'possible', 'attending', 'approvedActivity'],
  'authorised absent yes': ['marked', 'possible', 'absent', 'authorised'],
  'unauthorised absent yes': ['marked', 'possible', 'absent', 'unauthorised'],
  'not_possible none no': ['marked', 'notPossible'],
  'administrative none no': ['marked', 'administrative'],
  'no_mark none no': ['unmarked'],
};
const OWN_MEASURE: Record<string, string> = { L: 'late', N: 'unexplained', U: 'lateAfterClose' };

/** Measures that one pupil with a code adds one to. */
function measuresByCode(code: string): string[] {
  const tallies = emptyTallies();
  tallies[STATUTORY * KINDS.length + KIND_OF_ROW[codeRow(code)]] = 1;
  const measures = measuresOf(tallies, STATUTORY);
  return Object.entries(measures)
    .filter(([, value]) => value === 1)
    .map(([measure]) => measure)
    .sort();
}

describe.skipIf(!hasShared)('against ../shared/domain/attendance-codes.csv', () => {
  const rows = hasShared ? sharedRows('domain/attendance-codes.csv') : [];

  test('[WORDS1] the codes are those of the table, in its order', () => {
    expect(CODES.map(({ code }) => code)).toEqual(rows.map(({ code }) => code));
  });

  test.each(rows)('[WORDS2] code $code counts as $statistical_class', (row) => {
    const words = [row.statistical_class, row.counts_as, row.in_denominator].join(' ');
    const expected = ['onRoll', ...EXPECTED[words], OWN_MEASURE[row.code] ?? []].flat().sort();
    expect(measuresByCode(row.code)).toEqual(expected);
    expect([...measuresOfCode(row.code)].sort()).toEqual(expected);
  });
});

test('[WORDS1] a letter that is no code has no row', () => {
  for (const code of ['Ø', '', 'ZZ', 'i', '//']) expect(codeRow(code)).toBe(-1);
});
