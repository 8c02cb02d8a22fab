import { afterAll, beforeAll, expect, test } from 'vitest';
import type { EventsBody } from '../../../shared/api/events.ts';
import { eventually } from '../../helpers/browser.ts';
import { connectLive } from '../../helpers/live-client.ts';
import {
  FRIDAY,
  registerBody,
  rosterBody,
  SCHOOLS_HEADER,
  schoolLine,
  startTestBellwether,
  type TestBellwether,
} from '../../helpers/server.ts';
import { knownSignal, tellSignals } from '../../helpers/signals.ts';
import { makeUpn } from '../../helpers/upns.ts';

const [A, B, C] = [100_000, 100_001, 100_002];
const upnOf = (urn: number) => makeUpn(urn * 100);
let app: TestBellwether;

const events = async (query = '', url = app.url): Promise<EventsBody> => {
  const headers = { authorization: 'Bearer demo-central' };
  return (await (await fetch(`${url}/api/v1/events${query}`, { headers })).json()) as EventsBody;
};
const kinds = async () => (await events()).items.map(({ kind, view }) => `${kind} ${view}`);

beforeAll(async () => {
  app = await startTestBellwether();
  const lines = [schoolLine(A, '201'), schoolLine(B, '202'), schoolLine(C, '202')];
  await app.post('schools', [SCHOOLS_HEADER, ...lines].join('\n'));
  const rosters = [A, B, C].map((urn) =>
    rosterBody(urn, '2026-09-01', [{ upn: upnOf(urn), yearGroup: '4' }]),
  );
  await app.post('rosters', rosters.join('\n'), { 'content-type': 'application/x-ndjson' });
  await app.settled();
});

afterAll(async () => {
  await app.stop();
});

test('[SCREEN300] a closure is an event of its authority, told in words and by the next beat', async () => {
  const client = await connectLive(app.url, { token: 'demo-central' });
  const before = (await events()).version;
  await app.post('registers', registerBody(B, [[upnOf(B), 'Y4']]));
  await eventually('the closure is known', async () => (await kinds()).includes('closed la:202'));
  const [event] = (await events()).items;
  expect(event).toMatchObject({
    what: 'School 100001 closed in Camden',
    schools: [B],
    endedAt: null,
    acknowledged: null,
  });
  await eventually('the beat says so', async () => (client.beats.at(-1)?.events ?? 0) > before);
  client.close();
});

test('[SCREEN301] a sudden drop is an event with what was seen first, and ends without being forgotten', async () => {
  const tell = (today: 'sudden-drop' | 'usual', attendance: number, sequence: number) =>
    tellSignals(app.redis.connect(), FRIDAY, sequence, [knownSignal({ urn: A, today, attendance })]);
  await tell('sudden-drop', 71.2, 1);
  await eventually('the drop is known', async () => (await kinds()).includes(`sudden-drop school:${A}`));
  await tell('usual', 93.1, 2);
  const drop = async () => (await events()).items.find(({ kind }) => kind === 'sudden-drop');
  await eventually('it has ended', async () => (await drop())?.endedAt !== null);
  expect((await drop())?.what).toBe('School 100000, sudden drop: 71.2% where 94.0 was expected');
});

test('[SCREEN302] what one desk acknowledges is acknowledged at every gateway, once, and outlives a restart', async () => {
  const [{ id }] = (await events()).items.filter(({ kind }) => kind === 'closed');
  const say = (token: string) =>
    fetch(`${app.url}/api/v1/events/${id}/acknowledge`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
    });
  const version = (await events()).version;
  expect((await say('demo-central')).status).toBe(200);
  expect((await say('demo-central')).status).toBe(200);
  expect((await events()).version).toBe(version + 1);
  expect((await say('demo-wall')).status).toBe(403);
  const second = await app.secondServer();
  const there = await events('', `http://127.0.0.1:${second.port}`);
  expect(there.items.find((one) => one.id === id)?.acknowledged).toMatchObject({ role: 'central' });
  expect(there.items).toEqual((await events()).items);
  await second.stop();
});

test('[SCREEN303] an area sees the events of its own schools alone, and a wall none', async () => {
  expect((await events('?area=la:201')).items.map(({ kind }) => kind)).toEqual(['sudden-drop']);
  expect((await events('?area=la:202')).items.map(({ kind }) => kind)).toEqual(['closed']);
  expect((await app.get('/api/v1/events', 'demo-wall')).status).toBe(403);
  const csv = await app.get('/api/v1/events', 'demo-central', { accept: 'text/csv' });
  expect((await csv.text()).split('\n')[0]).toBe(
    'id,kind,at,endedAt,what,view,schools,acknowledgedAt,acknowledgedBy,query,answeredAt',
  );
});
