import { existsSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { dataPaths } from '../../../../shared/node/data-folder.ts';
import { connectRedis } from '../../../../shared/node/redis.ts';
import {
  bellwether,
  createSite,
  survivors,
  type TestInstallation,
  type TestSite,
} from '../../../helpers/installation.ts';

let site: TestSite;
beforeEach(async () => {
  site = await createSite();
});
afterEach(() => site.clear());

const isReady = ({ url }: TestInstallation) =>
  fetch(`${url}/readyz`).then(
    (response) => response.status,
    () => 0,
  );

test('[HOUSE28] it runs every role with no schools at all, and a stop leaves nothing behind', async () => {
  const running = await site.start(['--feed', 'none', '--workers', '2']);
  const run = running.run();
  expect(Object.keys(run.processes).sort()).toEqual([
    'archive',
    'count-1',
    'count-2',
    'ingest',
    'jobs',
    'redis',
    'server',
    'signal',
  ]);
  expect(await isReady(running)).toBe(200);
  expect(await running.end('SIGINT')).toBe(0);
  expect(survivors(run)).toEqual([]);
  expect(existsSync(dataPaths(site.data).lock) || existsSync(dataPaths(site.data).run)).toBe(false);
  expect(running.output()).not.toContain('ended (');
});

test('[HOUSE20] a second start on the same folder fails and names the first', async () => {
  const running = await site.start();
  await expect(site.start()).rejects.toThrow(`in use by process ${running.run().pid}`);
  expect(await isReady(running)).toBe(200);
});

test('[HOUSE29] a worker, the server and Redis are started again when they are killed', async () => {
  const running = await site.start();
  const before = running.run().processes;
  for (const name of ['count-1', 'server', 'redis']) process.kill(before[name], 'SIGKILL');
  const restarted = () =>
    ['count-1', 'server', 'redis'].filter((name) => (running.run().processes[name] ?? 0) !== before[name]);
  await expect.poll(restarted, { timeout: 20_000 }).toHaveLength(3);
  await expect.poll(() => isReady(running), { timeout: 20_000 }).toBe(200);
  expect(running.output()).toContain('count-1 ended (SIGKILL). Starting it again in 0.2 s');
});

test('[HOUSE27] after kill -9 of the supervisor nothing is left, and the next start goes on with the data', async () => {
  const first = await site.start();
  const run = first.run();
  const redis = connectRedis(run.redis);
  await redis.set('kept', 'yes');
  redis.disconnect();
  await first.end('SIGKILL');
  await expect.poll(() => survivors(run), { timeout: 15_000 }).toEqual([]);
  const second = await site.start();
  const again = connectRedis(second.run().redis);
  expect(await again.get('kept')).toBe('yes');
  again.disconnect();
});

test('[HOUSE32] a token made on the command line is listed without its secret and ends when revoked', async () => {
  await site.start();
  const place = ['--data', site.data, '--json'];
  const made = await bellwether('token', 'create', '--role', 'hub', '--scope', 'hub:H01', ...place);
  const { token, id } = JSON.parse(made.stdout);
  const listed = await bellwether('token', 'list', ...place);
  expect(JSON.parse(listed.stdout)).toMatchObject([{ id, role: 'hub', scope: 'hub:H01' }]);
  expect(listed.stdout).not.toContain(token);
  expect((await bellwether('token', 'revoke', id, ...place)).code).toBe(0);
  expect(JSON.parse((await bellwether('token', 'list', ...place)).stdout)).toEqual([]);
});

test('[HOUSE33] a command for a running instance says what to do when there is none', async () => {
  const asked = await bellwether('token', 'list', '--data', site.data);
  expect(asked).toMatchObject({ code: 1, stdout: '' });
  expect(asked.stderr).toContain(`Nothing is running from ${site.data}. Start it by npm start`);
});
