import { afterAll, beforeAll, expect, test } from 'vitest';
import { readCommitLag } from '../../../server/ops/commit-lag.ts';
import { globalKeys, partitionKeys } from '../../../shared/redis/keys.ts';
import { startTestRedis } from '../../helpers/redis.ts';
import { startTestBellwether, type TestBellwether } from '../../helpers/server.ts';

let app: TestBellwether;
interface Alerts {
  alerts: { rule: string; words: string; whatToDo: string; runbook: string }[];
}

beforeAll(async () => {
  app = await startTestBellwether({ watchMs: 30 });
});
afterAll(() => app?.stop());

const rules = async () => (await app.json<Alerts>('/api/v1/alerts')).alerts.map(({ rule }) => rule);

test('[OPS9] A wall that reports is no alert; once silent it is, on every door, until it reports again.', async () => {
  const report = () =>
    fetch(`${app.url}/api/v1/displays/report`, {
      method: 'POST',
      headers: { authorization: 'Bearer demo-wall', 'content-type': 'application/json' },
      body: JSON.stringify({ scene: 'england', frameMs: 12 }),
    });
  expect((await report()).status).toBe(204);
  expect(await rules()).toEqual([]);
  const redis = app.redis.connect();
  const [[id, record]] = Object.entries(await redis.hgetall(globalKeys.displays));
  const silent = { ...JSON.parse(record), at: Date.now() - 61_000 };
  await redis.hset(globalKeys.displays, id, JSON.stringify(silent));
  await expect.poll(rules).toEqual(['silent-wall']);
  const ready = await app.get('/readyz');
  expect(ready.status).toBe(200);
  expect(((await ready.json()) as { alerts: string[] }).alerts).toEqual(['silent-wall']);
  expect(await (await app.get('/metrics')).text()).toMatch(/bellwether_alert\{rule="silent-wall"\} 1/);
});

test('[OPS10] The commit lag is the age of the oldest entry behind the offset, and 0 with none.', async () => {
  const own = await startTestRedis();
  const store = { redis: own.connect(), partitions: 2 };
  const [seconds] = await store.redis.time();
  const add = (p: number, secondsAgo: number) =>
    store.redis.xadd(partitionKeys.marks(p), `${(Number(seconds) - secondsAgo) * 1000}-1`, 'e', 'x');
  expect(await readCommitLag(store)).toBe(0);
  const counted = await add(0, 90);
  await store.redis.hset(partitionKeys.head(0), 'offset', counted ?? '');
  await add(0, 60);
  await add(1, 30);
  const lag = await readCommitLag(store);
  expect(lag).toBeGreaterThanOrEqual(60_000);
  expect(lag).toBeLessThan(90_000);
  await own.stop();
});

test('[OPS11] Alerts are for central and admin alone; only walls report as walls.', async () => {
  expect((await app.get('/api/v1/alerts', 'demo-inspectorate')).status).toBe(403);
  expect((await app.get('/api/v1/alerts', 'demo-admin')).status).toBe(200);
  const asCentral = await fetch(`${app.url}/api/v1/displays/report`, {
    method: 'POST',
    headers: { authorization: 'Bearer demo-central' },
  });
  expect(asCentral.status).toBe(403);
});
