import { execFileSync } from 'node:child_process';
import { rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectLive } from '../../helpers/live-client.ts';
import {
  registerBody,
  SCHOOLS_HEADER,
  schoolLine,
  startTestBellwether,
  type TestBellwether,
} from '../../helpers/server.ts';
import { makeUpn } from '../../helpers/upns.ts';

const URN = 100_001;
const MEGABYTE = 1024 ** 2;
/** Other tests write to the same disk: what is filled here is far more than they do. */
const FILLED_MB = 4_000;
const WAIT = { timeout: 30_000, interval: 200 };
let bellwether: TestBellwether;

beforeAll(async () => {
  const { bavail, bsize } = statfsSync(tmpdir());
  const minFree = Math.floor((bavail * bsize) / MEGABYTE) - FILLED_MB / 2;
  bellwether = await startTestBellwether({ watchMs: 200, config: { minFree } });
  await bellwether.post('schools', [SCHOOLS_HEADER, schoolLine(URN, '201')].join('\n'));
});
afterAll(() => bellwether?.stop());

async function readiness(): Promise<{ intake: string; alerts: string[] }> {
  const answer = (await (await bellwether.get('/readyz', null)).json()) as {
    intake: string;
    alerts: string[];
  };
  return { intake: answer.intake.split(':')[0], alerts: answer.alerts };
}

const post = async () => (await bellwether.post('registers', registerBody(URN, [[makeUpn(1), '/']]))).status;

test('[OPS45] a disk that fills is told at intake, /readyz, the beat and by an alert, nothing that was taken in is lost, and all of it ends when there is room', async () => {
  const client = await connectLive(bellwether.url, { token: 'demo-central' });
  const onScreen = () => client.beats.at(-1)?.intake;
  expect(await post()).toBe(202);
  const file = join(bellwether.redis.data, 'fills-the-disk');
  execFileSync('fallocate', ['-l', `${FILLED_MB}M`, file]);
  try {
    await expect.poll(readiness, WAIT).toEqual({ intake: 'disk_low', alerts: ['disk-low'] });
    await expect.poll(onScreen, WAIT).toBe('disk_low');
    expect(await post()).toBe(503);
  } finally {
    rmSync(file);
  }
  await expect.poll(readiness, WAIT).toEqual({ intake: 'ok', alerts: [] });
  await expect.poll(onScreen, WAIT).toBeUndefined();
  expect(await post()).toBe(202);
  await bellwether.settled();
  client.close();
});
