import { expect, test } from 'vitest';
import type { DayFactors, SchoolHistory } from '../../../shared/signal/fitted-day.ts';
import { GROUP_COUNT, LA_GROUP_COUNT } from '../../../shared/signal/groups.ts';
import { inflationTable, kindOf, usualKinds, type YearSums } from '../../../shared/signal/level.ts';
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

/** A year's sums of one of these schools. */
const SUMS: YearSums = {
  seasonal: 2 * PUPILS * days.length,
  possible: 2 * PUPILS * days.length,
  absent: 2 * PUPILS * LEVEL * days.length,
  days: days.length,
  noise: 1,
  strength: 1,
};

/** What is learnt of schools of one kind. */
function inflationOf(schools: readonly SchoolHistory[]): Float64Array {
  const levels = new Float64Array(schools.length).fill(LEVEL);
  const kinds = learnKinds(
    schools,
    flatFactors(),
    levels,
    schools.map(() => SUMS),
  );
  return kindOf(kinds, SECONDARY, PUPILS).inflation;
}

/** Days of a school of which each resembles the one before by `ALIKE`, as far from the year's own mean as from its level. */
function history(normal: () => number, every = 1): SchoolHistory {
  let z = normal();
  const off = days.map(() => {
    z = ALIKE * z + Math.sqrt(1 - ALIKE ** 2) * normal();
    return z;
  });
  const mean = off.reduce((all, one) => all + one, 0) / off.length;
  const sample = days.filter((_, i) => i % every === 0);
  const series = seriesOf(sample, PUPILS, (i) => Math.round(LEVEL * PUPILS + 8 * (off[i * every] - mean)));
  return { place: PLACE, series };
}

test('[SIGNAL56] how days resemble each other is learnt over thirty, though the year has its own mean taken out', () => {
  const normal = normals(uniforms(1));
  const inflation = inflationOf(Array.from({ length: SCHOOLS }, () => history(normal)));
  const truth = inflationTable((lag) => ALIKE ** lag);
  for (const length of [5, 20, 40]) {
    expect(inflation[length] / truth[length]).toBeGreaterThan(0.95);
    expect(inflation[length] / truth[length]).toBeLessThan(1.05);
  }
});

test('[SIGNAL58] of every sixth day of a year nothing is learnt of neighbouring days, but of schools with all days', () => {
  const normal = normals(uniforms(2));
  const sampled = Array.from({ length: SCHOOLS }, () => history(normal, 6));
  expect(inflationOf(sampled)).toEqual(kindOf(usualKinds(), SECONDARY, PUPILS).inflation);
  const whole = Array.from({ length: SCHOOLS }, () => history(normal));
  expect(inflationOf([...sampled, ...whole])).toEqual(inflationOf(whole));
});
