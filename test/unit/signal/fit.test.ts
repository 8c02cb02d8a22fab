import { expect, test } from 'vitest';
import { fitYear } from '../../../shared/signal/fit.ts';
import { groupOf, laGroupOf } from '../../../shared/signal/groups.ts';
import { type DaySeries, emptySeries, putDay } from '../../../shared/signal/series.ts';
import { fullDay, schoolDays } from './school.ts';

const LAS = ['341', '350', '352', '353', '355', '356'];
const WITH_EVENT = '352';
const PUPILS = 400;
const days = schoolDays(190);
const EVENT_DAYS = [40, 41, 110, 150];

/** Absent pupils of a school on a day: 20, give or take its own five. */
const usual = (school: number, i: number) => 20 + ((school * 37 + i * 53 + ((school * i) % 17)) % 11) - 5;

/** Sixty primary schools of one region, ten an authority, of which one keeps days off that differ from school to school. */
function fitted(hasEvent: boolean) {
  const schools = Array.from({ length: 60 }, (_, school) => {
    const la = LAS[school % LAS.length];
    const keeps = hasEvent && la === WITH_EVENT;
    const series: DaySeries = emptySeries();
    for (const [i, day] of days.entries()) {
      const away = keeps && EVENT_DAYS.includes(i) ? 40 + 8 * Math.floor(school / LAS.length) : 0;
      putDay(series, day, fullDay(PUPILS, usual(school, i) + away));
    }
    const place = { phase: 0, group: groupOf(0, 'E12000002'), laGroup: laGroupOf(0, la) };
    return { place, series };
  });
  const { baselines } = fitYear(schools);
  const own = baselines.filter((_, school) => LAS[school % LAS.length] === WITH_EVENT);
  const mean = (of: (one: (typeof own)[number]) => number) =>
    own.reduce((sum, one) => sum + of(one), 0) / own.length;
  return { noise: mean(({ noise }) => noise), absence: mean(({ absence }) => absence) };
}

test("[SIGNAL38] an event of an authority is neither its schools' own variation nor their level", () => {
  const [quiet, withEvent] = [fitted(false), fitted(true)];
  expect(withEvent.noise).toBeLessThan(1.1 * quiet.noise);
  // Taken for the schools' own, four days with 76 of 400 away on average would add 0.4 points.
  expect(100 * Math.abs(withEvent.absence - quiet.absence)).toBeLessThan(0.15);
});
