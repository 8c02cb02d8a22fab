import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Grant } from '../../../shared/access/roles.ts';
import type { AreaMinutes, AreaSession, SchoolSession } from '../../../shared/api/sessions.ts';
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
const [A, B, C, D, E] = [100_000, 100_001, 100_002, 100_003, 100_004];
const AM = `/api/v1/sessions/${FRIDAY}/AM`;
const pupilsOf = (urn: number) =>
  Array.from({ length: 20 }, (_, i) => ({ upn: makeUpn(urn * 100 + i), yearGroup: '4' }));

let app: TestBellwether;

async function token(grant: Grant): Promise<string> {
  return (await createToken(app.redis.connect(), grant, Date.now())).token;
}

async function statusOf(path: string, grant: Grant): Promise<number> {
  return (await app.get(path, await token(grant))).status;
}

beforeAll(async () => {
  app = await startTestBellwether();
  const lines = [
    schoolLine(A, '201'),
    schoolLine(B, '202', 'Secondary', '77'),
    schoolLine(C, '301', 'Primary', '77'),
    schoolLine(D, '330'),
    schoolLine(E, '331'),
  ];
  await app.post('schools', [SCHOOLS_HEADER, ...lines].join('\n'));
  const schools = [
    { urn: A, tier: 'enhanced' },
    { urn: B, tier: 'regional' },
  ];
  const hubs = [{ id: 'H01', name: 'Hub one', region: 'E12000007', leadUrn: A, schools }];
  expect((await app.post('hubs', hubs)).status).toBe(202);
  await app.post(
    'rosters',
    [A, B, C].map((urn) => rosterBody(urn, '2026-09-01', pupilsOf(urn))).join('\n'),
    NDJSON,
  );
  const marks = pupilsOf(A).map(({ upn }, i) => [upn, i < 17 ? '/' : 'I'] as const);
  await app.post('registers', registerBody(A, marks));
  await app.settled();
}, 60_000);
afterAll(() => app?.stop());

const school = (urn: number) => `${AM}/schools/${urn}`;
const area = (kind: string, id: string) => `${AM}/areas/${kind}/${id}`;

test.each<[string, Grant, [string, number][]]>([
  [
    'an LA officer',
    { role: 'la', scope: 'la:202' },
    [
      [school(B), 200],
      [school(A), 403],
      [area('la', '202'), 200],
      [area('la', '201'), 403],
      [area('england', 'E92000001'), 200],
      [area('region', 'E12000007'), 200],
      [area('region', 'E12000001'), 403],
      [area('trust', '77'), 403],
      [`${AM}/leaderboard`, 200],
      [`${AM}/leaderboard?area=england`, 403],
      [`/api/v1/schools/${B}/persistent`, 200],
      [`/api/v1/schools/${A}/persistent`, 403],
      ['/api/v1/status', 403],
    ],
  ],
  [
    'a trust',
    { role: 'trust', scope: 'trust:77' },
    [
      [school(B), 200],
      [school(C), 200],
      [school(A), 403],
      [area('trust', '77'), 200],
      [area('la', '202'), 200],
      [area('la', '201'), 403],
      [area('england', 'E92000001'), 200],
    ],
  ],
  [
    'a hub',
    { role: 'hub', scope: 'hub:H01' },
    [
      [school(A), 200],
      [school(B), 200],
      [school(C), 403],
      [area('hub', 'H01'), 200],
      [`/api/v1/schools/${A}/persistent`, 200],
      [`/api/v1/schools/${B}/persistent`, 403],
      [`/api/v1/schools/${B}/persistent/counts`, 200],
    ],
  ],
  [
    'a school',
    { role: 'school', scope: `school:${A}` },
    [
      [school(A), 200],
      [school(B), 403],
      [area('la', '201'), 200],
      [area('la', '202'), 403],
      [area('region', 'E12000007'), 200],
      [`${AM}/leaderboard`, 200],
      [`/api/v1/schools/${A}/persistent`, 200],
    ],
  ],
  [
    'regional staff',
    { role: 'rise', scope: 'region:E12000007' },
    [
      [school(A), 200],
      [area('la', '202'), 200],
      [area('region', 'E12000001'), 403],
      [`/api/v1/schools/${A}/persistent`, 403],
    ],
  ],
  [
    'the inspectorate',
    { role: 'inspectorate', scope: 'england' },
    [
      [school(A), 200],
      [area('la', '201'), 200],
      [`${AM}/leaderboard`, 403],
      [`/api/v1/schools/${A}/persistent`, 403],
    ],
  ],
  [
    'a supplier',
    { role: 'supplier', scope: `school:${A}` },
    [
      [school(A), 403],
      [`/api/v1/quarantine?urn=${A}`, 200],
      [`/api/v1/quarantine?urn=${B}`, 403],
    ],
  ],
])('[ACCESS1] %s sees what the table of roles says, and nothing else', async (_, grant, expected) => {
  const seen = await Promise.all(expected.map(async ([path]) => [path, await statusOf(path, grant)]));
  expect(seen).toEqual(expected);
});

test('[ACCESS8] a query cannot make one school or area pass for another', async () => {
  const grant: Grant = { role: 'school', scope: `school:${A}` };
  for (const path of [school(B), `/api/v1/schools/${B}/persistent`, `/api/v1/schools/${B}/history`])
    expect(await statusOf(`${path}?urn=${A}`, grant)).toBe(403);
  expect(await statusOf(`${area('la', '301')}?kind=la&id=201`, grant)).toBe(403);
  expect(await statusOf(`/api/v1/live/school:${B}/snapshot?view=school:${A}`, grant)).toBe(403);
});

