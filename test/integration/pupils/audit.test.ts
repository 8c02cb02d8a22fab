import { readFile, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startServer } from '../../../server/app.ts';
import type { Grant } from '../../../shared/access/roles.ts';
import type { AccessLog, AuditPage } from '../../../shared/api/audit.ts';
import { AuditLog } from '../../../shared/node/audit/audit-log.ts';
import { chainFiles, listChains } from '../../../shared/node/audit/files.ts';
import { verifyAudit } from '../../../shared/node/audit/verify.ts';
import { dataPaths } from '../../../shared/node/data-folder.ts';
import type { Running } from '../../../shared/node/lifecycle.ts';
import { globalKeys } from '../../../shared/redis/keys.ts';
import { startAuditFiler } from '../../../workers/jobs/audit/filer.ts';
import {
  absenteesAs,
  absenteesPath,
  ENHANCED,
  postThreeSchools,
  REGIONAL,
  registerWith,
  tokenFor,
} from '../../helpers/pupils.ts';
import { FRIDAY, startTestBellwether, type TestBellwether } from '../../helpers/server.ts';

const LA: Grant = { role: 'la', scope: 'la:201' };
const SCHOOL: Grant = { role: 'school', scope: `school:${ENHANCED}` };

let app: TestBellwether;
let filer: Running;
let folder: string;

beforeAll(async () => {
  app = await startTestBellwether();
  folder = dataPaths(app.parts.config.data).audit;
  filer = await startAuditFiler(app.parts);
  await postThreeSchools(app);
  await app.post('registers', registerWith(ENHANCED, FRIDAY, 'AM', { 1: 'I', 2: 'N' }));
  await app.settled();
}, 60_000);
afterAll(async () => {
  await filer?.stop();
  await app?.stop();
});

const audit = (query: string) => app.json<AuditPage>(`/api/v1/audit?${query}`, 'demo-admin');

async function filed(): Promise<void> {
  const redis = app.redis.connect();
  for (;;) {
    const { seq, filed: upTo } = await redis.hgetall(globalKeys.auditHead);
    if (seq === upTo) return;
    await sleep(20);
  }
}

test('[AUDIT10] who saw whose pupils, when, why and how many is written down', async () => {
  await absenteesAs(app, LA, 'la=201', { reason: 'home visits' });
  const { items } = await audit('action=pupils');
  expect(items[0]).toMatchObject({
    by: { role: 'la', scope: 'la:201' },
    action: 'pupils.absentees',
    what: `${FRIDAY} AM la:201`,
    schools: [ENHANCED, REGIONAL],
    pupils: 2,
    reason: 'home visits',
    at: `${FRIDAY}T09:00:00.000Z`,
  });
  await absenteesAs(app, LA, `urn=${ENHANCED}`);
  expect((await audit('action=pupils')).items[0]).toMatchObject({ reason: 'routine', schools: [ENHANCED] });
  await app.get(`/api/v1/schools/${ENHANCED}/persistent`, await tokenFor(app, LA));
  expect((await audit('action=pupils')).items[0]).toMatchObject({ action: 'pupils.persistent' });
});

