import fc from 'fast-check';
import { expect, test } from 'vitest';
import { groupOf, laGroupOf } from '../../../shared/signal/groups.ts';
import { dayRows, sharedShock, shockFactor } from '../../../shared/signal/shock.ts';

const REGION = 'E12000002';
const LAS = ['341', '350', '352', '353', '355', '356'];

/** England's North West of 300 primary schools on a day; `ratioOf` is absent / expected of a school. */
function rowsOf(
  ratioOf: (i: number, la: string) => number,
  order = Array.from({ length: 300 }, (_, i) => i),
) {
  const rows = dayRows(300);
  for (const i of order) {
    const la = LAS[i % LAS.length];
    const row = rows.count++;
    rows.group[row] = groupOf(0, REGION);
    rows.laGroup[row] = laGroupOf(0, la);
    rows.possible[row] = 500;
    rows.expected[row] = 25;
    rows.spread[row] = 6;
    rows.absent[row] = 25 * ratioOf(i, la);
  }
  return rows;
}
const wobble = (i: number) => 1 + (((i * 37) % 21) - 10) / 50;
const factorIn = (shock: ReturnType<typeof sharedShock>, la: string) =>
  shockFactor(shock, groupOf(0, REGION), laGroupOf(0, la));

test('[SIGNAL20] what a region shares is found, and one school that falls far does not move it', () => {
  const shock = sharedShock(rowsOf((i) => 1.4 * wobble(i)));
  expect(factorIn(shock, '355')).toBeGreaterThan(1.33);
  const fallen = sharedShock(rowsOf((i) => (i === 7 ? 5 : wobble(i))));
  expect(factorIn(fallen, '355')).toBeGreaterThan(0.95);
  expect(factorIn(fallen, '355')).toBeLessThan(1.05);
});

test('[SIGNAL21] an event of one authority is told apart: its factor, its scatter, its mark', () => {
  const shock = sharedShock(rowsOf((i, la) => (la === '352' ? 2 + (i % 5) / 2 : wobble(i))));
  expect(factorIn(shock, '352')).toBeGreaterThan(2);
  expect(factorIn(shock, '355')).toBeLessThan(1.2);
  expect(shock.event[laGroupOf(0, '352')]).toBe(1);
  expect(shock.event[laGroupOf(0, '355')]).toBe(0);
  expect(shock.spread[laGroupOf(0, '352')]).toBeGreaterThan(1.3);
});

test('[SIGNAL22] a handful of schools hardly explains itself away', () => {
  const rows = rowsOf(() => 2, [0, 6]);
  expect(factorIn(sharedShock(rows), '341')).toBeLessThan(1.35);
});

test('[SIGNAL2] the order of schools does not matter to what they share', () => {
  const order = Array.from({ length: 300 }, (_, i) => i);
  const usual = sharedShock(rowsOf(wobble));
  fc.assert(
    fc.property(fc.shuffledSubarray(order, { minLength: 300 }), (shuffled) => {
      expect(factorIn(sharedShock(rowsOf(wobble, shuffled)), '355')).toBeCloseTo(factorIn(usual, '355'), 5);
    }),
    { numRuns: 10 },
  );
});
