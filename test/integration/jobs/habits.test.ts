import type { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AreaSession } from '../../../shared/api/sessions.ts';
import { readHabits, UNLEARNT } from '../../../shared/projection/learnt.ts';
import { globalKeys } from '../../../shared/redis/keys.ts';
import { learn } from '../../../workers/jobs/habits.ts';
import { eventually } from '../../helpers/browser.ts';
import {
  FRIDAY,
  registerBody,
  rosterBody,
  SCHOOLS_HEADER,
  schoolLine,
  startTestBellwether,
  type TestBellwether,
} from '../../helpers/server.ts';
import { makeUpn } from '../../helpers/upns.ts';

const NDJSON = { 'content-type': 'application/x-ndjson' };
const PUPILS = 40;
const AWAY = 8;
const URNS = Array.from({ length: 12 }, (_, i) => 100_000 + i);
const upnsOf = (urn: number) => Array.from({ length: PUPILS }, (_, i) => makeUpn(urn * 100 + i));
const TURNS_AT_15 = 2;

let app: TestBellwether;
let redis: Redis;

/** The first `marked` pupils of every school, of whom eight are not there yet; recorded at a time of the day. */
async function registersAt(clock: string, marked: number, awayAs: string): Promise<void> {
  const at = `${FRIDAY}T${clock}:00Z`;
  app.clock.set(Math.max(app.clock.now(), Date.parse(at)));
  const registers = URNS.map((urn) => {
    const marks = upnsOf(urn)
      .slice(0, marked)
      .map((upn, i) => [upn, i < AWAY ? awayAs : '/'] as const);
    return JSON.stringify(registerBody(urn, marks, { recordedAt: at }));
  });
  await app.post('registers', registers.join('\n'), NDJSON);
  await app.settled();
}

const learnNow = () => learn({ redis, config: app.parts.config, clock: app.clock, logger: app.parts.logger });
const kept = async () => readHabits(await redis.get(globalKeys.habits));

beforeAll(async () => {
  app = await startTestBellwether();
  app.clock.set(Date.parse(`${FRIDAY}T08:30:00Z`));
  redis = app.redis.connect();
  await app.post('schools', [SCHOOLS_HEADER, ...URNS.map((urn) => schoolLine(urn, '201'))].join('\n'));
  const rosters = URNS.map((urn) =>
    rosterBody(
      urn,
      '2026-09-01',
      upnsOf(urn).map((upn) => ({ upn, yearGroup: '4' })),
    ),
  );
  await app.post('rosters', rosters.join('\n'), NDJSON);
  await registersAt('08:43', PUPILS / 2, 'N');
  await registersAt('08:58', PUPILS, 'N');
  await registersAt('08:59', PUPILS, 'L');
}, 60_000);
afterAll(() => app?.stop());

test('[PROJECT17] nothing is learnt of a day that has not ended', async () => {
  await learnNow();
  expect(await kept()).toEqual(UNLEARNT);
});

test('[PROJECT17] where all marked N come a little later, the evening learns that more of them turn', async () => {
  app.clock.set(Date.parse(`${FRIDAY}T18:00:00Z`));
  await learnNow();
  const habits = await kept();
  expect(habits).toMatchObject({ days: [FRIDAY], sessions: URNS.length });
  const turning = ({ parameters }: typeof habits) => parameters.primary.filling.AM.turning[TURNS_AT_15];
  expect(turning(habits)).toBeGreaterThan(turning(UNLEARNT) + 0.2);
  const { secondary } = habits.parameters;
  expect(secondary).toEqual(UNLEARNT.parameters.secondary);
});

test('[PROJECT17] a correction of the next day is no habit of the morning', async () => {
  const before = await kept();
  app.clock.set(Date.parse('2026-11-21T10:00:00Z'));
  const marks = upnsOf(URNS[0]).map((upn) => [upn, 'I'] as const);
  await app.post('registers', registerBody(URNS[0], marks, { recordedAt: '2026-11-21T09:59:00Z' }));
  await app.settled();
  await learnNow();
  expect(await kept()).toEqual(before);
});

test('[PROJECT18] where a session will close is said from what was learnt', async () => {
  app.clock.set(Date.parse(`${FRIDAY}T18:00:00Z`));
  const closeOf = async (url: string) => {
    const headers = { authorization: 'Bearer demo-central' };
    const answer = await fetch(`${url}/api/v1/sessions/${FRIDAY}/AM/schools/${URNS[1]}`, { headers });
    return ((await answer.json()) as AreaSession).close;
  };
  await eventually('it is Friday again', async () => {
    const { date } = await app.json<{ date: string }>('/api/v1/live/england/snapshot');
    return date === FRIDAY;
  });
  await registersAt('09:00', PUPILS, 'N');
  const before = await closeOf(app.url);
  const learnt = await app.secondServer();
  const after = await closeOf(`http://127.0.0.1:${learnt.port}`);
  await learnt.stop();
  expect(before?.close).toBeDefined();
  expect(after?.close).toBeGreaterThan((before?.close ?? 0) + 1);
});
