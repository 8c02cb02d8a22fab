import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dataPaths } from '../../../shared/node/data-folder.ts';
import { connectLive } from '../../helpers/live-client.ts';
import {
  FRIDAY,
  registerBody,
  SCHOOLS_HEADER,
  schoolLine,
  startTestBellwether,
  type TestBellwether,
} from '../../helpers/server.ts';
import { makeUpn } from '../../helpers/upns.ts';

const URN = 100_001;
const WAIT = { timeout: 20_000, interval: 200 };
let bellwether: TestBellwether;

beforeAll(async () => {
  bellwether = await startTestBellwether();
  await bellwether.post('schools', [SCHOOLS_HEADER, schoolLine(URN, '201')].join('\n'));
  await bellwether.post('registers', registerBody(URN, [[makeUpn(1), '/']]));
  await bellwether.settled();
});
afterAll(() => bellwether.stop());

async function readiness(): Promise<{ status: number; intake: string }> {
  const answer = await bellwether.get('/readyz', null);
  const { intake } = (await answer.json()) as { intake: string };
  return { status: answer.status, intake: intake.split(':')[0] };
}

async function post(): Promise<{ status: number; code: unknown; retryAfter: string | null }> {
  const answer = await bellwether.post('registers', registerBody(URN, [[makeUpn(1), 'I']]));
  const { code } = (await answer.json()) as { code?: string };
  return { status: answer.status, code, retryAfter: answer.headers.get('retry-after') };
}

test('[OPS40] a Redis at its maxmemory is told at every door and on the beat, and goes by itself', async () => {
  const redis = bellwether.redis.connect();
  const client = await connectLive(bellwether.url, { token: 'demo-central' });
  const state = () => client.beats.at(-1)?.intake;
  const used = /used_memory:(\d+)/.exec(await redis.info('memory'))?.[1];
  await redis.config('SET', 'maxmemory', String(Number(used) + 1000));
  await expect.poll(readiness, WAIT).toEqual({ status: 503, intake: 'redis_full' });
  expect(await post()).toEqual({ status: 503, code: 'redis_full', retryAfter: '5' });
  await expect.poll(state, WAIT).toBe('redis_full');
  await redis.config('SET', 'maxmemory', '0');
  await expect.poll(readiness, WAIT).toEqual({ status: 200, intake: 'ok' });
  await expect.poll(state, WAIT).toBeUndefined();
  expect((await post()).status).toBe(202);
  client.close();
});

test('[OPS40] a Redis that became a read-only replica is told, and goes by itself', async () => {
  const redis = bellwether.redis.connect();
  await redis.call('REPLICAOF', '127.0.0.1', '1');
  await expect.poll(readiness, WAIT).toEqual({ status: 503, intake: 'redis_readonly' });
  expect(await post()).toMatchObject({ status: 503, code: 'redis_readonly' });
  await redis.call('REPLICAOF', 'NO', 'ONE');
  await expect.poll(readiness, WAIT).toEqual({ status: 200, intake: 'ok' });
});

test('[OPS41] while Redis hangs nothing else does: 503 at intake, the live figures from memory', async () => {
  const pid = Number(readFileSync(join(dataPaths(bellwether.redis.data).redis, 'redis.pid'), 'utf8'));
  process.kill(pid, 'SIGSTOP');
  try {
    await expect.poll(readiness, WAIT).toEqual({ status: 503, intake: 'redis_slow' });
    expect(await post()).toMatchObject({ status: 503, code: 'redis_slow' });
    const read = await bellwether.get(`/api/v1/sessions/${FRIDAY}/AM/schools/${URN}`);
    expect(read.status).toBe(200);
  } finally {
    process.kill(pid, 'SIGCONT');
  }
  await expect.poll(readiness, WAIT).toEqual({ status: 200, intake: 'ok' });
  expect((await post()).status).toBe(202);
}, 60_000);