test('[AUDIT11] who changed targets, schools, hubs or a dispute is written down', async () => {
  const header = 'urn,academic_year,attendance_target,kind,issued_on,version,note';
  await app.post('targets', `${header}\n${ENHANCED},2026/27,95.1,abie,2026-09-01,1,`);
  expect((await audit('action=registry.targets')).items[0]).toMatchObject({
    by: { id: 'demo-admin', role: 'admin' },
    schools: [ENHANCED],
  });
  expect((await audit('action=registry.hubs')).items).toHaveLength(1);
  const body = { urn: ENHANCED, figure: { name: 'absent', date: FRIDAY, session: 'AM' }, says: 'too many' };
  const answer = await fetch(`${app.url}/api/v1/disputes`, {
    method: 'POST',
    headers: { authorization: `Bearer ${await tokenFor(app, SCHOOL)}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(answer.status).toBe(200);
  expect((await audit('action=dispute')).items[0]).toMatchObject({
    action: 'dispute.opened',
    schools: [ENHANCED],
  });
});

test('[AUDIT12] an admin searches by school, who, action and time, page by page', async () => {
  const all = (await audit('limit=1000')).items;
  expect((await audit(`school=${REGIONAL}`)).items.every(({ schools }) => schools?.includes(REGIONAL))).toBe(
    true,
  );
  expect((await audit('by=la')).items.every(({ by }) => by.role === 'la')).toBe(true);
  expect((await audit('from=2027-01-01T00:00:00Z')).items).toEqual([]);
  const first = await audit('limit=2');
  const second = await audit(`limit=2&cursor=${first.next}`);
  expect([...first.items, ...second.items]).toEqual(all.slice(0, 4));
  expect((await app.get('/api/v1/audit', 'demo-central')).status).toBe(403);
});

test('[AUDIT13] a school sees who has looked at its own pupils, by role and not by name', async () => {
  const path = `/api/v1/schools/${ENHANCED}/access-log`;
  const token = await tokenFor(app, SCHOOL);
  const { items } = (await (await app.get(path, token)).json()) as AccessLog;
  expect(items.at(-1)).toEqual({
    at: `${FRIDAY}T09:00:00.000Z`,
    role: 'la',
    action: 'pupils.absentees',
    pupils: 2,
    reason: 'home visits',
  });
  expect((await app.get(`/api/v1/schools/${REGIONAL}/access-log`, token)).status).toBe(403);
  expect((await app.get(path, await tokenFor(app, LA))).status).toBe(403);
});

test('[AUDIT14] many who write at once make one chain', async () => {
  const logs = Array.from({ length: 4 }, () => new AuditLog(app.redis.connect(), Date.now));
  const entry = { by: { id: 'x', role: 'system' as const, scope: '' }, action: 'test.entry' };
  await Promise.all(logs.flatMap((log) => Array.from({ length: 50 }, () => log.write(entry))));
  expect((await audit('action=test.entry&limit=1000')).items).toHaveLength(200);
  await filed();
  expect((await verifyAudit(folder, app.redis.connect())).faults).toEqual([]);
});

test('[AUDIT15] a cut end of the files is found by the head that Redis holds', async () => {
  await filed();
  const [chain] = await listChains(folder);
  const path = (await chainFiles(folder, chain)).at(-1)!;
  const whole = await readFile(path, 'utf8');
  await writeFile(path, `${whole.trimEnd().split('\n').slice(0, -1).join('\n')}\n`);
  const { faults } = await verifyAudit(folder, app.redis.connect());
  expect(faults.join()).toContain('the end was cut off');
  await writeFile(path, whole);
  expect((await verifyAudit(folder, app.redis.connect())).faults).toEqual([]);
});

test('[AUDIT16] while the audit cannot be written no pupil goes out', async () => {
  const token = await tokenFor(app, LA);
  const redis = app.redis.connect();
  await redis.rename(globalKeys.auditHead, 'head-kept:{audit}');
  await redis.set(globalKeys.auditHead, 'not a hash');
  const answer = await app.get(absenteesPath('la=201'), token);
  expect(answer.status).toBe(503);
  expect(await answer.text()).not.toContain('"upn"');
  await redis.rename('head-kept:{audit}', globalKeys.auditHead);
  expect((await app.get(absenteesPath('la=201'), token)).status).toBe(200);
});

test('[AUDIT110] what cannot be written down is not done: no dispute opened or taken on, no contact noted', async () => {
  const token = await tokenFor(app, SCHOOL);
  const la = await tokenFor(app, LA);
  const redis = app.redis.connect();
  const send = (path: string, body: object, by = token) =>
    fetch(`${app.url}/api/v1/${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${by}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const kept = async () => ({
    disputes: await app.json('/api/v1/disputes', la),
    contacts: await app.json('/api/v1/contacts?about=school&la=201', la),
  });
  const figure = { name: 'late', date: FRIDAY, session: 'AM' };
  const opened = await send('disputes', { urn: ENHANCED, figure, says: 'too few' });
  const { id } = (await opened.json()) as { id: string };
  const before = await kept();
  await redis.rename(globalKeys.auditHead, 'head-kept:{audit}');
  await redis.set(globalKeys.auditHead, 'not a hash');
  const refused = [
    await send('disputes', { urn: ENHANCED, figure: { ...figure, session: 'PM' }, says: 'too few' }),
    await send(`disputes/${id}/steps`, { step: 'say', words: 'still too few' }),
    await send('contacts', { about: 'school', urn: ENHANCED, note: 'a call' }, la),
  ];
  expect(await kept()).toEqual(before);
  await redis.rename('head-kept:{audit}', globalKeys.auditHead);
  expect(refused.map(({ status }) => status)).toEqual([503, 503, 503]);
  expect((await send('contacts', { about: 'school', urn: ENHANCED, note: 'a call' }, la)).status).toBe(200);
  expect(await kept()).not.toEqual(before);
});

test('[AUDIT103] where a reason is mandatory pupils are shown to who gives one, and the refusal says how', async () => {
  const strict = await startServer({
    ...app.parts,
    config: { ...app.parts.config, accessReason: 'required' },
  });
  const token = await tokenFor(app, LA);
  for (const path of [absenteesPath('la=201'), `/api/v1/schools/${ENHANCED}/persistent`]) {
    const ask = (headers: Record<string, string>) =>
      fetch(`http://127.0.0.1:${strict.port}${path}`, {
        headers: { authorization: `Bearer ${token}`, ...headers },
      });
    const refused = await ask({});
    expect(refused.status).toBe(400);
    const problem = (await refused.json()) as { code: string; detail: string };
    expect(problem.code).toBe('reason_required');
    expect(problem.detail).toContain('Access-Reason');
    expect((await ask({ 'access-reason': 'two\u0001lines' }).catch(() => ({ status: 400 }))).status).toBe(
      400,
    );
    expect((await ask({ 'access-reason': 'home visit' })).status).toBe(200);
  }
  expect((await audit('action=pupils')).items[0]).toMatchObject({ reason: 'home visit' });
  await strict.stop();
});
