import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { COLUMNS, NO_CHOICE } from '../../../../client/caseload/choice.ts';
import { coverageOf, isChosen, ordered, type SchoolRow } from '../../../../client/caseload/rows.ts';

const ROW: SchoolRow = {
  school: 0,
  urn: 100_000,
  name: 'A school',
  la: 'Salford',
  phase: 'primary',
  tier: 'regional',
  standing: 'on-track',
  since: null,
  today: 'usual',
  silent: false,
  state: 'partial',
  attendance: 94,
  gap: 0,
  coverage: 0.9,
  pupils: 200,
  extraAbsent: 0,
  evidence: 0,
  days: null,
  recent: 0,
  owner: null,
  contact: null,
  next: null,
  due: null,
  note: null,
};
const row = (change: Partial<SchoolRow>): SchoolRow => ({ ...ROW, ...change });
const names = (rows: readonly SchoolRow[]) => rows.map(({ name }) => name);

describe('the schools of an area', () => {
  test('[CASE2] a school passes when every kind of filter holds one of its values', () => {
    expect(isChosen(ROW, { ...NO_CHOICE, phase: ['primary', 'special'], tier: ['regional'] })).toBe(true);
    expect(isChosen(ROW, { ...NO_CHOICE, phase: ['primary'], tier: ['enhanced'] })).toBe(false);
    const piece = { pupils: [100, 300], points: [-1, 1] } as const;
    expect(isChosen(ROW, { ...NO_CHOICE, piece })).toBe(true);
    expect(isChosen(row({ recent: null }), { ...NO_CHOICE, piece })).toBe(false);
  });

  test('[CASE2] registers are none, under 80% or in; a closed school is none of these', () => {
    expect(coverageOf(row({ coverage: 0 }))).toBe('none');
    expect(coverageOf(row({ coverage: 0.79 }))).toBe('waiting');
    expect(coverageOf(row({ coverage: 0.8 }))).toBe('in');
    expect(coverageOf(row({ state: 'closed' }))).toBeNull();
  });

  test('[CASE3] fallen schools come first, then sudden drops, then those on their way back', () => {
    const rows = [
      row({ name: 'ahead', standing: 'ahead' }),
      row({ name: 'on track' }),
      row({ name: 'back', standing: 'recovering' }),
      row({ name: 'drop', today: 'sudden-drop' }),
      row({ name: 'fallen', standing: 'slipping' }),
    ];
    expect(names(ordered(rows, NO_CHOICE))).toEqual(['fallen', 'drop', 'back', 'on track', 'ahead']);
  });

  test('[CASE3] what is not known comes last, whichever way the order is turned', () => {
    const rows = [
      row({ name: 'none', recent: null }),
      row({ name: 'low', recent: -2 }),
      row({ name: 'high', recent: 1 }),
    ];
    expect(names(ordered(rows, { ...NO_CHOICE, order: 'recent' }))).toEqual(['low', 'high', 'none']);
    expect(names(ordered(rows, { ...NO_CHOICE, order: 'recent', turned: true }))).toEqual([
      'high',
      'low',
      'none',
    ]);
    const owned = [row({ name: 'b' }), row({ name: 'a', owner: 'Zoe' })];
    expect(names(ordered(owned, { ...NO_CHOICE, order: 'owner', turned: true }))).toEqual(['a', 'b']);
  });

  test('[CASE3] an order does not depend on the order before', () => {
    const arbRow = fc
      .record({
        urn: fc.integer({ min: 100_000, max: 100_020 }),
        recent: fc.option(fc.integer({ min: -3, max: 3 })),
        coverage: fc.option(fc.constantFrom(0, 0.5, 1)),
      })
      .map((change) => row({ ...change, name: `School ${change.urn % 3}` }));
    const arbRows = fc.uniqueArray(arbRow, { selector: ({ urn }) => urn, maxLength: 12 });
    fc.assert(
      fc.property(arbRows, fc.constantFrom(...COLUMNS), fc.boolean(), (rows, order, turned) => {
        const choice = { ...NO_CHOICE, order, turned };
        expect(ordered([...rows].reverse(), choice)).toEqual(ordered(rows, choice));
      }),
    );
  });
});
