import type { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { freeLeasesOf } from '../../../server/cli/freed-leases.ts';
import { globalKeys, partitionKeys } from '../../../shared/redis/keys.ts';
import { leaseHolder } from '../../../shared/redis/lease-holder.ts';
import { Leases, leaseScripts } from '../../../workers/count/leases.ts';
import { startTestRedis, type TestRedis } from '../../helpers/redis.ts';

const PARTITIONS = 8;
let server: TestRedis;
let redis: Redis;

beforeAll(async () => {
  server = await startTestRedis();
  redis = server.connect({ scripts: leaseScripts });
});
beforeEach(() => redis.flushall());
afterAll(() => server.stop());

const workerOf = (name: string, pid: number) => new Leases(redis, leaseHolder(name, pid), PARTITIONS);
const holders = () =>
  Promise.all(Array.from({ length: PARTITIONS }, (_, p) => redis.get(partitionKeys.lease(p))));
const sizes = (...workers: Leases[]) => workers.map(({ held }) => held.size);

test('[COUNT15] workers come to hold equal shares, each partition one of them, and what one gives up the other takes', async () => {
  const [one, two] = [workerOf('one', 11), workerOf('two', 22)];
  await one.refresh();
  expect(sizes(one)).toEqual([8]);
  for (let round = 0; round < 3; round++) for (const worker of [two, one]) await worker.refresh();
  expect(sizes(one, two)).toEqual([4, 4]);
  expect(new Set([...one.held, ...two.held]).size).toBe(PARTITIONS);
  expect((await holders()).toSorted()).toEqual([...Array(4).fill('one:11'), ...Array(4).fill('two:22')]);
  await one.release();
  await two.refresh();
  expect(sizes(one, two)).toEqual([0, 8]);
});

test('[COUNT15] a lease that another has got is no longer held', async () => {
  const one = workerOf('one', 11);
  await one.refresh();
  await redis.set(partitionKeys.lease(3), 'two:22');
  await one.refresh();
  expect([...one.held].sort()).toEqual([0, 1, 2, 4, 5, 6, 7]);
});

test('[COUNT16] what a worker held is free as soon as its supervisor has seen it end, and nothing of another worker is', async () => {
  const [one, two] = [workerOf('one', 11), workerOf('two', 1)];
  for (let round = 0; round < 3; round++) for (const worker of [one, two]) await worker.refresh();
  await freeLeasesOf(redis, PARTITIONS, 11);
  expect((await holders()).filter(Boolean)).toEqual(Array(4).fill('two:1'));
  expect(await redis.zrange(globalKeys.workers, '0', '-1')).toEqual(['two:1']);
  await two.refresh();
  expect(sizes(two)).toEqual([8]);
  await freeLeasesOf(redis, PARTITIONS, 33);
  expect((await holders()).filter(Boolean)).toHaveLength(8);
});
