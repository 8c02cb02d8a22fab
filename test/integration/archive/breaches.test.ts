import type { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { partitionKeys } from '../../../shared/redis/keys.ts';
import { ByteWriter } from '../../../shared/redis/layouts/bytes.ts';
import {
  decodeCounts,
  emptyCounts,
  type SessionCounts,
  writeCounts,
} from '../../../shared/redis/layouts/counts.ts';
import { commitScripts } from '../../../workers/count/commit.ts';
import { brokenRule } from '../../../workers/count/invariants.ts';
import { Partition } from '../../../workers/count/partition.ts';
import { appendScripts } from '../../../workers/ingest/entry-store.ts';
import type { Post } from '../../helpers/oracle/posts.ts';
import { SlotTable, toEntry } from '../../helpers/posts-to-entries.ts';
import { startTestRedis, type TestRedis } from '../../helpers/redis.ts';
import { appendEntries, readStream } from '../../helpers/stream.ts';
import { makeUpn } from '../../helpers/upns.ts';

const URN = 100_001;
const PRESENT = 1;

let server: TestRedis;
let redis: Redis;

beforeAll(async () => {
  server = await startTestRedis();
  redis = server.connect({ scripts: { ...commitScripts, ...appendScripts } });
});
afterAll(() => server.stop());

/** Two pupils, one present. */
function rightCounts(): SessionCounts {
  const counts = { ...emptyCounts(), version: 1 };
  counts.tallies[0] = 1;
  counts.tallies[PRESENT] = 1;
  counts.codes[0] = 1;
  return counts;
}

test('[ARCHIVE23] counts that no pupils could have are known as such', () => {
  expect(brokenRule(rightCounts())).toBeUndefined();
  const faults: ((counts: SessionCounts) => void)[] = [
    ({ tallies }) => tallies.fill(-1, 0, 1),
    ({ tallies }) => tallies.fill(3, 11, 12),
    ({ codes }) => codes.fill(1, 1, 2),
    (counts) => {
      counts.version = 0;
    },
  ];
  for (const fault of faults) {
    const counts = rightCounts();
    fault(counts);
    expect(brokenRule(counts)).toBeTypeOf('string');
  }
});

test('[ARCHIVE24] a worker that finds impossible counts tells of them with the commit', async () => {
  const upns = [1, 2].map((n) => makeUpn(n));
  const base = { urn: URN, receivedAt: '2026-11-20T09:00:00Z' };
  const pupils = upns.map((upn) => ({ upn, yearGroup: '7' }));
  const posts: Post[] = [
    { ...base, kind: 'roster', asOf: '2026-09-01', digest: '00000000000000aa', pupils },
    ...upns.map(
      (upn): Post => ({
        ...base,
        kind: 'register',
        date: '2026-11-20',
        session: 'AM',
        marks: [{ upn, code: '/' }],
      }),
    ),
  ];
  const slots = new SlotTable();
  await appendEntries(
    redis,
    1,
    posts.map((post) => toEntry(post, slots)),
  );
  const raw = await readStream(redis, 0);
  expect((await new Partition(0, redis, () => 't1').apply(raw.slice(0, 2))).breaches).toEqual([]);
  const key = partitionKeys.counts(0, '2026-11-20', 'AM');
  const counts = decodeCounts((await redis.hgetBuffer(key, String(URN)))!);
  counts.codes[3]++;
  const writer = new ByteWriter();
  writeCounts(writer, counts);
  await redis.hset(key, String(URN), writer.take());
  const { result, breaches } = await new Partition(0, redis, () => 't2').apply(raw.slice(2));
  expect(result).toBe('committed');
  expect(breaches).toMatchObject([{ urn: URN, rule: '3 marks by code and 2 marked pupils' }]);
});
