import fc from 'fast-check';
import { expect, test } from 'vitest';
import { closeSchoolDay, replay } from '../../../shared/signal/close.ts';
import type { Moment } from '../../../shared/signal/moment.ts';
import { emptyView, type SchoolYear, viewDay } from '../../../shared/signal/school-year.ts';
import { publishedCurve } from '../../../shared/signal/season.ts';
import { emptySeries, putDay } from '../../../shared/signal/series.ts';
import { noShock } from '../../../shared/signal/shock.ts';
import { signalOf } from '../../../shared/signal/signal.ts';
import { fullDay, schoolDays, seriesOf, yearOf } from './school.ts';

const curve = publishedCurve();
const parts = { curve, shockOf: () => noShock(), endsWeek: () => false };
const days = schoolDays(70);

const moment = (year: SchoolYear, day: number, absent: number, more: Partial<Moment> = {}): Moment => {
  const today = emptySeries();
  putDay(today, day, fullDay(400, absent));
  const view = viewDay(year, today, 0, curve, emptyView());
  return { day, view, finished: false, isClosed: false, shock: noShock(), endsWeek: false, ...more };
};

const courses = fc.record({
  usual: fc.integer({ min: 10, max: 40 }),
  fallAt: fc.integer({ min: 5, max: 69 }),
  fall: fc.integer({ min: -10, max: 40 }),
  wobble: fc.integer({ min: 1, max: 19 }),
});
const absentOn = (course: { usual: number; fallAt: number; fall: number; wobble: number }) => (i: number) =>
  Math.max(0, course.usual + ((i * 7919) % course.wobble) + (i >= course.fallAt ? course.fall : 0));

test('[SIGNAL6] the same days give the same answer closed one by one with questions between, or replayed', () => {
  fc.assert(
    fc.property(courses, (course) => {
      const series = seriesOf(days, 400, absentOn(course));
      const step = yearOf(400, 0.06, 94);
      for (const [i, day] of days.entries()) {
        signalOf(step, moment(step, day, (i * 31) % 90));
        closeSchoolDay(step, series, i, { curve, shock: noShock(), endsWeek: false });
      }
      const again = replay(yearOf(400, 0.06, 94), series, days.at(-1)!, parts);
      const ask = (year: SchoolYear) =>
        signalOf(year, moment(year, days.at(-1)! + 1, 30, { target: { value: 94, kind: 'abie' } }));
      expect(ask(step)).toEqual(ask(again));
    }),
    { numRuns: 40 },
  );
});

test('[SIGNAL7] a question about today never moves the standing', () => {
  const series = seriesOf(days, 400, () => 24);
  const year = replay(yearOf(400, 0.06, 94), series, days.at(-1)!, parts);
  const before = { ...year };
  const signal = signalOf(year, moment(year, days.at(-1)! + 1, 200));
  expect(signal.today).toMatch(/low|sudden-drop/);
  expect({ ...year }).toEqual(before);
});

test('[SIGNAL26] a morning that is in is judged before the afternoon; a partial opening is not', () => {
  const series = seriesOf(days, 400, () => 24);
  const year = replay(yearOf(400, 0.06, 94), series, days.at(-1)!, parts);
  const day = days.at(-1)! + 1;
  const morning = (possible: number, absent: number) => {
    const today = emptySeries();
    const afternoon = { possiblePm: 0, attendingPm: 0, markedPm: 0, onRollPm: 0 };
    putDay(today, day, { ...fullDay(possible, absent), ...afternoon });
    const view = viewDay(year, today, 0, curve, emptyView());
    return signalOf(year, moment(year, day, 0, { view })).today;
  };
  expect(morning(396, 24)).toBe('usual');
  expect(morning(396, 120)).toMatch(/low|sudden-drop/);
  expect(morning(150, 9)).toBe('waiting');
});

test('[SIGNAL8] the sentence uses no word that blames or that only statisticians know', () => {
  const banned = /worst|failing|league|sigma|p-value|significan|control limit|offender|z-score/i;
  fc.assert(
    fc.property(courses, fc.integer({ min: 0, max: 70 }), (course, count) => {
      const series = seriesOf(days.slice(0, count), 400, absentOn(course));
      const year = replay(yearOf(400, 0.06, 94), series, days.at(-1)!, parts);
      const { reason } = signalOf(
        year,
        moment(year, days.at(-1)! + 1, 20, { target: { value: 94, kind: 'local' } }),
      );
      expect(reason).not.toMatch(banned);
      expect(reason).toMatch(/^[A-Z].*\.$/);
    }),
    { numRuns: 60 },
  );
});
