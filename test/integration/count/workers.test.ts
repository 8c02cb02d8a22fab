import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import type { Redis } from 'ioredis';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { partitionKeys, partitionOf } from '../../../shared/redis/keys.ts';
import { appendScripts } from '../../../workers/ingest/entry-store.ts';
import { recount } from '../../../workers/jobs/recount.ts';
import type { Post } from '../../helpers/oracle/posts.ts';
import { oracleSchool } from '../../helpers/oracle.ts';
import { register, roster } from '../../helpers/post-arbitraries.ts';
import { SlotTable, toEntry } from '../../helpers/posts-to-entries.ts';
import { readStore } from '../../helpers/read-store.ts';
import { startTestRedis, type TestRedis } from '../../helpers/redis.ts';
import { expectedFigures, storedFigures } from '../../helpers/stored-figures.ts';
import { appendEntries } from '../../helpers/stream.ts';
import { startWorkerProcess, type WorkerProcess } from '../../helpers/worker-process.ts';

const PARTITIONS = 8;
const SCHOOLS = 24;
const SEED = 20_261_120;
const KILLS = 3;
const WAIT_MS = 40_000;

let server: TestRedis;
let redis: Redis;
let data: string;
let workers: WorkerProcess[] = [];

beforeEach(async () => {
  server = await startTestRedis();
  redis = server.connect({ scripts: appendScripts });
  data = mkdtempSync(join(tmpdir(), 'bellwether-count-'));
});
afterEach(async () => {
  await Promise.all(workers.map((worker) => worker.kill()));
  workers = [];
  await server.stop();
  rmSync(data, { recursive: true, force: true });
});

const startWorker = () =>
  startWorkerProcess('count', { redis: server.location, data, partitions: String(PARTITIONS), feed: 'none' });

/** Registers and rosters of some schools, each twice, in a random but fixed order. */
function manyArrivals(): { posts: Post[]; arriving: Post[] } {
  const posts: Post[] = [
    ...fc.sample(register, { numRuns: 1500, seed: SEED }),
    ...fc.sample(roster, { numRuns: 120, seed: SEED }),
  ].map((post, i) => ({ ...post, urn: 100_001 + (i % SCHOOLS) }));
  const twice = [...posts, ...posts];
  const order = fc.shuffledSubarray(twice, { minLength: twice.length });
  return { posts, arriving: fc.sample(order, { numRuns: 1, seed: SEED })[0] };
}

async function entriesApplied(): Promise<number> {
  let applied = 0;
  for (let p = 0; p < PARTITIONS; p++)
    applied += Number((await redis.hget(partitionKeys.head(p), 'entries')) ?? 0);
  return applied;
}

async function waitUntilApplied(entries: number): Promise<void> {
  const deadline = Date.now() + WAIT_MS;
  while ((await entriesApplied()) < entries) {
    if (Date.now() > deadline) throw new Error(`${await entriesApplied()} of ${entries} entries applied`);
    await sleep(5);
  }
}

async function expectRight(posts: readonly Post[], slots: SlotTable): Promise<void> {
  const store = await readStore(redis);
  for (const urn of new Set(posts.map((post) => post.urn))) {
    const school = oracleSchool(posts, urn);
    const p = partitionOf(urn, PARTITIONS);
    expect(storedFigures(store, p, urn, slots, school.pupilOf)).toEqual(expectedFigures(school));
  }
  const recounted = await recount(redis, { partitions: PARTITIONS });
  expect(recounted.firstDifferences).toEqual([]);
  expect(recounted).toMatchObject({ schools: SCHOOLS, differences: 0 });
}

test.each([1, 3])(
  '[COUNT3] %i count worker(s), one killed at any instant and started again: the oracle’s figures',
  async (number) => {
    const { posts, arriving } = manyArrivals();
    const slots = new SlotTable();
    const entries = arriving.map((post) => toEntry(post, slots));
    workers = Array.from({ length: number }, startWorker);
    const part = Math.ceil(entries.length / KILLS);
    for (let kill = 0; kill < KILLS; kill++) {
      const batch = entries.slice(kill * part, (kill + 1) * part);
      await appendEntries(redis, PARTITIONS, batch);
      // The first of them is counted and the rest under way.
      await waitUntilApplied(kill * part + 1);
      const victim = kill % number;
      await workers[victim].kill();
      workers[victim] = startWorker();
    }
    await waitUntilApplied(entries.length);
    expect(await entriesApplied()).toBe(entries.length);
    await expectRight(posts, slots);
  },
  120_000,
);

test('[COUNT4] a recount made while counting goes on finds no difference', async () => {
  const { posts, arriving } = manyArrivals();
  const slots = new SlotTable();
  const entries = arriving.map((post) => toEntry(post, slots));
  workers = [startWorker()];
  const appending = appendEntries(redis, PARTITIONS, entries);
  await waitUntilApplied(1);
  let rounds = 0;
  for (; (await entriesApplied()) < entries.length; rounds++)
    expect((await recount(redis, { partitions: PARTITIONS })).firstDifferences).toEqual([]);
  expect(rounds).toBeGreaterThan(0);
  await appending;
  await waitUntilApplied(entries.length);
  await expectRight(posts, slots);
}, 120_000);

/** Holders of the partitions' leases. */
async function holders(): Promise<string[]> {
  const held = await Promise.all(
    Array.from({ length: PARTITIONS }, (_, p) => redis.get(partitionKeys.lease(p))),
  );
  return [...new Set(held.map((holder) => holder ?? ''))].sort();
}

test('[COUNT14] what comes in for a worker that died is counted by another within a few lives of a lease', async () => {
  const { posts, arriving } = manyArrivals();
  const slots = new SlotTable();
  const entries = arriving.map((post) => toEntry(post, slots));
  workers = [startWorker(), startWorker()];
  const shared = { timeout: WAIT_MS, interval: 50 };
  await expect.poll(async () => (await holders()).filter(Boolean).length, shared).toBe(2);
  const half = Math.ceil(entries.length / 2);
  await appendEntries(redis, PARTITIONS, entries.slice(0, half));
  await waitUntilApplied(half);
  const [dead] = workers.splice(0, 1);
  await dead.kill();
  const killedAt = performance.now();
  await appendEntries(redis, PARTITIONS, entries.slice(half));
  await waitUntilApplied(entries.length);
  // A lease lives 1.2 s; on a busy machine whatever is measured is several times as long (docs/operations.md).
  expect(performance.now() - killedAt).toBeLessThan(15_000);
  await expect.poll(holders, shared).toHaveLength(1);
  await expectRight(posts, slots);
}, 120_000);
