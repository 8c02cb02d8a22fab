/** What is changed at the command line, and by posts that break off, is written down before it is changed. */
import { request } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AuditPage } from '../../../../shared/api/audit.ts';
import { globalKeys } from '../../../../shared/redis/keys.ts';
import { bellwether } from '../../../helpers/installation.ts';
import { NDJSON, namedRoster, OUTSIDE, postThreeSchools, upnOf } from '../../../helpers/pupils.ts';
import { startTestBellwether, TEST_PUPIL_KEY, type TestBellwether } from '../../../helpers/server.ts';

let app: TestBellwether;

beforeAll(async () => {
  process.env.BELLWETHER_PUPIL_KEYS = TEST_PUPIL_KEY;
  process.env.BELLWETHER_PARTITIONS = '4';
  app = await startTestBellwether();
  await postThreeSchools(app);
  await app.post('rosters', namedRoster(OUTSIDE), NDJSON);
  await app.settled();
}, 60_000);
afterAll(() => {
  delete process.env.BELLWETHER_PUPIL_KEYS;
  delete process.env.BELLWETHER_PARTITIONS;
  return app?.stop();
});

const newest = async () => (await app.json<AuditPage>('/api/v1/audit?limit=1', 'demo-admin')).items[0];
const command = (...args: string[]) =>
  bellwether(...args, '--redis', app.redis.location, '--data', app.redis.data);
const tokens = async () => app.redis.connect().hgetall(globalKeys.tokens);

test('[AUDIT100] making, changing and ending a token by command is written down, with who sat there', async () => {
  const made = await command('token', 'create', '--role', 'hub', '--scope', 'hub:H01', '--json');
  const { id, token } = JSON.parse(made.stdout) as { id: string; token: string };
  const operator = { role: 'operator', id: expect.stringMatching(/^cli:./) };
  expect(await newest()).toMatchObject({ action: 'token.create', what: 'hub hub:H01', by: operator });
  const rotated = await command('token', 'rotate', id, '--json');
  expect(JSON.parse(rotated.stdout)).toMatchObject({ id, role: 'hub', scope: 'hub:H01' });
  expect(await newest()).toMatchObject({ action: 'token.rotate', what: id, by: operator });
  expect((await command('token', 'revoke', id)).stdout).toBe(`Revoked ${id}.\n`);
  expect(await newest()).toMatchObject({ action: 'token.revoke', what: id, by: operator });
  expect(JSON.stringify(await app.json('/api/v1/audit', 'demo-admin'))).not.toContain(token);
}, 90_000);

test('[AUDIT100] exporting and erasing a pupil is written down with its reason, and what is printed says what was done', async () => {
  const of = ['--upn', upnOf(OUTSIDE, 2), '--reason', 'asked by the family'];
  const exported = await command('pupils', 'export', ...of);
  expect(JSON.parse(exported.stdout)).toMatchObject({ upn: upnOf(OUTSIDE, 2), schools: [{ urn: OUTSIDE }] });
  expect(await newest()).toMatchObject({
    action: 'pupils.export',
    schools: [OUTSIDE],
    pupils: 1,
    reason: of[3],
  });
  const erased = await command('pupils', 'erase', ...of);
  expect(erased.stdout).toContain(`Erased at ${OUTSIDE}. Backups made before still hold the pupil.`);
  expect(await newest()).toMatchObject({ action: 'pupils.erase', schools: [OUTSIDE], reason: of[3] });
  const again = await command('pupils', 'export', ...of);
  expect(again).toMatchObject({ code: 1, stderr: 'No school has a pupil of that UPN.\n' });
}, 90_000);

test('[AUDIT101] what cannot be written down is not done: no token is made, no target and no pupil is changed', async () => {
  const redis = app.redis.connect();
  const before = await tokens();
  await redis.rename(globalKeys.auditHead, 'head-kept:{audit}');
  await redis.set(globalKeys.auditHead, 'not a hash');
  const made = await command('token', 'create', '--role', 'central');
  expect(made.code).toBe(1);
  const erased = await command('pupils', 'erase', '--upn', upnOf(OUTSIDE, 3), '--reason', 'x');
  expect(erased.code).toBe(1);
  await redis.del(globalKeys.auditHead);
  await redis.rename('head-kept:{audit}', globalKeys.auditHead);
  expect(await tokens()).toEqual(before);
  const found = await command('pupils', 'export', '--upn', upnOf(OUTSIDE, 3), '--reason', 'x');
  expect(found.code).toBe(0);
}, 90_000);

test('[AUDIT102] targets of a sender who is cut off in the middle of a body are written down all the same', async () => {
  const header = 'urn,academic_year,attendance_target,kind,issued_on,version,note';
  const rows = Array.from({ length: 3_000 }, (_, i) => `${OUTSIDE},2026/27,95.1,abie,2026-09-01,v${i},`);
  const { port } = new URL(app.url);
  const sending = request({
    port,
    host: '127.0.0.1',
    method: 'POST',
    path: '/api/v1/targets',
    headers: { authorization: 'Bearer demo-admin', 'content-type': 'text/csv', 'content-length': 10_000_000 },
  });
  sending.on('error', () => undefined);
  sending.write([header, ...rows].join('\n'));
  const redis = app.redis.connect();
  await expect.poll(() => redis.hlen(globalKeys.targets), { timeout: 20_000 }).toBeGreaterThan(0);
  sending.destroy();
  const stored = await redis.hlen(globalKeys.targets);
  const { items } = await app.json<AuditPage>(
    '/api/v1/audit?action=registry.targets&limit=100',
    'demo-admin',
  );
  const written = items.reduce((sum, { what }) => sum + Number.parseInt(what ?? '', 10), 0);
  expect(written).toBeGreaterThanOrEqual(stored);
  expect(items[0]).toMatchObject({ by: { id: 'demo-admin', role: 'admin' }, schools: [OUTSIDE] });
}, 60_000);
