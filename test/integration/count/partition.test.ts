import fc from 'fast-check';
import type { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { partitionKeys } from '../../../shared/redis/keys.ts';
import { commitScripts } from '../../../workers/count/commit.ts';
import { Partition } from '../../../workers/count/partition.ts';
import { appendScripts } from '../../../workers/ingest/entry-store.ts';
import { recount } from '../../../workers/jobs/recount.ts';
import type { Post } from '../../helpers/oracle/posts.ts';
import { oracleQuarantine, oracleSchool } from '../../helpers/oracle.ts';
import { arrivals, UPNS, URNS } from '../../helpers/post-arbitraries.ts';
import { SlotTable, toEntry } from '../../helpers/posts-to-entries.ts';
import { readStore } from '../../helpers/read-store.ts';
import { startTestRedis, type TestRedis } from '../../helpers/redis.ts';
import { expectedFigures, storedFigures } from '../../helpers/stored-figures.ts';
import { appendEntries, readStream } from '../../helpers/stream.ts';

let server: TestRedis;
let redis: Redis;
let commits = 0;

beforeAll(async () => {
  server = await startTestRedis();
  redis = server.connect({ scripts: { ...commitScripts, ...appendScripts } });
});
afterAll(() => server.stop());

const newPartition = () => new Partition(0, redis, () => `t${++commits}`);

/** What is stored, against the oracle and against the recount. */
async function expectRight(posts: readonly Post[], slots: SlotTable): Promise<void> {
  const store = await readStore(redis);
  let waiting = 0;
  for (const urn of URNS) {
    const school = oracleSchool(posts, urn);
    expect(storedFigures(store, 0, urn, slots, school.pupilOf)).toEqual(expectedFigures(school));
    waiting += oracleQuarantine(school).length;
  }
  expect(Number(await redis.hget(partitionKeys.head(0), 'quarantined'))).toBe(waiting);
  const recounted = await recount(redis, { partitions: 1 });
  expect(recounted.firstDifferences).toEqual([]);
  expect(recounted.differences).toBe(0);
}

/** Two workers that know nothing of each other; each turn says whose it is, how many entries, and who forgets. */
const turns = fc.array(
  fc.record({ worker: fc.nat(1), size: fc.integer({ min: 1, max: 6 }), restarts: fc.boolean() }),
  { minLength: 1, maxLength: 10 },
);

test('[COUNT2] batches, restarts and a rival worker leave the same figures in Redis as the oracle', async () => {
  await fc.assert(
    fc.asyncProperty(arrivals, turns, async ({ posts, arriving }, plan) => {
      await redis.flushall();
      const slots = new SlotTable();
      await appendEntries(
        redis,
        1,
        arriving.map((post) => toEntry(post, slots)),
      );
      const raw = await readStream(redis, 0);
      const last = raw[raw.length - 1].id;
      const workers = [newPartition(), newPartition()];
      for (let turn = 0; (await redis.hget(partitionKeys.head(0), 'offset')) !== last; turn++) {
        const { worker, size, restarts } = plan[turn % plan.length];
        if (restarts) workers[worker] = newPartition();
        const offset = await workers[worker].offset();
        const from = raw.findIndex(({ id }) => id === offset) + 1;
        // A worker that has not heard of the other's commits may believe that it has more to do: it must be refused.
        const batch = raw.slice(from, from + size);
        if (batch.length > 0) await workers[worker].apply(batch);
        else workers[worker].forget();
      }
      await expectRight(posts, slots);
    }),
    { numRuns: 60 },
  );
}, 60_000);

test('[ROSTER9] a roster received years later still moves the days it is in force on', async () => {
  await redis.flushall();
  const slots = new SlotTable();
  const [upn] = UPNS;
  const base = { urn: URNS[0], receivedAt: '2026-11-20T09:00:00Z' };
  const pupils = [{ upn, yearGroup: '7' }];
  const posts: Post[] = [
    { ...base, kind: 'register', date: '2026-11-20', session: 'AM', marks: [{ upn, code: 'I' }] },
    {
      ...base,
      kind: 'roster',
      receivedAt: '2030-01-07T09:00:00Z',
      asOf: '2026-07-01',
      digest: '00000000000000aa',
      pupils,
    },
  ];
  for (const post of posts) {
    await appendEntries(redis, 1, [toEntry(post, slots)]);
    const raw = await readStream(redis, 0);
    await newPartition().apply(raw.slice(-1));
  }
  await expectRight(posts, slots);
});

test('[CLUSTER8] entries that a failover lost behind the read are not committed', async () => {
  await redis.flushall();
  const slots = new SlotTable();
  const post = {
    kind: 'register',
    urn: URNS[0],
    receivedAt: '2030-01-07T08:00:00Z',
    date: '2026-11-20',
  } as const;
  const marks = [{ upn: UPNS[0], code: 'I' }];
  await appendEntries(redis, 1, [toEntry({ ...post, session: 'AM', marks }, slots)]);
  await appendEntries(redis, 1, [toEntry({ ...post, session: 'PM', marks }, slots)]);
  const raw = await readStream(redis, 0);
  await redis.xdel(partitionKeys.marks(0), raw[1].id);
  const partition = newPartition();
  expect((await partition.apply(raw)).result).toBe('moved');
  expect(await redis.exists(partitionKeys.head(0))).toBe(0);
  expect(await partition.offset()).toBe('0-0');
  expect((await partition.apply(raw.slice(0, 1))).result).toBe('committed');
});
