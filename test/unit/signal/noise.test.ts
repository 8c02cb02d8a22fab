import { expect, test } from 'vitest';
import type { DayFactors } from '../../../shared/signal/fitted-day.ts';
import { GROUP_COUNT, LA_GROUP_COUNT } from '../../../shared/signal/groups.ts';
import { inflationTable, kindOf, type YearSums } from '../../../shared/signal/level.ts';
import { learnKinds } from '../../../shared/signal/noise.ts';
import { normals, uniforms } from '../../evaluate/random.ts';
import { PLACE, SECONDARY, schoolDays, seriesOf } from './school.ts';

const days = schoolDays(190);
const [PUPILS, LEVEL, SCHOOLS] = [1000, 0.08, 200];
const ALIKE = 0.85;

function flatFactors(): DayFactors {
  const span = days[days.length - 1] - days[0] + 1;
  const ones = (size: number) => new Float64Array(size).fill(1);
  return {
    first: days[0],
    days: span,
    factor: ones(GROUP_COUNT * span * 2),
    la: ones(LA_GROUP_COUNT * span),
    spread: ones(LA_GROUP_COUNT * span),
  };
}

/** Days of a school of which each resembles the one before by `ALIKE`, as far from the year's own mean as from its level. */
function history(normal: () => number) {
  let z = normal();
  const off = days.map(() => {
    z = ALIKE * z + Math.sqrt(1 - ALIKE ** 2) * normal();
    return z;
  });
  const mean = off.reduce((all, one) => all + one, 0) / off.length;
  const series = seriesOf(days, PUPILS, (i) => Math.round(LEVEL * PUPILS + 8 * (off[i] - mean)));
  return { place: PLACE, series };
}

test('[SIGNAL56] how days resemble each other is learnt over thirty, though the year has its own mean taken out', () => {
  const normal = normals(uniforms(1));
  const schools = Array.from({ length: SCHOOLS }, () => history(normal));
  const sums: YearSums = {
    seasonal: 2 * PUPILS * days.length,
    possible: 2 * PUPILS * days.length,
    absent: 2 * PUPILS * LEVEL * days.length,
    days: days.length,
    noise: 1,
    strength: 1,
  };
  const kinds = learnKinds(
    schools,
    flatFactors(),
    new Float64Array(SCHOOLS).fill(LEVEL),
    schools.map(() => sums),
  );
  const { inflation } = kindOf(kinds, SECONDARY, PUPILS);
  const truth = inflationTable((lag) => ALIKE ** lag);
  for (const length of [5, 20, 40]) {
    expect(inflation[length] / truth[length]).toBeGreaterThan(0.95);
    expect(inflation[length] / truth[length]).toBeLessThan(1.05);
  }
});
