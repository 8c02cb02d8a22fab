import { expect, test } from 'vitest';
import { toDay } from '../../../shared/attendance/dates.ts';
import { replay } from '../../../shared/signal/close.ts';
import { groupOf, laGroupOf } from '../../../shared/signal/groups.ts';
import { unknownBaseline, usualKinds } from '../../../shared/signal/level.ts';
import type { Target } from '../../../shared/signal/moment.ts';
import { emptyView, openSchoolYear, type SchoolYear, viewDay } from '../../../shared/signal/school-year.ts';
import { flatCurve } from '../../../shared/signal/season.ts';
import { emptySeries, putDay } from '../../../shared/signal/series.ts';
import { noShock } from '../../../shared/signal/shock.ts';
import { listTarget, signalOf } from '../../../shared/signal/signal.ts';
import { fullDay, PLACE, schoolDays, seriesOf, yearOf } from './school.ts';

const parts = { curve: flatCurve(), shockOf: () => noShock(), endsWeek: () => false };
const SPECIAL = 2;
const fell = (i: number) => 84 + ((i * 7) % 13) + (i >= 40 ? 40 : 0);
const days = schoolDays(60);
const last = days.at(-1)!;

function ask(year: SchoolYear, target?: Target, more = {}) {
  const today = emptySeries();
  putDay(today, last + 3, fullDay(1000, 90));
  const view = viewDay(year, today, 0, parts.curve, emptyView());
  const moment = { day: last + 3, view, finished: false, isClosed: false, shock: noShock(), endsWeek: false };
  return signalOf(year, { ...moment, ...(target ? { target } : {}), ...more });
}

test('[SIGNAL9] without a target a school is judged on its own level; gap, path and verdict of a target are left out', () => {
  const year = replay(yearOf(1000, 0.09), seriesOf(days, 1000, fell), last, parts);
  const signal = ask(year);
  expect(signal.standing).toBe('slipping');
  expect(signal).not.toHaveProperty('target');
  expect(signal).not.toHaveProperty('gap');
  expect(signal.yearToDate).toEqual({ attendance: expect.any(Number), verdict: 'too-early' });
});

test('[SIGNAL10] a modelled target never moves a school onto or off the slipping list', () => {
  expect(listTarget({ value: 99, kind: 'modelled' })).toBeNaN();
  expect(listTarget({ value: 94, kind: 'abie' })).toBe(94);
  const steady = replay(
    yearOf(1000, 0.09, listTarget({ value: 99, kind: 'modelled' })),
    seriesOf(days, 1000, (i) => fell(i % 40)),
    last,
    parts,
  );
  const signal = ask(steady, { value: 99, kind: 'modelled' });
  expect(signal.standing).toBe('on-track');
  expect(signal.yearToDate?.verdict).toBe('behind');
});

test('[SIGNAL11] a school that falls and stays above its target is not listed', () => {
  const year = replay(yearOf(1000, 0.09, 80), seriesOf(days, 1000, fell), last, parts);
  expect(ask(year, { value: 80, kind: 'abie' }).standing).not.toBe('slipping');
});

test('[SIGNAL12] a special school, which has no ABIE, is judged against special schools and its own level', () => {
  const place = { phase: SPECIAL, group: groupOf(SPECIAL, 'E12000002'), laGroup: laGroupOf(SPECIAL, '355') };
  const absent = (i: number) => 19 + ((i * 7) % 5) + (i >= 40 ? 15 : 0);
  const year = replay(yearOf(150, 0.14, Number.NaN, place), seriesOf(days, 150, absent), last, parts);
  expect(year.standing).toBe('slipping');
  expect(yearOf(150, 0.14, Number.NaN, place).baseline.absence).toBeCloseTo(0.14, 2);
});

test('[SIGNAL13] days with more attending than possible, or too few marked, decide nothing', () => {
  const sound = seriesOf(days, 1000, () => 90);
  const broken = seriesOf(days, 1000, () => 90);
  for (const day of days.slice(30)) {
    putDay(broken, day, { ...fullDay(1000, 90), attendingAm: 1200, attendingPm: 1200 });
  }
  const thin = seriesOf(days, 1000, () => 90);
  for (const day of days.slice(30)) {
    putDay(thin, day, { ...fullDay(300, 200), onRollAm: 1000, onRollPm: 1000 });
  }
  const standingOf = (series: typeof sound) => replay(yearOf(1000, 0.09), series, last, parts);
  expect(standingOf(broken)).toMatchObject({ standing: 'on-track', count: 30, openDays: 30 });
  expect(standingOf(thin)).toMatchObject({ standing: 'on-track', count: 30 });
});

test('[SIGNAL14] a school open one day a week is judged on that day', () => {
  const mondays = Array.from({ length: 30 }, (_, week) => toDay('2026-09-07') + 7 * week);
  const series = seriesOf(mondays, 60, (i) => (i >= 15 ? 30 : 3));
  expect(replay(yearOf(60, 0.06), series, mondays.at(-1)!, parts).standing).toBe('slipping');
});

test('[SIGNAL15] a new school is unknown for twelve usable days, then judged on what it has shown', () => {
  const fresh = () => openSchoolYear(PLACE, unknownBaseline(usualKinds(), PLACE.phase, 1000));
  const series = seriesOf(days, 1000, () => 120);
  expect(replay(fresh(), series, days[10], parts).standing).toBe('unknown');
  expect(replay(fresh(), series, days[13], parts).standing).toBe('on-track');
  expect(ask(replay(fresh(), series, days[10], parts)).reason).toContain('11 of the 12 school days');
});

test('[SIGNAL16] a school whose phase changed keeps its own level', () => {
  const asPrimary = { phase: 0, group: groupOf(0, 'E12000002'), laGroup: laGroupOf(0, '355') };
  const year = replay(
    yearOf(1000, 0.09, Number.NaN, asPrimary),
    seriesOf(days, 1000, () => 90),
    last,
    parts,
  );
  expect(year.standing).toBe('on-track');
  expect(year.baseline.absence).toBeGreaterThan(0.08);
});

test('[SIGNAL17] a closed day is closed, and one without enough marks is waiting', () => {
  const year = replay(
    yearOf(1000, 0.09),
    seriesOf(days, 1000, () => 90),
    last,
    parts,
  );
  expect(ask(year, undefined, { isClosed: true }).today).toBe('closed');
  expect(ask(year, undefined, { view: emptyView() })).toMatchObject({ today: 'waiting', coverage: 0 });
});
