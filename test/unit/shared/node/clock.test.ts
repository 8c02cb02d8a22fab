import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { londonInstant } from '../../../../shared/attendance/dates.ts';
import { startClock } from '../../../../shared/attendance/sim-clock.ts';
import { createClock } from '../../../../shared/node/clock.ts';

const REAL = Date.parse('2026-11-21T22:00:00Z');

beforeEach(() => void vi.useFakeTimers({ now: REAL }));
afterEach(() => void vi.useRealTimers());

const reader = (read: () => string | null | Error) => ({
  get: async () => {
    const answer = read();
    if (answer instanceof Error) throw answer;
    return answer;
  },
});

test('[CLOCK7] without a record in Redis the clock is the real one', async () => {
  const clock = await createClock(reader(() => null));
  expect([clock.now(), clock.speed(), clock.simulated]).toEqual([REAL, 1, false]);
  clock.stop();
});

test('[CLOCK7] a record that appears or changes reaches a running process within a second or so', async () => {
  let record: string | null = null;
  const clock = await createClock(reader(() => record));
  record = JSON.stringify(startClock(undefined, { speed: 100 }, REAL));
  await vi.advanceTimersByTimeAsync(1_000);
  expect([clock.now(), clock.speed(), clock.simulated]).toEqual([
    londonInstant('2026-11-20', '08:25') + 100_000,
    100,
    true,
  ]);
  record = null;
  await vi.advanceTimersByTimeAsync(1_000);
  expect(clock.simulated).toBe(false);
  clock.stop();
});

test('[CLOCK8] while Redis is away the clock runs on by the last record', async () => {
  let answer: string | Error = JSON.stringify(startClock(undefined, { speed: 10 }, REAL));
  const clock = await createClock(reader(() => answer));
  answer = new Error('away');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(clock.now()).toBe(londonInstant('2026-11-20', '08:35'));
  clock.stop();
});
