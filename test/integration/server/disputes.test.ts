import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Grant } from '../../../shared/access/roles.ts';
import type { Disputes, DisputeView } from '../../../shared/api/disputes.ts';
import { createToken } from '../../../shared/node/tokens.ts';
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
const [A, B] = [100_000, 100_001];
const upns = Array.from({ length: 10 }, (_, i) => makeUpn(i));
const figure = { name: 'attendance', date: FRIDAY, session: 'AM' };

let app: TestBellwether;
let school: string;
let other: string;
const tokenOf = async (grant: Grant) => (await createToken(app.redis.connect(), grant, Date.now())).token;
const send = (path: string, body: unknown, token = 'demo-central') =>
  fetch(app.url + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

beforeAll(async () => {
  app = await startTestBellwether();
  await app.post('schools', [SCHOOLS_HEADER, schoolLine(A, '201'), schoolLine(B, '202')].join('\n'));
  await app.post(
    'rosters',
    rosterBody(
      A,
      '2026-09-01',
      upns.map((upn) => ({ upn, yearGroup: '4' })),
    ),
    NDJSON,
  );
  await app.post(
    'registers',
    registerBody(
      A,
      upns.map((upn, i) => [upn, i < 8 ? '/' : 'N'] as const),
    ),
  );
  await app.settled();
  school = await tokenOf({ role: 'school', scope: `school:${A}` });
  other = await tokenOf({ role: 'la', scope: 'la:202' });
}, 60_000);
afterAll(() => app?.stop());

let id: string;

test('[DISPUTE10] a school disputes its own figure: the value and the counts behind it are read by the server', async () => {
  const answer = await send(
    '/api/v1/disputes',
    { urn: A, figure, says: 'Two were on a trip', shown: 12 },
    school,
  );
  const dispute = (await answer.json()) as DisputeView;
  expect(answer.status).toBe(200);
  expect(dispute).toMatchObject({
    state: 'open',
    before: 80,
    now: 80,
    shown: 12,
    counts: { possible: 10, attending: 8, unexplained: 2 },
    replyBy: '2026-11-27',
    by: { role: 'school', scope: `school:${A}` },
  });
  id = dispute.id;
  const again = await send('/api/v1/disputes', { urn: A, figure, says: 'Again' }, school);
  expect(again.status).toBe(409);
  expect(await again.json()).toMatchObject({ code: 'disputed_already' });
});

test('[DISPUTE11] nobody outside the scope opens, reads or steps, and roles without figures are refused', async () => {
  const opening = { urn: A, figure, says: 'x' };
  expect((await send('/api/v1/disputes', opening, other)).status).toBe(403);
  expect((await send('/api/v1/disputes', { ...opening, urn: 999_999 }, other)).status).toBe(404);
  for (const role of ['demo-wall', 'demo-inspectorate', 'demo-supplier', 'demo-admin']) {
    expect((await send('/api/v1/disputes', opening, role)).status).toBe(403);
    expect((await app.get('/api/v1/disputes', role)).status).toBe(403);
  }
  expect((await app.get(`/api/v1/disputes/${id}`, other)).status).toBe(403);
  expect((await app.get(`/api/v1/disputes?urn=${A}`, other)).status).toBe(403);
  expect((await app.json<Disputes>('/api/v1/disputes', other)).total).toBe(0);
  expect((await app.get('/api/v1/disputes?area=england', school)).status).toBe(403);
  expect((await send(`/api/v1/disputes/${id}/steps`, { step: 'say', words: 'x' }, other)).status).toBe(403);
  expect((await send(`/api/v1/disputes/${id}/steps`, { step: 'take', words: 'x' }, school)).status).toBe(403);
  expect((await app.get('/api/v1/disputes/none')).status).toBe(404);
});

test('[DISPUTE12] central takes it and corrects it once the register was sent again: before, after and who did what', async () => {
  const step = (body: object) => send(`/api/v1/disputes/${id}/steps`, body);
  expect((await step({ step: 'take', words: 'We look at it' })).status).toBe(200);
  const early = await step({ step: 'correct', words: 'Put right' });
  expect(early.status).toBe(409);
  expect(await early.json()).toMatchObject({ code: 'unchanged' });
  const fixed = upns.slice(8).map((upn) => [upn, 'V'] as const);
  await app.post('registers', registerBody(A, fixed, { recordedAt: `${FRIDAY}T08:58:00Z` }));
  await app.settled();
  const done = (await (await step({ step: 'correct', words: 'Put right' })).json()) as DisputeView;
  expect(done).toMatchObject({ state: 'corrected', before: 80, after: 100, now: 100, answer: 'Put right' });
  expect(done.countsNow).toMatchObject({ attending: 10, approvedActivity: 2 });
  expect(done.history.map(({ step: taken, by }) => `${taken} ${by.role}`)).toEqual([
    'open school',
    'take central',
    'correct central',
  ]);
});

test('[DISPUTE13] lists are filtered by school, state and lateness, page by page and as CSV', async () => {
  const target = { name: 'target', date: FRIDAY };
  await send('/api/v1/disputes', { urn: A, figure: target, says: 'Too high', shown: 97 }, school);
  const list = (query: string) => app.json<Disputes>(`/api/v1/disputes?${query}`);
  expect((await list('')).total).toBe(2);
  expect((await list('state=corrected')).items.map((one) => one.id)).toEqual([id]);
  const first = await list(`urn=${A}&limit=1`);
  expect(first).toMatchObject({
    total: 2,
    next: '1',
    items: [{ state: 'open', before: 97, school: `School ${A}` }],
  });
  expect((await list('overdue=true')).total).toBe(0);
  app.clock.set(Date.parse('2026-11-28T09:00:00Z'));
  expect((await list('overdue=true')).total).toBe(1);
  const csv = await app.get('/api/v1/disputes', 'demo-central', { accept: 'text/csv' });
  expect((await csv.text()).split('\n')[0]).toContain('replyBy');
});

test('[DISPUTE14] two who step at once: both steps are kept, one after the other', async () => {
  const steps = Array.from({ length: 8 }, (_, i) =>
    send(`/api/v1/disputes/${id}/steps`, { step: 'say', words: `word ${i}` }, school),
  );
  expect((await Promise.all(steps)).map(({ status }) => status)).toEqual(Array(8).fill(200));
  const { history } = await app.json<DisputeView>(`/api/v1/disputes/${id}`);
  expect(history).toHaveLength(11);
});
