import { expect, test } from 'vitest';
import { Pace } from '../../../server/live/pace.ts';

test('[LIVE24] a busy gateway tells less often, and as before once it is at ease', () => {
  let share = 0.1;
  const pace = new Pace({ shortestMs: 250, utilisation: () => share });
  expect([pace.next(), pace.isBusy]).toEqual([250, false]);
  share = 0.95;
  expect([pace.next(), pace.next(), pace.next()]).toEqual([500, 1000, 1000]);
  expect(pace.isBusy).toBe(true);
  share = 0.5;
  expect(pace.next()).toBe(1000);
  share = 0.2;
  expect([pace.next(), pace.next(), pace.next(), pace.isBusy]).toEqual([500, 250, 250, false]);
});
