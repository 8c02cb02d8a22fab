import { expect, test } from 'vitest';
import { gapSteps, stepScale } from '../../../../client/school/gap-steps.ts';
import { layOutRunway, neededText } from '../../../../client/school/runway.ts';
import { daysFinding, layOutDays, sideOf } from '../../../../client/school/sixty-days.ts';
import { badgeText } from '../../../../client/school/words.ts';
import type { SignalDay } from '../../../../shared/api/signal-days.ts';
import { fromDay, toDay } from '../../../../shared/attendance/dates.ts';

const gap = { toTarget: -2.4, season: -0.8, shared: -0.3, own: -1.3 };
const day = (i: number, more: Partial<SignalDay> = {}): SignalDay => ({
  date: fromDay(toDay('2026-09-01') + i),
  attendance: 94,
  expected: 94,
  usualRange: 1.5,
  standing: 'on-track',
  usable: true,
  toDate: 94,
  path: 94.5,
  onTarget: 95,
  ...more,
});
const BOX = { width: 600, height: 200 };

test('[SCREEN155] the three steps lead from the target down to today, each from where the last ended', () => {
  const steps = gapSteps({ gap, target: 94.2, expected: 93.1, attendance: 91.8 }, 'a Friday in November');
  expect(steps?.map(({ name, points }) => [name, points])).toEqual([
    ['Season', -0.8],
    ['England-wide', -0.3],
    ['This school', -1.3],
  ]);
  expect(steps?.[0].from).toBe(94.2);
  expect(steps?.[2].to).toBeCloseTo(91.8, 9);
  expect(steps?.[1].from).toBe(steps?.[0].to);
  const scale = stepScale(steps ?? [], 300);
  expect(scale(91.8)).toBeGreaterThan(0);
  expect(scale(94.2)).toBeLessThan(300);
});

test('[SCREEN155] without a target there is one step, from expected, and before the first mark there is none', () => {
  const own = { toTarget: null, season: null, shared: null, own: -1.3 };
  const steps = gapSteps({ gap: own, target: null, expected: 93.1, attendance: 91.8 }, 'x');
  expect(steps?.map(({ key, from }) => [key, from])).toEqual([['own', 93.1]]);
  expect(gapSteps({ gap, target: 94.2, expected: 93.1, attendance: null }, 'x')).toBeNull();
});

test('[SCREEN156] a day counts as outside only beyond its usual range, and the title says how many', () => {
  expect(sideOf(day(0, { attendance: 92.6 }))).toBe('usual');
  expect(sideOf(day(0, { attendance: 92.4 }))).toBe('below');
  expect(sideOf(day(0, { attendance: 92.4, usable: false }))).toBe('usual');
  expect(daysFinding([day(0), day(1)])).toBe('Every day within its usual range');
  expect(daysFinding([day(0, { attendance: 90 }), day(1, { attendance: 99 })])).toBe(
    '1 of 2 days below the usual range, 1 above',
  );
});

test('[CASE40] the title of the days never contradicts the standing', () => {
  const slow = [day(0), day(1, { attendance: 93, standing: 'slipping' })];
  expect(daysFinding(slow)).toBe('Slipping: no day outside the range by itself');
  expect(daysFinding([day(0, { attendance: 90 }), day(1, { standing: 'recovering' })])).toBe(
    'Recovering: 1 of 2 days below the usual range',
  );
});

test('[CASE41] the target of the days follows season and weekday, and stops where there is none', () => {
  const { target, y } = layOutDays([day(0), day(1, { onTarget: 93 }), day(2, { onTarget: null })], BOX);
  expect(target).toContain(String(Math.round(y(93) * 1000) / 1000));
  expect(target.match(/[ML]/g)).toEqual(['M', 'L']);
});

test('[SCREEN156] sixty days are drawn at most, and each run of slipping days is one stripe', () => {
  const days = Array.from({ length: 80 }, (_, i) => day(i, { standing: i > 70 ? 'slipping' : 'on-track' }));
  const chart = layOutDays(days, BOX);
  expect(chart.dots).toHaveLength(60);
  expect(chart.slipping).toHaveLength(1);
  expect(layOutDays([], BOX).dots).toEqual([]);
});

test('[SCREEN157] the runway ends on the target on the last school day, and says what is needed from here', () => {
  const days = Array.from({ length: 50 }, (_, i) => day(i));
  const runway = layOutRunway({ urn: 1, date: '', target: 95, schoolDays: 190, days }, BOX);
  expect(runway?.end.x).toBe(600);
  expect(runway?.end.y).toBe(runway?.y(95));
  expect(runway?.now.x).toBeCloseTo((600 * 49) / 189);
  expect(layOutRunway({ urn: 1, date: '', target: 95, schoolDays: 190, days: [] }, BOX)).toBeNull();
  const yearToDate = { attendance: 93, path: 94, verdict: 'behind' as const, neededFromHere: 94.9 };
  expect(neededText({ yearToDate, target: 94.2 })).toBe('Needs 94.9% from here to finish on 94.2%.');
  expect(neededText({ yearToDate: { ...yearToDate, neededFromHere: 101 }, target: 94.2 })).toContain(
    'Beyond reach',
  );
  expect(neededText({ yearToDate, target: null })).toBeNull();
});

test('[SCREEN470] where less than so far is needed and unlikely all the same, the page says why', () => {
  const yearToDate = {
    attendance: 90.7,
    path: 91.2,
    verdict: 'behind' as const,
    neededFromHere: 89.3,
    outlook: 'unlikely' as const,
  };
  const said = (more: object) => neededText({ yearToDate: { ...yearToDate, ...more }, target: 89.8 });
  expect(said({})).toBe(
    'Needs 89.3% from here to finish on 89.8%: unlikely, as attendance is usually lower in the rest of a year than up to now.',
  );
  expect(said({ outlook: 'likely' })).toBe('Needs 89.3% from here to finish on 89.8%: likely.');
  expect(said({ neededFromHere: 91 })).toBe('Needs 91.0% from here to finish on 89.8%: unlikely.');
  expect(said({ path: 89.8 })).toBe('Needs 89.3% from here to finish on 89.8%: unlikely.');
});

test('[SCREEN158] a badge says where a dispute stands, by when it is answered, and before and after', () => {
  const dispute = { state: 'open' as const, replyBy: '2026-11-27', before: 80, after: 100 };
  expect(badgeText(dispute)).toBe('Disputed, reply by Fri 27 Nov');
  expect(badgeText({ ...dispute, state: 'corrected' })).toBe('Corrected: 80.0 before, 100.0 after');
});
