import { expect, test } from 'vitest';
import { daysToClear } from '../../../shared/signal/clears.ts';
import { closeSchoolDay } from '../../../shared/signal/close.ts';
import type { Moment, Signal } from '../../../shared/signal/moment.ts';
import { emptyView, putResidual, viewDay } from '../../../shared/signal/school-year.ts';
import { flatCurve } from '../../../shared/signal/season.ts';
import { reasonOf } from '../../../shared/signal/sentence.ts';
import { emptySeries, putDay } from '../../../shared/signal/series.ts';
import { noShock } from '../../../shared/signal/shock.ts';
import { signalOf } from '../../../shared/signal/signal.ts';
import { nextOfSlipping } from '../../../shared/signal/standing.ts';
import { plainProjection } from '../../../shared/signal/today.ts';
import { fullDay, schoolDays, seriesOf, yearOf } from './school.ts';

const curve = flatCurve();
const days = schoolDays(120);

/** Standings day by day of a school that falls at 40 and is back at 70. */
function course() {
  const series = seriesOf(days, 1000, (i) => 84 + ((i * 7) % 13) + (i >= 40 && i < 70 ? 35 : 0));
  const year = yearOf(1000, 0.09, 92);
  return days.map((_, i) => {
    closeSchoolDay(year, series, i, { curve, shock: noShock(), endsWeek: false });
    return year.standing;
  });
}

test('[SIGNAL18] a fall is listed within days, held while it lasts, recovering after a return, then on track', () => {
  const standings = course();
  expect(standings.slice(15, 40).every((one) => one === 'on-track')).toBe(true);
  expect(standings.slice(46, 70).every((one) => one === 'slipping')).toBe(true);
  expect(standings.slice(78, 79)).toEqual(['recovering']);
  expect(standings.at(-1)).toBe('on-track');
  const changes = standings.slice(15).filter((one, i, all) => i > 0 && one !== all[i - 1]);
  expect(changes).toEqual(['slipping', 'recovering', 'on-track']);
});

test('[SIGNAL19] the chance of joining tonight rises with the evidence of the days before and of today', () => {
  const series = seriesOf(days, 1000, (i) => 84 + ((i * 7) % 13) + (i >= 40 ? 25 : 0));
  const year = yearOf(1000, 0.09, 92);
  const chance = (i: number, absent: number) => {
    const today = emptySeries();
    putDay(today, days[i], fullDay(1000, absent));
    const view = viewDay(year, today, 0, curve, emptyView());
    const moment = {
      day: days[i],
      view,
      finished: false,
      isClosed: false,
      shock: noShock(),
      endsWeek: false,
    };
    return signalOf(year, { ...moment, projection: { mean: 100 - absent / 10, sd: 0.8 } }).likelyTonight;
  };
  for (let i = 0; i < 40; i++) closeSchoolDay(year, series, i, { curve, shock: noShock(), endsWeek: false });
  expect(chance(40, 90)).toBeLessThan(0.05);
  for (let i = 40; year.standing !== 'slipping' && i < 60; i++) {
    const [few, many] = [chance(i, 90), chance(i, 140)];
    expect(many).toBeGreaterThanOrEqual(few);
    closeSchoolDay(year, series, i, { curve, shock: noShock(), endsWeek: false });
  }
  expect(year.standing).toBe('slipping');
});

test('[SIGNAL35] a slipping school says after about how many days at its usual level it is cleared, and then it is', () => {
  const shut = { curve, shock: noShock(), endsWeek: false };
  for (const [fallen, pupils] of [
    [45, 35],
    [55, 35],
    [60, 25],
    [70, 60],
  ]) {
    const series = seriesOf(days, 1000, (i) =>
      i < 40 ? 84 + ((i * 7) % 13) : i < fallen ? 90 + pupils : 90,
    );
    const year = yearOf(1000, 0.09, 92);
    for (let i = 0; i < fallen; i++) closeSchoolDay(year, series, i, shut);
    expect(year.standing).toBe('slipping');
    const said = daysToClear(year) ?? 99;
    expect(year.count).toBe(fallen);
    let took = 0;
    for (; year.standing === 'slipping'; took++) closeSchoolDay(year, series, fallen + took, shut);
    expect(Math.abs(took - said)).toBeLessThanOrEqual(1);
  }
});

test('[SIGNAL45] the sentence of a slipping school says when it fell before it says since when it is listed', () => {
  const series = seriesOf(days, 1000, (i) => (i < 40 ? 84 + ((i * 7) % 13) : 125));
  const year = yearOf(1000, 0.09, 92);
  for (let i = 0; i < 50; i++) closeSchoolDay(year, series, i, { curve, shock: noShock(), endsWeek: false });
  const signal = { standing: 'slipping', fall: -2.6, fellOn: 2507, since: 2511 } as Signal;
  expect(reasonOf(year, signal, {} as Moment)).toMatch(
    /^Slipping: since around 12 Nov about 2\.6 points below its own usual level, roughly \d+ more pupils away each day\. Listed since 16 Nov, when the evidence was enough; clears after /,
  );
});

