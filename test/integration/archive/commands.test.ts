import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bellwether, createSite, type TestInstallation, type TestSite } from '../../helpers/installation.ts';
import { SCHOOLS_HEADER, schoolLine } from '../../helpers/server.ts';
import { makeUpn } from '../../helpers/upns.ts';

const URN = 100_000;
const date = new Date().toISOString().slice(0, 10);
const path = `/api/v1/sessions/${date}/AM/schools/${URN}`;

let site: TestSite;

beforeAll(async () => {
  site = await createSite();
});
afterAll(() => site.clear());

async function post(
  app: TestInstallation,
  kind: string,
  body: string,
  type: string,
  token: string,
): Promise<void> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': type };
  expect((await fetch(`${app.url}/api/v1/${kind}`, { method: 'POST', headers, body })).status).toBe(202);
}

async function read(app: TestInstallation): Promise<Record<string, unknown>> {
  const headers = { authorization: 'Bearer demo-central' };
  const get = async (at: string) =>
    (await (await fetch(app.url + at, { headers })).json()) as Record<string, unknown>;
  while ((await get('/api/v1/status')).pendingRegisters !== 0) await sleep(50);
  const { version: _, ...session } = await get(path);
  return session;
}

/** A session without its standing, which the signal worker gives a moment later. */
const countsOf = ({ standing: _standing, today: _today, ...counts }: Record<string, unknown>) => counts;

test('[ARCHIVE33] a backup made while running and a rebuild on the command line bring back what was shown', async () => {
  const options = ['--feed', 'none', '--workers', '1', '--partitions', '4'];
  const running = await site.start(options);
  const pupils = [1, 2, 3].map((n) => ({ upn: makeUpn(n), yearGroup: '7' }));
  await post(
    running,
    'schools',
    [SCHOOLS_HEADER, schoolLine(URN, '201')].join('\n'),
    'text/csv',
    'demo-admin',
  );
  await post(
    running,
    'rosters',
    JSON.stringify({ urn: URN, asOf: '2026-09-01', pupils }),
    'application/x-ndjson',
    'demo-supplier',
  );
  const marks = pupils.map(({ upn }, i) => ({ upn, code: i === 0 ? 'I' : '/' }));
  await post(
    running,
    'registers',
    JSON.stringify({ urn: URN, date, session: 'AM', marks }),
    'application/json',
    'demo-supplier',
  );
  const shown = await read(running);
  expect(shown).toMatchObject({ state: 'complete' });
  const backup = join(site.data, 'backup');
  const copied = await bellwether('backup', backup, '--data', site.data, '--partitions', '4');
  expect(copied.stdout + copied.stderr).toContain('rebuild --from');
  expect(existsSync(join(backup, 'archive.json'))).toBe(true);
  const busy = await bellwether('rebuild', '--from', 'archive', '--data', site.data);
  expect([busy.code, busy.stderr]).toEqual([1, expect.stringContaining('is in use')]);
  await running.end('SIGINT');
  const rebuilt = await bellwether('rebuild', '--from', 'archive', '--data', site.data, '--partitions', '3');
  expect([rebuilt.code, rebuilt.stdout]).toEqual([0, expect.stringContaining('in 3 partitions')]);
  expect(readdirSync(site.data).filter((name) => name.includes('before-'))).toHaveLength(2);
  const again = await site.start(['--feed', 'none', '--workers', '1', '--partitions', '3']);
  expect(countsOf(await read(again))).toEqual(countsOf(shown));
  await again.end('SIGINT');
}, 120_000);
