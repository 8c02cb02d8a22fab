import fc from 'fast-check';
import type { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { KIND_COUNT, KINDS } from '../../../shared/attendance/codes.ts';
import { COHORTS } from '../../../shared/attendance/cohorts.ts';
import { TALLY_LENGTH } from '../../../shared/attendance/measures.ts';
import { partitionKeys } from '../../../shared/redis/keys.ts';
import { ByteWriter } from '../../../shared/redis/layouts/bytes.ts';
import { decodeCounts, writeCounts } from '../../../shared/redis/layouts/counts.ts';
import { decodeLedgerRow, encodeLedgerRow } from '../../../shared/redis/layouts/ledger.ts';
import { commitScripts } from '../../../workers/count/commit.ts';
import { Partition } from '../../../workers/count/partition.ts';
import { appendScripts } from '../../../workers/ingest/entry-store.ts';
import { recount } from '../../../workers/jobs/recount.ts';
import type { Post } from '../../helpers/oracle/posts.ts';
import { SlotTable, toEntry } from '../../helpers/posts-to-entries.ts';
import { startTestRedis, type TestRedis } from '../../helpers/redis.ts';
import { appendEntries, readStream } from '../../helpers/stream.ts';
import { makeUpn } from '../../helpers/upns.ts';

const URN = 100_001;
const DATE = '2026-11-20';

let server: TestRedis;
let redis: Redis;
let kept: Map<string, Record<string, Buffer>>;

beforeAll(async () => {
  server = await startTestRedis();
  redis = server.connect({ scripts: { ...commitScripts, ...appendScripts } });
  const slots = new SlotTable();
  const entries = smallSchool().map((post) => toEntry(post, slots));
  await appendEntries(redis, 1, entries);
  await new Partition(0, redis, () => 'only').apply(await readStream(redis, 0));
  kept = new Map();
  for (const key of await redis.keys('*'))
    if ((await redis.type(key)) === 'hash') kept.set(key, await redis.hgetallBuffer(key));
});
afterAll(() => server.stop());

/** Three pupils over two days; one is absent, one left, and a fourth nobody knows. */
function smallSchool(): Post[] {
  const [a, b, c, d] = [1, 2, 3, 4].map((n) => makeUpn(n));
  const receivedAt = '2026-11-20T08:50:00Z';
  const register = (date: string, session: 'AM' | 'PM'): Post => ({
    kind: 'register',
    receivedAt,
    urn: URN,
    date,
    session,
    marks: [
      { upn: a, code: '/' },
      { upn: b, code: 'I' },
      { upn: c, code: '/' },
      { upn: d, code: 'L', minutesLate: 3 },
    ],
  });
  const pupils = [
    { upn: a, yearGroup: '7' },
    { upn: b, yearGroup: '8', sex: 'F' as const },
    { upn: c, yearGroup: 'R', left: '2026-11-19' },
  ];
  const roster: Post = {
    kind: 'roster',
    receivedAt,
    urn: URN,
    asOf: '2026-09-01',
    digest: '00000000000000aa',
    pupils,
  };
  return [roster, register('2026-11-19', 'AM'), register(DATE, 'AM'), register(DATE, 'PM')];
}

test('[COUNT5] what was counted right has no difference', async () => {
  expect(await recount(redis, { partitions: 1 })).toMatchObject({
    schools: 1,
    onRoll: 2,
    marks: 12,
    differences: 0,
    firstDifferences: [],
  });
});

test('[COUNT5] an empty installation has nothing to compare but its counters', async () => {
  const empty = await startTestRedis();
  const result = await recount(empty.connect(), { partitions: 4 });
  await empty.stop();
  expect(result).toMatchObject({ schools: 0, onRoll: 0, marks: 0, differences: 0 });
});

test('[COUNT6] a changed figure is named by school, date, session, cohort and measure', async () => {
  const key = partitionKeys.counts(0, DATE, 'AM');
  await redis.hset(
    key,
    String(URN),
    (await redis.hgetBuffer(partitionKeys.counts(0, '2026-11-19', 'AM'), String(URN)))!,
  );
  const { firstDifferences } = await recount(redis, { partitions: 1 });
  await redis.hset(key, kept.get(key)!);
  expect(firstDifferences).toContainEqual({
    of: 'counts',
    urn: URN,
    date: DATE,
    session: 'AM',
    cohort: 'year:R',
    measure: 'present',
    stored: 1,
    recounted: 0,
  });
});

/** Every kind of thing the recount answers for. */
const CHECKED = ['counts', 'ledger', 'days', 'ytd', 'persistent', 'quarantine', 'state', 'rosters'];

test.each(CHECKED)('[COUNT6] a lost value of %s is a difference', async (kind) => {
  const keys = [...kept.keys()].filter((key) => key.startsWith(`${kind}:`));
  expect(keys.length).toBeGreaterThan(0);
  for (const key of keys) {
    await redis.del(key);
    const { differences } = await recount(redis, { partitions: 1 });
    await redis.hset(key, kept.get(key)!);
    expect(differences, key).toBeGreaterThan(0);
  }
});

test('[COUNT6] one more pupil in any cell of the counts or the ledger is one difference, and that cell', async () => {
  const packed = [...kept].filter(([key]) => /^(counts|ledger):/.test(key));
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...packed), fc.nat(TALLY_LENGTH - 1), async ([key, hash], cell) => {
      await redis.hset(key, String(URN), oneMore(key, hash[URN], cell));
      const { differences, firstDifferences } = await recount(redis, { partitions: 1 });
      await redis.hset(key, hash);
      expect(differences).toBe(1);
      const [found] = firstDifferences;
      expect(key).toContain(`${found.of}:{0}:${found.date}`);
      expect([found.cohort, found.measure]).toEqual([
        COHORTS[Math.floor(cell / KIND_COUNT)],
        KINDS[cell % KIND_COUNT],
      ]);
      expect(found.stored).toBe(Number(found.recounted) + 1);
    }),
  );
});

function oneMore(key: string, value: Buffer, cell: number): Buffer {
  const writer = new ByteWriter();
  if (key.startsWith('ledger')) {
    const sums = decodeLedgerRow(value);
    sums[cell]++;
    return encodeLedgerRow(writer, sums);
  }
  const counts = decodeCounts(value);
  counts.tallies[cell]++;
  writeCounts(writer, counts);
  return writer.take();
}

test('[COUNT6] a wrong counter of the partition is a difference', async () => {
  for (const [name, value] of Object.entries({ quarantined: '4', entries: '5', marks: '11' })) {
    await redis.hset(partitionKeys.head(0), name, value);
    const { firstDifferences } = await recount(redis, { partitions: 1 });
    await redis.hset(partitionKeys.head(0), kept.get(partitionKeys.head(0))!);
    expect(firstDifferences).toMatchObject([{ of: 'head', measure: name, stored: Number(value) }]);
  }
});
