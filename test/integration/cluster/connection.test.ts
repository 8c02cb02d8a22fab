import { afterAll, beforeAll, expect, test } from 'vitest';
import { scanKeys } from '../../../shared/node/redis-nodes.ts';
import { readStreams } from '../../../shared/node/stream-read.ts';
import { startTestCluster, type TestCluster } from '../../helpers/cluster.ts';

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await startTestCluster();
}, 60_000);
afterAll(() => cluster.stop());

const KEYS = Array.from({ length: 64 }, (_, p) => `marks:{${p}}`);

test('[CLUSTER1] a pipeline may touch keys of every node and answers in its own order', async () => {
  const redis = cluster.connect();
  const writes = redis.pipeline();
  for (const [i, key] of KEYS.entries()) writes.hset(`h:${key}`, 'n', i, 'm', i * 2);
  await writes.exec();
  const reads = redis.pipeline();
  for (const key of KEYS) reads.hmget(`h:${key}`, 'n', 'm');
  const answers = await reads.exec();
  expect(answers).toEqual(KEYS.map((_, i) => [null, [String(i), String(i * 2)]]));
  expect(await redis.pipeline().exec()).toEqual([]);
  const owners = new Set(await Promise.all(KEYS.map((key) => cluster.ownerOf(key))));
  expect(owners.size).toBe(3);
});

test('[CLUSTER1] keys are listed from every node', async () => {
  const redis = cluster.connect();
  for (const key of KEYS) await redis.set(`s:${key}`, '1');
  expect(await scanKeys(redis, 's:marks:*')).toEqual(KEYS.map((key) => `s:${key}`).sort());
});

test('[CLUSTER1] streams of every node are read to their ends and on', async () => {
  const [redis, reader] = [cluster.connect(), cluster.connect({ blocking: true })];
  const positions = new Map(KEYS.map((key) => [key, '0-0']));
  for (const key of KEYS) await redis.xadd(key, '*', 'e', `first of ${key}`);
  const first = await readStreams(reader, positions, { count: 10, blockMs: 1_000 });
  expect([...first.keys()].sort()).toEqual([...KEYS].sort());
  for (const [key, entries] of first) positions.set(key, entries[0].id);
  expect((await readStreams(reader, positions, { count: 10, blockMs: 50 })).size).toBe(0);
  const waiting = readStreams(reader, positions, { count: 10, blockMs: 5_000 });
  const id = await redis.xadd(KEYS[7], '*', 'e', 'second');
  const [[key, [entry]]] = [...(await waiting)];
  expect([key, entry.id, entry.fields.map(String)]).toEqual([KEYS[7], id, ['e', 'second']]);
});
