import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { globalKeys } from '../../../shared/redis/keys.ts';
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
const UPN = makeUpn(1);
let app: TestBellwether;

const ask = (path: string, body: object = {}, token = 'demo-central') =>
  fetch(`${app.url}/api/v1/demo/${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

beforeAll(async () => {
  app = await startTestBellwether();
  await app.post('schools', [SCHOOLS_HEADER, schoolLine(URN, '201')].join('\n'));
  const roster = rosterBody(URN, '2026-09-01', [{ upn: UPN, yearGroup: '4' }]);
  await app.post('rosters', roster, { 'content-type': 'application/x-ndjson' });
  await app.post('registers', registerBody(URN, [[UPN, '/']]));
  await app.settled();
}, 60_000);
afterAll(() => app?.stop());

test('[READ50] a happening is handed to the simulated world, and nonsense is refused with its place', async () => {
  expect((await ask('happenings', { kind: 'snow', la: '942' })).status).toBe(200);
  const [[, fields]] = await app.redis.connect().xrevrange(globalKeys.happenings, '+', '-', 'COUNT', 1);
  expect(JSON.parse(fields[1])).toMatchObject({ kind: 'snow', la: '942' });
  expect((await ask('happenings', { kind: 'flood' })).status).toBe(400);
  expect((await ask('happenings', { kind: 'snow', la: '942' }, 'demo-inspectorate')).status).toBe(403);
});

test('[READ51] the copied command posts a mark that counts', async () => {
  const { command, urn } = await app.json<{ command: string; urn: number }>(`/api/v1/demo/curl?urn=${URN}`);
  expect(urn).toBe(URN);
  const register = /-d '(.*)'$/.exec(command)?.[1] ?? '';
  expect(register).not.toContain('recordedAt');
  const answer = await app.post('registers', JSON.parse(register) as object);
  expect(await answer.json()).toMatchObject({ accepted: { registers: 1, marks: 1 } });
});

test('[READ52] the independent recount is run and its answer passed on', async () => {
  const answer = await ask('check');
  expect(answer.status).toBe(200);
  expect(await answer.json()).toMatchObject({ differences: 0, onRoll: 1 });
}, 60_000);

test('[READ53] a count worker is ended as kill -9 does', async () => {
  const victim = spawn('sleep', ['60']);
  await app.redis.connect().zadd(globalKeys.workers, Date.now() + 60_000, `victim:${victim.pid}`);
  const ended = once(victim, 'exit');
  expect(await (await ask('kill-worker')).json()).toMatchObject({ pid: victim.pid });
  expect(await ended).toEqual([null, 'SIGKILL']);
});