test('[ACCESS2] a token is in effect at once, and one nobody made lets nobody in', async () => {
  expect(await statusOf(school(A), { role: 'central', scope: 'england' })).toBe(200);
  expect((await app.get(school(A), 'bw_nobody')).status).toBe(401);
  const answer = await app.get(school(A), null);
  expect(answer.status).toBe(401);
  expect(answer.headers.get('www-authenticate')).toBe('Bearer');
});

test('[ACCESS3] small cells and counts by code of one school are absent for the inspectorate', async () => {
  const seen = await app.json<SchoolSession>(school(A), 'demo-inspectorate');
  expect(seen.cohorts.all.codes).toBeUndefined();
  expect(seen.cohorts.all).toMatchObject({ onRoll: 20, possible: 20 });
  for (const cohort of Object.values(seen.cohorts))
    for (const cell of Object.values(cohort)) expect(cell).toBeGreaterThanOrEqual(5);
  const england = await app.json<AreaSession>(area('england', 'E92000001'), 'demo-inspectorate');
  expect(england.cohorts.all.onRoll).toBe(60);
});

test('[ACCESS348] the inspectorate gets counts by code of no area: one school’s would follow', async () => {
  for (const [kind, id] of [
    ['england', 'E92000001'],
    ['region', 'E12000007'],
    ['la', '201'],
  ]) {
    const told = await app.json<AreaSession>(area(kind, id), 'demo-inspectorate');
    expect(told.cohorts.all.codes).toBeUndefined();
    expect((await app.json<AreaSession>(area(kind, id))).cohorts.all.codes).toBeDefined();
  }
});

test('[READ63] how a session filled is refused and withheld as the session itself is', async () => {
  const minutes = `${area('la', '201')}/minutes`;
  expect((await app.get(minutes, null)).status).toBe(401);
  expect(await statusOf(minutes, { role: 'la', scope: 'la:202' })).toBe(403);
  expect(await statusOf(`${area('england', 'E92000001')}/minutes`, { role: 'la', scope: 'la:202' })).toBe(
    200,
  );
  expect((await app.get(minutes, 'demo-supplier')).status).toBe(403);
  expect((await app.get(minutes, 'demo-wall')).status).toBe(403);
  const { cohorts } = await app.json<AreaMinutes>(minutes, 'demo-inspectorate');
  const [{ at: _, ...cells }] = cohorts.all.minutes;
  for (const cell of Object.values(cells)) expect(cell).toBeGreaterThanOrEqual(5);
  expect(cells).not.toHaveProperty('attending');
  const { all } = (await app.json<AreaSession>(area('la', '201'), 'demo-inspectorate')).cohorts;
  const { onRoll, unmarked: __, codes: ___, ...shown } = all;
  expect(cells).toEqual(shown);
  expect(cohorts.all.onRoll).toBe(onRoll);
});

test('[ACCESS4] a browser signs in, is known by its cookie, and is nobody after it signed out', async () => {
  const body = JSON.stringify({ role: 'la', scope: 'la:202' });
  const headers = { 'content-type': 'application/json' };
  const signedIn = await fetch(`${app.url}/session`, { method: 'POST', headers, body });
  const setCookie = signedIn.headers.get('set-cookie')!;
  expect(setCookie).toContain('HttpOnly');
  expect(setCookie).toContain('SameSite=Strict');
  const cookie = setCookie.split(';')[0];
  const who = await fetch(`${app.url}/session`, { headers: { cookie } });
  expect(await who.json()).toMatchObject({ role: 'la', scope: 'la:202' });
  expect((await fetch(app.url + school(B), { headers: { cookie } })).status).toBe(200);
  expect((await fetch(app.url + school(A), { headers: { cookie } })).status).toBe(403);
  expect((await fetch(`${app.url}/session`, { method: 'DELETE', headers: { cookie } })).status).toBe(200);
  expect((await fetch(app.url + school(B), { headers: { cookie } })).status).toBe(401);
});

test('[SCREEN423] who asks quietly is told that nobody is signed in without an error', async () => {
  const answer = await fetch(`${app.url}/session?quiet=true`);
  expect(answer.status).toBe(200);
  expect(await answer.json()).toEqual({ role: null });
  expect((await fetch(`${app.url}/session`)).status).toBe(401);
});

test('[ACCESS5] a role that needs a scope is refused without one, in words that show what it looks like', async () => {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${app.url}/session`, { method: 'POST', headers, body: '{"role":"hub"}' });
  expect(answer.status).toBe(400);
  expect(((await answer.json()) as { detail: string }).detail).toContain('hub:H01');
});

test('[ACCESS6] a page of another site cannot make a signed-in browser do anything', async () => {
  const headers = { 'content-type': 'application/json', origin: 'http://evil.example' };
  const answer = await fetch(`${app.url}/session`, { method: 'POST', headers, body: '{"role":"central"}' });
  expect(answer.status).toBe(403);
});

test('[ACCESS7] answers that are no page of the client run no script at all', async () => {
  for (const path of ['/docs', '/version', '/nowhere']) {
    const policy = (await app.get(path, null)).headers.get('content-security-policy')!;
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
  }
});
