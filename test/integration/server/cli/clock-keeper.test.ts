import type { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { keepClockSeen, prepareClock } from '../../../../server/cli/clock-keeper.ts';
import { simClockSchema } from '../../../../shared/attendance/sim-clock.ts';
import { globalKeys } from '../../../../shared/redis/keys.ts';
import { startTestRedis, type TestRedis } from '../../../helpers/redis.ts';

const PLAYED = { feed: 'england', date: undefined, feedSpeed: undefined } as const;
const HOUR = 3_600_000;
const REAL = Date.parse('2026-11-21T22:00:00Z');

let server: TestRedis;
let redis: Redis;
beforeAll(async () => {
  server = await startTestRedis();
  redis = server.connect();
});
beforeEach(() => redis.flushall());
afterAll(() => server.stop());

const kept = async () => simClockSchema.parse(JSON.parse((await redis.get(globalKeys.clock)) ?? ''));

test('[CLOCK4] the clock is noted as seen while it runs, and the next start goes on from there', async () => {
  const first = await prepareClock(redis, PLAYED, Date.now() - 60_000);
  await keepClockSeen(redis).stop();
  const seen = await kept();
  expect(seen.seenSimMs).toBeGreaterThanOrEqual((first?.simMs ?? 0) + 600_000);
  const again = await prepareClock(redis, PLAYED, Date.now() + HOUR);
  expect((again?.simMs ?? 0) - seen.seenSimMs).toBeGreaterThanOrEqual(0);
  expect((again?.simMs ?? 0) - seen.seenSimMs).toBeLessThan(60_000);
});

test('[CLOCK9] a start without a feed puts the clock aside, and a later one with a feed goes on with it', async () => {
  const first = await prepareClock(redis, PLAYED, REAL);
  expect(await prepareClock(redis, { ...PLAYED, feed: 'none' }, REAL)).toBeUndefined();
  expect(await redis.exists(globalKeys.clock)).toBe(0);
  await prepareClock(redis, { ...PLAYED, feed: 'none' }, REAL);
  const again = await prepareClock(redis, PLAYED, REAL);
  expect(again?.simMs).toBe(first?.simMs);
  expect(await redis.exists(globalKeys.clockAside)).toBe(0);
});
