import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AreaMinutes, AreaSession, SchoolSession } from '../../../shared/api/sessions.ts';
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
const [A, B, C] = [100_000, 100_001, 100_002];
const AM = `/api/v1/sessions/${FRIDAY}/AM`;
const pupilsOf = (urn: number, count: number) =>
  Array.from({ length: count }, (_, i) => ({ upn: makeUpn(urn * 100 + i), yearGroup: i === 0 ? 'R' : '4' }));

let app: TestBellwether;

beforeAll(async () => {
  app = await startTestBellwether();
  const lines = [schoolLine(A, '201'), schoolLine(B, '202', 'Secondary', '77'), schoolLine(C, '301')];
  expect((await app.post('schools', [SCHOOLS_HEADER, ...lines].join('\n'))).status).toBe(202);
  const rosters = [A, B, C].map((urn) => rosterBody(urn, '2026-09-01', pupilsOf(urn, 10))).join('\n');
  expect((await app.post('rosters', rosters, NDJSON)).status).toBe(202);
  const marks = pupilsOf(A, 10).map(({ upn }, i) => [upn, i < 8 ? '/' : i === 8 ? 'L' : 'N'] as const);
  expect((await app.post('registers', registerBody(A, marks))).status).toBe(202);
  const half = pupilsOf(B, 5).map(({ upn }) => [upn, 'I'] as const);
  expect((await app.post('registers', registerBody(B, half))).status).toBe(202);
  await app.settled();
}, 60_000);
afterAll(() => app?.stop());

test('[READ1] a school session shows its counts by cohort, its state and its marks by code', async () => {
  const session = await app.json<SchoolSession>(`${AM}/schools/${A}`);
  expect(session).toMatchObject({ urn: A, date: FRIDAY, session: 'AM', state: 'complete' });
  expect(session.newestMarkAt).toBe(`${FRIDAY}T08:55:00.000Z`);
  const { all, statutory } = session.cohorts;
  expect(all).toMatchObject({ onRoll: 10, marked: 10, attending: 9, late: 1, unexplained: 1, absent: 1 });
  expect(all.codes).toEqual({ '/': 8, L: 1, N: 1 });
  expect(statutory).toMatchObject({ onRoll: 9, attending: 8 });
});

test('[READ2] a known school without marks answers with its roll, all unmarked, on any valid date', async () => {
  const today = await app.json<SchoolSession>(`${AM}/schools/${C}`);
  expect(today).toMatchObject({ state: 'none', version: 0 });
  expect(today.cohorts.all).toMatchObject({ onRoll: 10, unmarked: 10, marked: 0 });
  const sunday = await app.json<SchoolSession>(`/api/v1/sessions/2026-11-15/PM/schools/${C}`);
  expect(sunday.cohorts.all).toMatchObject({ onRoll: 10, unmarked: 10 });
  const before = await app.json<SchoolSession>(`/api/v1/sessions/2026-08-31/AM/schools/${C}`);
  expect(before.cohorts.all).toMatchObject({ onRoll: 0, unmarked: 0 });
});

test('[READ3] every area is the sum of its schools, with its schools by state', async () => {
  const england = await app.json<AreaSession>(`${AM}/areas/england/E92000001`);
  expect(england.schools).toEqual({ expected: 3, none: 1, partial: 1, complete: 1, closed: 0 });
  expect([england.state, england.version]).toEqual(['partial', 2]);
  expect(england.cohorts.all).toMatchObject({ onRoll: 30, marked: 15, attending: 9, authorised: 5 });
  expect(england.cohorts.all.codes).toEqual({ '/': 8, L: 1, N: 1, I: 5 });
  const london = await app.json<AreaSession>(`${AM}/areas/region/E12000007`);
  expect(london.cohorts).toEqual(england.cohorts);
  const camden = await app.json<AreaSession>(`${AM}/areas/la/202`);
  expect(camden.cohorts.all).toMatchObject({ onRoll: 10, absent: 5 });
  const trust = await app.json<AreaSession>(`${AM}/areas/trust/77`);
  expect(trust).toMatchObject({ name: 'Trust 77', cohorts: camden.cohorts });
  const primary = await app.json<AreaSession>(`${AM}/areas/england/E92000001?phase=primary`);
  expect(primary.cohorts.all.onRoll).toBe(20);
});

test('[READ61] how a session filled ends at what the session shows, for every area and phase', async () => {
  for (const path of ['england/E92000001', 'la/202', 'trust/77', 'la/301']) {
    const { cohorts } = await app.json<AreaSession>(`${AM}/areas/${path}`);
    const filled = await app.json<AreaMinutes>(`${AM}/areas/${path}/minutes`);
    for (const cohort of ['all', 'statutory'] as const) {
      const { onRoll, marked, attending, absent } = cohorts[cohort];
      const { minutes, onRoll: roll } = filled.cohorts[cohort];
      expect(roll).toBe(onRoll);
      expect(minutes.length).toBe(marked === 0 ? 0 : 1);
      if (marked === 0) continue;
      expect(minutes[0]).toMatchObject({ at: `${FRIDAY}T09:00:00.000Z`, marked, attending, absent });
    }
  }
  const primary = await app.json<AreaMinutes>(`${AM}/areas/england/E92000001/minutes?phase=primary`);
  expect(primary.cohorts.all.minutes.at(-1)).toMatchObject({ marked: 10, attending: 9 });
});

