import { expect, test } from 'vitest';
import { createTelling, Pace } from '../../../server/live/pace.ts';

test('[LIVE24] a gateway busy with telling tells less often, and as before once it is at ease', () => {
  let share = 0.02;
  const telling = { time: <T>(work: () => T) => work(), share: () => share };
  const pace = new Pace({ shortestMs: 250, telling });
  expect([pace.next(), pace.isBusy]).toEqual([250, false]);
  share = 0.4;
  expect([1, 2, 3, 4].map(() => pace.next())).toEqual([500, 1000, 2000, 2000]);
  expect(pace.isBusy).toBe(true);
  share = 0.1;
  expect(pace.next()).toBe(2000);
  share = 0.05;
  expect([1, 2, 3, 4].map(() => pace.next())).toEqual([1000, 500, 250, 250]);
  expect(pace.isBusy).toBe(false);
});

test('[LIVE24] work of other kinds, however much, does not slow telling down', () => {
  let at = 0;
  const telling = createTelling(() => at);
  telling.time(() => {
    at += 20;
  });
  at += 230;
  expect(telling.share()).toBe(0.08);
  at += 250;
  expect(telling.share()).toBe(0);
});
