import type { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readLastYear } from '../../../server/read/persistent-days.ts';
import { toDay } from '../../../shared/attendance/dates.ts';
import { globalKeys } from '../../../shared/redis/keys.ts';
import { decodePersistentDay, encodePersistentDay } from '../../../shared/redis/layouts/persistent-day.ts';
import { closedDayAt, keepDay, keepPersistentDay } from '../../../workers/jobs/persistent-days.ts';
import {
  registerBody,
  rosterBody,
  SCHOOLS_HEADER,
  schoolLine,
  startTestBellwether,
  type TestBellwether,
} from '../../helpers/server.ts';
import { makeUpn } from '../../helpers/upns.ts';

const URN = 100_000;
const PUPILS = Array.from({ length: 20 }, (_, i) => makeUpn(URN * 100 + i));
const HEADLINES = '/api/v1/areas/england/E92000001/headlines';
let app: TestBellwether;
let redis: Redis;

beforeAll(async () => {
  app = await startTestBellwether();
  redis = app.redis.connect();
  await app.post('schools', [SCHOOLS_HEADER, schoolLine(URN, '201')].join('\n'));
  const pupils = PUPILS.map((upn) => ({ upn, yearGroup: '4' }));
  const type = { 'content-type': 'application/x-ndjson' };
  await app.post('rosters', rosterBody(URN, '2026-09-01', pupils), type);
  await app.post(
    'registers',
    registerBody(
      URN,
      PUPILS.map((upn, i) => [upn, i < 5 ? 'N' : '/'] as const),
    ),
  );
  await app.settled();
});

afterAll(async () => {
  await app?.stop();
});

const keptDays = async () => (await redis.hkeys(globalKeys.persistentDays)).sort();
const keepNow = () =>
  keepPersistentDay({ redis, config: app.parts.config, clock: app.clock, logger: app.parts.logger });

test('[SCREEN453] with a count of the same day last year the headline has the change, over the schools counted on both; reading writes nothing', async () => {
  const before = new Map([
    [URN, { enrolments: 20, persistent: 4 }],
    [999_999, { enrolments: 1000, persistent: 900 }],
  ]);
  await redis.hset(globalKeys.persistentDays, '2025-11-20', encodePersistentDay(before));
  const year = await app.json(HEADLINES);
  expect(year).toMatchObject({
    persistent: { pupils: 5, of: 20, share: 0.25 },
    persistentFrom: '2026-11-20',
    persistentChange: 5,
    persistentSince: '2025-11-20',
  });
  expect(await keptDays()).toEqual(['2025-11-20']);
});

test('[SCREEN453] where last year’s count is small, who sees no small numbers is told no change', async () => {
  const year = await app.json(HEADLINES, 'demo-inspectorate');
  expect(year).toMatchObject({ persistent: { pupils: 5 }, persistentChange: null });
});

test('[SCREEN454] the job writes a day down when it has closed, not in the course of one', async () => {
  const now = app.clock.now();
  await keepNow();
  expect(await keptDays()).toEqual(['2025-11-20']);
  app.clock.set(Date.parse('2026-11-20T18:05:00Z'));
  await keepNow();
  const kept = await redis.hgetBuffer(globalKeys.persistentDays, '2026-11-20');
  expect(kept && decodePersistentDay(kept)).toEqual(new Map([[URN, { enrolments: 20, persistent: 5 }]]));
  app.clock.set(now);
});

test('[SCREEN454] a day closes at 18:00 in London and may be written down until 08:00', () => {
  const dayAt = (instant: string) => closedDayAt(Date.parse(instant));
  expect(dayAt('2026-11-20T17:59:00Z')).toBeNull();
  expect(dayAt('2026-11-20T18:00:00Z')).toBe(toDay('2026-11-20'));
  expect(dayAt('2026-11-21T07:59:00Z')).toBe(toDay('2026-11-20'));
  expect(dayAt('2026-11-21T08:00:00Z')).toBeNull();
  expect(dayAt('2026-07-01T17:00:00Z')).toBe(toDay('2026-07-01'));
});

test('[SCREEN454] a day is written down once, and goes after sixty weeks', async () => {
  const day = toDay('2027-03-01');
  const counts = (persistent: number) => new Map([[URN, { enrolments: 20, persistent }]]);
  await keepDay(redis, day - 421, counts(1));
  await keepDay(redis, day, counts(2));
  await keepDay(redis, day, counts(3));
  expect((await readLastYear(redis, day)).schools).toEqual(counts(2));
  expect((await readLastYear(redis, day - 421)).schools.size).toBe(0);
});