test('[READ4] another day is read from the store as exactly as today from memory', async () => {
  const thursday = { date: '2026-11-19', recordedAt: '2026-11-19T09:00:00Z' };
  const marks = pupilsOf(A, 10).map(({ upn }) => [upn, '\\'] as const);
  await app.post('registers', registerBody(A, marks, thursday));
  await app.settled();
  const england = await app.json<AreaSession>('/api/v1/sessions/2026-11-19/AM/areas/england/E92000001');
  expect(england.schools).toMatchObject({ expected: 3, none: 2, complete: 1 });
  expect(england.cohorts.all).toMatchObject({ onRoll: 30, attending: 10 });
});

test('[READ5] access is checked before parameters, and parameters are named when they are wrong', async () => {
  expect((await app.get('/api/v1/sessions/2026-02-30/Eve/schools/1', null)).status).toBe(401);
  expect((await app.get('/api/v1/sessions/2026-02-30/Eve/schools/100000', 'demo-wall')).status).toBe(403);
  const bad = await app.get(`/api/v1/sessions/2026-02-30/Eve/schools/${A}`);
  expect(bad.status).toBe(400);
  expect(bad.headers.get('content-type')).toContain('application/problem+json');
  expect(await bad.json()).toMatchObject({
    code: 'bad_parameters',
    faults: [{ path: 'date' }, { path: 'session' }],
  });
  expect((await app.get(`${AM}/schools/999999`)).status).toBe(404);
  expect((await app.get(`${AM}/areas/la/999`)).status).toBe(404);
  const broken = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{' };
  expect((await fetch(`${app.url}/session/ticket`, broken)).status).toBe(401);
  expect((await fetch(`${app.url}/session`, broken)).status).toBe(400);
});

test('[READ6] a correction moves the rolling sums of the school and of its areas by exactly its difference', async () => {
  const url = `/api/v1/schools/${A}/cohorts?date=${FRIDAY}&window=5d`;
  const before = await app.json<{ cohorts: Record<string, { attending: number }>; days: number }>(url);
  expect(before.cohorts.all).toMatchObject({ possible: 20, attending: 19 });
  expect(before.days).toBe(2);
  const correction = { date: '2026-11-19', recordedAt: '2026-11-19T10:00:00Z' };
  await app.post('registers', registerBody(A, [[pupilsOf(A, 1)[0].upn, 'I']], correction));
  await app.settled();
  const after = await app.json<typeof before>(url);
  expect(after.cohorts.all).toMatchObject({ possible: 20, attending: 18 });
  const area = await app.json<typeof before>(`/api/v1/areas/la/201/cohorts?date=${FRIDAY}&window=term`);
  expect(area.cohorts).toEqual(after.cohorts);
  const england = await app.json<typeof before>(`/api/v1/areas/england/E92000001/cohorts?window=20d`);
  expect(england.cohorts.all).toMatchObject({ possible: 25, attending: 18 });
  const fridayAlone = await app.json<typeof before>(
    `/api/v1/schools/${A}/cohorts?date=2026-11-19&window=year`,
  );
  expect(fridayAlone.cohorts.all).toMatchObject({ possible: 10, attending: 9 });
});

test('[READ7] imported history and own counts stand side by side, each with its source', async () => {
  const csv = [
    'urn,date,session,possible,attending,authorised,unauthorised',
    `${A},2026-11-13,AM,10,8,1,1`,
    `${A},2026-11-19,AM,10,1,5,4`,
  ].join('\n');
  expect((await app.post('history', csv)).status).toBe(202);
  await app.settled();
  const { sessions } = await app.json<{ sessions: unknown[] }>(
    `/api/v1/schools/${A}/history?from=2026-11-09&to=2026-11-20`,
  );
  expect(sessions).toMatchObject([
    { date: '2026-11-13', session: 'AM', source: 'imported', possible: 10, attending: 8, absent: 2 },
    { date: '2026-11-19', session: 'AM', source: 'marks', possible: 10, attending: 9 },
    { date: '2026-11-20', session: 'AM', source: 'marks', possible: 10, attending: 9 },
  ]);
});

test('[READ8] the leaderboard turns page by page, and a school without a signal stands in it as unknown', async () => {
  const board = await app.json<{ items: { urn: number }[]; total: number; next?: string }>(
    `${AM}/leaderboard?area=england&limit=2`,
  );
  expect(board.total).toBe(3);
  expect(board.items[0]).toMatchObject({ place: 1, standing: 'unknown', evidence: null });
  expect(board.next).toBe('2');
  const rest = await app.json<typeof board>(`${AM}/leaderboard?area=england&limit=2&cursor=2`);
  expect(rest.items).toHaveLength(1);
  expect(rest.next).toBeUndefined();
  const slipping = await app.json<{ total: number }>(`${AM}/leaderboard?state=slipping`);
  expect(slipping.total).toBe(0);
});

test('[READ9] lists answer as CSV when asked', async () => {
  const answer = await app.get(`${AM}/leaderboard`, 'demo-central', { accept: 'text/csv' });
  expect(answer.headers.get('content-type')).toContain('text/csv');
  const lines = (await answer.text()).trim().split('\n');
  expect(lines[0]).toMatch(/^place,urn,name,la,phase/);
  expect(lines).toHaveLength(4);
});

test('[READ10] persistent absentees are counted for areas and named only to roles with pupil access', async () => {
  const england = await app.json<{ cohorts: Record<string, object> }>(
    '/api/v1/areas/england/E92000001/persistent',
  );
  expect(england.cohorts.all).toEqual({ enrolments: 15, persistent: 7, severe: 7 });
  expect((await app.get(`/api/v1/schools/${B}/persistent`)).status).toBe(403);
});

test('[READ11] the status is zero pending only when this server shows everything accepted', async () => {
  const status = await app.json('/api/v1/status');
  expect(status).toMatchObject({ pendingRegisters: 0, quarantinedMarks: 0, schools: 3, date: FRIDAY });
  expect(status.acceptedMarks).toBe(status.appliedMarks);
  expect((await app.get('/api/v1/status', 'demo-inspectorate')).status).toBe(403);
});

test('[READ12] an unchanged answer is answered 304', async () => {
  const first = await app.get(`${AM}/schools/${A}`);
  const etag = first.headers.get('etag');
  expect(etag).toBeTruthy();
  const again = await app.get(`${AM}/schools/${A}`, 'demo-central', { 'if-none-match': etag! });
  expect(again.status).toBe(304);
});

test('[READ13] marks without a roster show in quarantine, and their receipt says so', async () => {
  const answer = await app.post('registers', registerBody(C, [[makeUpn(7), 'I']]));
  const { receipt } = (await answer.json()) as { receipt: string };
  await app.settled();
  const found = await app.json(`/api/v1/receipts/${receipt}`, 'demo-supplier');
  expect(found).toMatchObject({ receipt, state: 'partly_quarantined', kind: 'registers' });
  const quarantine = await app.json<{ items: unknown[] }>(`/api/v1/quarantine?urn=${C}`, 'demo-supplier');
  const item = { urn: C, upn: makeUpn(7), date: FRIDAY, session: 'AM', code: 'I', reason: 'unknown_pupil' };
  expect(quarantine.items).toMatchObject([item]);
  const forCentral = await app.json<{ items: Record<string, unknown>[] }>(`/api/v1/quarantine?urn=${C}`);
  expect(forCentral.items[0]).not.toHaveProperty('upn');
});

test('[READ15] a receipt speaks of its own marks, and is counted once a roster names their pupils', async () => {
  const D = 100_003;
  const [known, late, stranger] = [makeUpn(71), makeUpn(72), makeUpn(73)];
  const send = async (upn: string) => {
    const answer = await app.post('registers', registerBody(D, [[upn, 'I']]));
    return ((await answer.json()) as { receipt: string }).receipt;
  };
  const roster = (asOf: string, upns: readonly string[]) => {
    const pupils = upns.map((upn) => ({ upn, yearGroup: '4' }));
    return app.post('rosters', rosterBody(D, asOf, pupils), NDJSON);
  };
  await app.post('schools', [SCHOOLS_HEADER, schoolLine(D, '202')].join('\n'));
  await roster('2026-09-01', [known]);
  const receipts = [await send(known), await send(late), await send(stranger)];
  const states = async () => {
    await app.settled();
    const found = receipts.map((id) =>
      app.json<{ state: string }>(`/api/v1/receipts/${id}`, 'demo-supplier'),
    );
    return (await Promise.all(found)).map(({ state }) => state);
  };
  expect(await states()).toEqual(['counted', 'partly_quarantined', 'partly_quarantined']);
  await roster('2026-09-02', [known, late]);
  expect(await states()).toEqual(['counted', 'counted', 'partly_quarantined']);
});

test('[READ14] OpenAPI, the human page, health, version and metrics answer without access', async () => {
  const document = (await (await app.get('/api/openapi.json', null)).json()) as { paths: object };
  expect(Object.keys(document.paths)).toContain('/api/v1/sessions/{date}/{session}/schools/{urn}');
  expect(Object.keys(document.paths)).toContain('/api/v1/registers');
  const page = await app.get('/docs', null);
  expect(page.headers.get('content-type')).toContain('text/html');
  expect(await (await app.get('/readyz', null)).json()).toMatchObject({ ready: true });
  for (const path of ['/livez', '/version', '/metrics']) expect((await app.get(path, null)).status).toBe(200);
});