test('[SIGNAL35] asking how many days would clear a school changes nothing of it', () => {
  const series = seriesOf(days, 1000, (i) => 84 + ((i * 7) % 13) + (i >= 40 ? 35 : 0));
  const [asked, left] = [yearOf(1000, 0.09, 92), yearOf(1000, 0.09, 92)];
  for (let i = 0; i < 90; i++) {
    for (const year of [asked, left])
      closeSchoolDay(year, series, i, { curve, shock: noShock(), endsWeek: false });
    if (asked.standing === 'slipping') daysToClear(asked);
    expect([asked.standing, asked.since, asked.down]).toEqual([left.standing, left.since, left.down]);
  }
});

test('[SIGNAL36] with half a morning in, days that speak for a fall draw the close further towards what is seen', () => {
  const facts = { expected: 91, spread: 1.3, daySpread: 0.9, luck: 0.8, attendance: 88, share: 0.25 };
  const projected = (low: number) => {
    const series = seriesOf(days, 1000, (i) => 84 + ((i * 7) % 13) + (i >= 40 ? low : 0));
    const year = yearOf(1000, 0.09, 92);
    for (let i = 0; i < 42; i++)
      closeSchoolDay(year, series, i, { curve, shock: noShock(), endsWeek: false });
    expect(year.standing).toBe('on-track');
    return plainProjection(year, facts);
  };
  const [usual, suspected] = [projected(0), projected(26)];
  expect(suspected.mean).toBeLessThan(usual.mean);
  expect(suspected.sd).toBeGreaterThan(usual.sd);
  expect(usual.mean).toBeGreaterThan(facts.attendance);
  expect(usual.mean).toBeLessThan(facts.expected);
});

test('[SIGNAL37] the surer the fall, the more the days of a return must say before it is cleared', () => {
  const shut = { curve, shock: noShock(), endsWeek: false };
  const neededAfter = (fallen: number) => {
    const series = seriesOf(days, 1000, (i) => 84 + ((i * 7) % 13) + (i >= 40 ? 35 : 0));
    const year = yearOf(1000, 0.09, 92);
    for (let i = 0; i < fallen; i++) closeSchoolDay(year, series, i, shut);
    expect(year.standing).toBe('slipping');
    const { usualThen, count, fall, fellAt } = year;
    const weight = (year.weight[count] - year.weight[fellAt]) / (count - fellAt);
    // Two days part of the way back: enough after a short fall, not after a long one.
    for (let day = 0; day < 2; day++) putResidual(year, count + day, usualThen + 0.35 * fall, weight);
    return nextOfSlipping(year, count + 2);
  };
  expect(neededAfter(44)).toBe('on-track');
  expect(neededAfter(90)).toBe('slipping');
});

/** A school that falls at 40 by a share of its pupils, until `fallen`, and what `then` of its days brings. */
function fallAndBack(points: number, fallen: number, then: (i: number) => number) {
  const year = yearOf(1000, 0.09, 92);
  const low = (i: number) => (i < 40 ? 0 : i < fallen ? points * 10 : then(i));
  const series = seriesOf(days, 1000, (i) => 84 + ((i * 7) % 13) + low(i));
  const standings = days.map((_, i) => {
    closeSchoolDay(year, series, i, { curve, shock: noShock(), endsWeek: false });
    return year.standing;
  });
  return { year, standings };
}

test('[SIGNAL53] only a fall that was sure is called recovering; one that was not is on track again', () => {
  const sure = fallAndBack(3.5, 60, () => 0).standings;
  expect(sure).toContain('recovering');
  const unsure = fallAndBack(3.5, 46, () => 0).standings;
  expect(unsure).toContain('slipping');
  expect(unsure).not.toContain('recovering');
  expect(unsure.at(-1)).toBe('on-track');
});

test('[SIGNAL53] a school off the list without having been surely fallen says so while the return is fresh', () => {
  const { standings } = fallAndBack(3.5, 46, () => 0);
  const off = standings.indexOf('on-track', 42);
  const after = (closed: number) => {
    const year = yearOf(1000, 0.09, 92);
    const series = seriesOf(days, 1000, (i) => 84 + ((i * 7) % 13) + (i >= 40 && i < 46 ? 35 : 0));
    for (let i = 0; i <= closed; i++)
      closeSchoolDay(year, series, i, { curve, shock: noShock(), endsWeek: false });
    return reasonOf(year, { standing: year.standing, since: year.since } as Signal, {} as Moment);
  };
  expect(after(off)).toMatch(
    /^Within its own usual range again since \d+ \w+: it was listed until then, and/,
  );
  expect(after(off + 12)).toBe('Within its own usual range.');
});

test('[SIGNAL54] a fall whose return was none is resumed: listed again, since the same first day, before it tells anew', () => {
  const { year, standings } = fallAndBack(3.5, 60, (i) => (i >= 68 && i < 80 ? 35 : 0));
  const changes = standings.flatMap((one, i) => (i > 39 && one !== standings[i - 1] ? [[i, one]] : []));
  expect(changes.map(([, one]) => one)).toEqual([
    'slipping',
    'recovering',
    'slipping',
    'recovering',
    'on-track',
  ]);
  expect(changes[2][0]).toBeLessThanOrEqual(70);
  expect(year.fellAt).toBe(40);
});
