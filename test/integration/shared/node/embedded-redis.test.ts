import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isAlive } from '../../../../shared/node/data-folder.ts';
import { endOrphanRedis, findProgram } from '../../../../shared/node/embedded-redis.ts';
import { startTestRedis, type TestRedis } from '../../../helpers/redis.ts';

let server: TestRedis;
beforeAll(async () => {
  server = await startTestRedis();
});
afterAll(() => server.stop());

test('[HOUSE26] what the embedded Redis answered survives kill -9', async () => {
  const redis = server.connect();
  const ids = await Promise.all(
    Array.from({ length: 200 }, (_, i) => redis.xadd('marks:{0}', '*', 'e', `${i}`)),
  );
  await server.restart();
  const kept = await server.connect().xrange('marks:{0}', '-', '+');
  expect(kept.map(([id]) => id)).toEqual(ids);
});

test('[HOUSE26] it never evicts, and listens on no port', async () => {
  const redis = server.connect();
  const setting = async (name: string) => ((await redis.config('GET', name)) as string[])[1];
  expect(await setting('appendfsync')).toBe('always');
  expect(await setting('maxmemory-policy')).toBe('noeviction');
  expect(await setting('port')).toBe('0');
});

const canDieWithParent = findProgram('setpriv') !== undefined;

test.skipIf(!canDieWithParent)('[HOUSE27] it ends when the process that started it is killed', async () => {
  const script = `
    import { spawnRedis, findProgram } from ${JSON.stringify(resolve('shared/node/embedded-redis.ts'))};
    const child = spawnRedis(findProgram('redis-server'), ${JSON.stringify(`${server.data}/other`)});
    child.on('spawn', () => console.log(child.pid));`;
  const parent = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script]);
  const [line] = (await once(parent.stdout, 'data')) as [Buffer];
  const pid = Number(line.toString());
  // Before it is Redis it has not yet asked to be told of its parent's end.
  await expect.poll(() => readFileSync(`/proc/${pid}/comm`, 'utf8')).toContain('redis');
  parent.kill('SIGKILL');
  await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false);
});

test('[HOUSE27] one left by a killed start is ended by the next, and another program of that number is not', async () => {
  const other = await startTestRedis();
  const pid = Number(execFileSync('cat', [`${other.data}/redis/redis.pid`], { encoding: 'utf8' }));
  expect(await endOrphanRedis(other.data)).toBe(pid);
  expect(isAlive(pid)).toBe(false);
  expect(await endOrphanRedis(other.data)).toBeUndefined();
  await other.stop();
});
