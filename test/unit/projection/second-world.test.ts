import { expect, test } from 'vitest';
import type { DaySeries } from '../../../shared/signal/series.ts';
import { makeSecondWorld } from '../../evaluate/second-world.ts';

const STRIDE = 8;
const world = makeSecondWorld(3, { schools: 500, kind: 1 });

function attendance(of: readonly DaySeries[], phase: number): number {
  let [possible, attending] = [0, 0];
  of.forEach(({ sums, count }, i) => {
    if (world.schools[i].phase !== phase) return;
    for (let at = 0; at < count * STRIDE; at += STRIDE / 2) {
      possible += sums[at];
      attending += sums[at + 1];
    }
  });
  return (100 * attending) / possible;
}

test('[PROJECT30] the second world shows the published attendance of each phase within a point', () => {
  for (const year of [world.lastYear, world.thisYear])
    [94.7, 91.5, 86.8].forEach((published, phase) => {
      expect(Math.abs(attendance(year, phase) - published)).toBeLessThan(1);
    });
});

test('[PROJECT31] the same seed makes the same second world, another seed another', () => {
  const sums = (seed: number) =>
    makeSecondWorld(seed, { schools: 20, kind: 2 }).thisYear.map((one) => [...one.sums]);
  expect(sums(5)).toEqual(sums(5));
  expect(sums(5)).not.toEqual(sums(6));
});

test('[PROJECT32] in the second world no more attend than are possible, nor are more marked than are on roll', () => {
  let impossible = 0;
  for (const { sums, count } of world.thisYear)
    for (let at = 0; at < count * STRIDE; at += STRIDE / 2) {
      const [possible, attending, marked, onRoll] = sums.subarray(at, at + STRIDE / 2);
      if (attending > possible || possible > marked || marked > onRoll) impossible++;
    }
  expect(impossible).toBe(0);
});
