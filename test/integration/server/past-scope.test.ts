/** A past date must not open what today's scope keeps shut: schools that have moved on, and sums of few schools then. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { EventsBody } from '../../../shared/api/events.ts';
import type { AreaSession } from '../../../shared/api/sessions.ts';
import { createToken } from '../../../shared/node/tokens.ts';
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

const [A, B, C, D, E] = [100_000, 100_001, 100_002, 100_003, 100_004];
const MONDAY = '2026-11-23';
const upnOf = (urn: number) => makeUpn(urn * 100);
const la = (date: string) => `/api/v1/sessions/${date}/AM/areas/la/202`;
let app: TestBellwether;

const tokenOf = async (role: 'la' | 'school', scope: string) =>
  (await createToken(app.redis.connect(), { role, scope }, Date.now())).token;

/** Camden has B and C until the week-end, and C, D and E after it. */
beforeAll(async () => {
  app = await startTestBellwether();
  const before = [
    [A, '201'],
    [B, '202'],
    [C, '202'],
    [D, '203'],
    [E, '203'],
  ] as const;
  await app.post('schools', [SCHOOLS_HEADER, ...before.map(([urn, of]) => schoolLine(urn, of))].join('\n'));
  const rosters = before.map(([urn]) => rosterBody(urn, '2026-09-01', [{ upn: upnOf(urn), yearGroup: '4' }]));
  await app.post('rosters', rosters.join('\n'), { 'content-type': 'application/x-ndjson' });
  await app.post('registers', registerBody(B, [[upnOf(B), 'Y4']]));
  await app.settled();
  await eventually('the closure is known', async () => (await eventsOf('demo-central')).includes(B));
  const header = SCHOOLS_HEADER.split(',');
  const moved = [schoolLine(B, '203'), schoolLine(D, '202'), schoolLine(E, '202')].map((line) => ({
    ...Object.fromEntries(line.split(',').map((value, i) => [header[i], value])),
    asOf: '2026-11-21',
  }));
  expect((await app.post('schools', moved)).status).toBe(202);
  app.clock.set(Date.parse(`${MONDAY}T09:00:00Z`));
  await eventually('it is Monday', async () => {
    const { version } = await app.json<AreaSession>(la(MONDAY));
    const { date } = await app.json<{ date: string }>('/api/v1/live/england/snapshot');
    return version === 0 && date === MONDAY;
  });
}, 60_000);
afterAll(() => app?.stop());

async function eventsOf(token: string, query = `?date=${FRIDAY}`): Promise<number[]> {
  const { items } = await app.json<EventsBody>(`/api/v1/events${query}`, token);
  return items.flatMap(({ schools }) => schools);
}

test('[ACCESS345] events of a past date tell nothing of a school that has left the scope since', async () => {
  expect(await eventsOf('demo-central', `?date=${FRIDAY}&area=la:202`)).toContain(B);
  expect(await eventsOf(await tokenOf('la', 'la:202'))).toEqual([]);
});

test('[ACCESS346] a sum of a past date is kept shut where it was of one unseen school then', async () => {
  const school = await tokenOf('school', `school:${C}`);
  expect((await app.get(la(MONDAY), school)).status).toBe(200);
  expect((await app.get(la(FRIDAY), school)).status).toBe(403);
  for (const path of ['cohorts', 'persistent'])
    expect((await app.get(`/api/v1/areas/la/202/${path}?date=${FRIDAY}`, school)).status, path).toBe(403);
  expect((await app.get(la(FRIDAY), await tokenOf('la', 'la:202'))).status).toBe(200);
});
