import { describe, expect, test } from 'vitest';
import {
  judge,
  MIN_COVERAGE,
  overdispersion,
  placesOf,
  type Standout,
} from '../../../../client/board/evidence.ts';
import { SchoolTable } from '../../../../client/state/schools.ts';
import { rowOf, smallRegistry, usualOf } from '../../../helpers/live-schools.ts';

function tableOf(
  schools: readonly [urn: number, onRoll: number, marked: number, attending: number, usual: number][],
) {
  const table = new SchoolTable(smallRegistry());
  table.applyUsual(schools.map(([urn, , , , usual]) => usualOf(urn, 0, usual)));
  table.apply(
    schools.map(([urn, onRoll, marked, attending]) => rowOf(urn, 0, 1, { onRoll, marked, attending })),
  );
  return table;
}

const standout = (school: number, evidence: number, extraAway = 10): Standout => ({
  school,
  evidence,
  extraAway,
  attendance: 90,
  usual: 95,
  gap: evidence,
  coverage: 1,
});

describe('which schools stand out', () => {
  test('[SCREEN30] a school is not compared before 80% of its registers are in', () => {
    const almost = Math.floor(1000 * MIN_COVERAGE) - 1;
    expect(judge(tableOf([[100002, 1000, almost, almost - 200, 950]]), 0).standouts).toHaveLength(0);
    expect(judge(tableOf([[100002, 1000, almost + 1, almost - 200, 950]]), 0).standouts).toHaveLength(1);
  });

  test('[SCREEN31] a school is not compared without a usual, or where one family decides', () => {
    expect(judge(tableOf([[100006, 20, 20, 15, 950]]), 0).standouts).toHaveLength(0);
    const table = new SchoolTable(smallRegistry());
    table.apply([rowOf(100002, 0, 1, { onRoll: 1000, marked: 1000, attending: 800 })]);
    expect(judge(table, 0).standouts).toHaveLength(0);
  });

  test('[SCREEN32] of two schools with the same gap the larger has the stronger evidence', () => {
    const { standouts } = judge(
      tableOf([
        [100001, 100, 100, 90, 950],
        [100002, 1000, 1000, 900, 950],
      ]),
      0,
    );
    const [small, large] = standouts;
    expect(small.gap).toBeCloseTo(large.gap, 9);
    expect(large.evidence).toBeLessThan(small.evidence);
    expect(large.extraAway).toBe(50);
  });

  test('[SCREEN33] the two lists hold only what stands out, strongest first, with shared places for ties', () => {
    const all = [
      standout(0, -4.1),
      standout(1, -9),
      standout(2, 4),
      standout(3, -4.2, 30),
      standout(4, -2.9),
    ];
    const below = placesOf(all, 'below');
    expect(below.map(({ school, place, tied }) => [school, place, tied])).toEqual([
      [1, 1, false],
      [3, 2, true],
      [0, 2, true],
    ]);
    expect(placesOf(all, 'above').map(({ school }) => school)).toEqual([2]);
  });

  test('[SCREEN34] overdispersion is 1 for chance alone, the square of its spread beyond, and unmoved by a few outliers', () => {
    // Quantiles of the normal distribution by Hastings, Approximations for digital computers (1955), 26.2.23.
    const normal = Array.from({ length: 2000 }, (_, i) => {
      const p = (i + 0.5) / 2000;
      const t = Math.sqrt(-2 * Math.log(Math.min(p, 1 - p)));
      const z =
        t -
        (2.515517 + 0.802853 * t + 0.010328 * t * t) /
          (1 + 1.432788 * t + 0.189269 * t * t + 0.001308 * t ** 3);
      return p < 0.5 ? -z : z;
    });
    expect(overdispersion(normal)).toBeCloseTo(1, 1);
    expect(overdispersion(normal.map((z) => 2 * z))).toBeCloseTo(4, 1);
    expect(overdispersion(normal.map((z) => 2 * z - 3))).toBeCloseTo(4, 1);
    expect(overdispersion([...normal.map((z) => 2 * z), ...Array<number>(20).fill(-40)])).toBeCloseTo(4, 0);
  });

  test('[SCREEN35] what all schools of a phase have today is no evidence against one of them', () => {
    const alone = judge(tableOf([[100001, 2000, 2000, 1800, 950]]), 0).standouts[0];
    const together = judge(
      tableOf([
        [100001, 2000, 2000, 1800, 950],
        [100003, 9000, 9000, 8100, 950],
      ]),
      0,
    ).standouts[0];
    expect(together.gap).toBe(alone.gap);
    expect(together.evidence).toBeGreaterThan(alone.evidence);
    expect(together.evidence).toBeLessThan(0);
  });

  test('[SCREEN35] a school above its usual is never listed as one to look at, nor the other way round', () => {
    expect(placesOf([{ ...standout(0, -5), gap: 0.4 }], 'below')).toEqual([]);
    expect(placesOf([{ ...standout(0, 5), gap: -0.4 }], 'above')).toEqual([]);
  });
});
