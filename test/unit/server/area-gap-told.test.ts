import { expect, test } from 'vitest';
import { isGapTold, targetsTold } from '../../../server/read/session-signals.ts';

/** A mean as it is told. */
const told = (targets: readonly number[]): number =>
  Math.round((100 * targets.reduce((sum, target) => sum + target, 0)) / targets.length) / 100;

/** How closely a school's target follows from the means before and after its register, points either way. */
const closeness = (schools: number): number => 0.005 * (schools + schools - 1);

test('[ACCESS349] targets of an area besides one\u2019s scope are told of 100 unseen schools at the least', () => {
  expect(isGapTold(99, 0)).toBe(false);
  expect(isGapTold(100, 0)).toBe(true);
  expect(isGapTold(160, 61)).toBe(false);
  expect(isGapTold(0, 0)).toBe(false);
});

test('[ACCESS349] of fewer, one more register gives its target away, of so many not to a point', () => {
  const others = Array.from({ length: 5 }, (_, i) => 92 + i / 3);
  const found = 6 * told([...others, 94.7]) - 5 * told(others);
  expect(Math.abs(found - 94.7)).toBeLessThan(0.06);
  expect(closeness(6)).toBeLessThan(0.1);
  expect(closeness(100)).toBeGreaterThan(0.9);
});

type Gap = Parameters<typeof targetsTold>[2];

test('[ACCESS349] who sees no targets is told of none, however large the area; who does not see its schools of large ones alone', () => {
  const gapOf = (schools: number) => ({ schools }) as Gap;
  const standings = { slipping: 1 } as ReturnType<Parameters<typeof targetsTold>[3]>;
  const told = (targets: boolean, seesSchools: boolean, schools: number, seen = 0) =>
    Object.keys(targetsTold({ targets }, { seesSchools, seen }, gapOf(schools), () => standings));
  expect(told(false, false, 1_000)).toEqual([]);
  expect(told(false, true, 1_000)).toEqual([]);
  expect(told(true, false, 99)).toEqual([]);
  expect(told(true, false, 160, 61)).toEqual([]);
  expect(told(true, false, 100)).toEqual(['gap']);
  expect(told(true, true, 3)).toEqual(['gap', 'standings']);
  expect(targetsTold({ targets: true }, { seesSchools: true, seen: 0 }, undefined, () => standings)).toEqual({
    standings,
  });
});
