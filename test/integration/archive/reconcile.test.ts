import { rmSync } from 'node:fs';
import fc from 'fast-check';
import type { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { toDay } from '../../../shared/attendance/dates.ts';
import { DayArchive } from '../../../shared/node/archive/day-archive.ts';
import { partitionKeys } from '../../../shared/redis/keys.ts';
import { ByteWriter } from '../../../shared/redis/layouts/bytes.ts';
import { decodeCounts, writeCounts } from '../../../shared/redis/layouts/counts.ts';
import { decodeHistory, encodeHistory } from '../../../shared/redis/layouts/history.ts';
import { decodeMarks, encodeMarks } from '../../../shared/redis/layouts/marks.ts';
import { decodeMinutes, encodeMinutes } from '../../../shared/redis/layouts/minutes.ts';
import { EntryArchive } from '../../../workers/archive/entry-archive.ts';
import { moveOldDays, retireScripts } from '../../../workers/archive/old-days.ts';
import { commitScripts } from '../../../workers/count/commit.ts';
import { Partition } from '../../../workers/count/partition.ts';
import { appendScripts } from '../../../workers/ingest/entry-store.ts';
import { recount } from '../../../workers/jobs/recount.ts';
import { newArchiveFolder } from '../../helpers/archive.ts';
import { register, roster, URNS } from '../../helpers/post-arbitraries.ts';
import { SlotTable, toEntry } from '../../helpers/posts-to-entries.ts';
import { startTestRedis, type TestRedis } from '../../helpers/redis.ts';
import { appendEntries, readStream } from '../../helpers/stream.ts';

const SEED = 7;
const URN = URNS[0];
const writer = new ByteWriter();

let server: TestRedis;
let redis: Redis;
let archive: string;

beforeAll(async () => {
  server = await startTestRedis();
  redis = server.connect({ scripts: { ...commitScripts, ...appendScripts, ...retireScripts } });
});
beforeEach(async () => {
  archive = newArchiveFolder();
  await redis.flushall();
  await countAndArchive();
  return () => rmSync(archive, { recursive: true, force: true });
});
afterAll(() => server.stop());

/** Registers, rosters and history of two schools, counted and archived; half of the stream is trimmed. */
async function countAndArchive(): Promise<void> {
  const slots = new SlotTable();
  const posts = [
    ...fc.sample(register, { numRuns: 80, seed: SEED }),
    ...fc.sample(roster, { numRuns: 8, seed: SEED }),
  ];
  const origin = { receivedAt: Date.parse('2026-11-20T09:00:00Z'), tokenId: 'test', receipt: 'r1' };
  const sessions = [
    { session: toDay('2026-06-01') * 2, possible: 90, attending: 80, authorised: 4, unauthorised: -1 },
  ];
  await appendEntries(redis, 1, [
    ...posts.map((post) => toEntry(post, slots)),
    { kind: 'history', ...origin, urn: URN, sessions },
  ]);
  const raw = await readStream(redis, 0);
  const partition = new Partition(0, redis, () => `t${Math.random()}`, new DayArchive(redis, archive));
  for (let from = 0; from < raw.length; from += 20) await partition.apply(raw.slice(from, from + 20));
  const entries = await EntryArchive.open(redis, archive, 0, 4_000);
  while ((await entries.copy()) > 0);
  await redis.xtrim(partitionKeys.marks(0), 'MAXLEN', 30);
  const window = { stateDays: 1, ledgerDays: 1 };
  await moveOldDays({ redis, archive, partitions: 1, window }, toDay('2026-11-23'));
}

const check = () => recount(redis, { partitions: 1, archive });

test('[ARCHIVE20] the recount starts from what was accepted, out of the archive and the stream', async () => {
  const result = await check();
  expect(result.firstDifferences).toEqual([]);
  expect(result).toMatchObject({ schools: 2, differences: 0 });
  expect(result.marks).toBeGreaterThan(30);
  const without = await recount(redis, { partitions: 1 });
  expect(without.firstDifferences[0]).toMatchObject({ of: expect.any(String) });
});

/** What a fault could do to something kept as it was accepted. */
const FAULTS: Record<string, () => Promise<void>> = {
  marks: async () => {
    const key = partitionKeys.state(0, '2026-11-23', 'AM');
    const marks = decodeMarks((await redis.hgetBuffer(key, String(URN)))!);
    marks.times[marks.rows.findIndex((row) => row > 0)]++;
    await redis.hset(key, String(URN), encodeMarks(writer, marks));
  },
  minutes: async () => {
    const key = partitionKeys.minutes(0, '2026-11-23', 'AM');
    const rows = decodeMinutes((await redis.hgetBuffer(key, String(URN)))!);
    rows[0].kinds[3]++;
    await redis.hset(key, String(URN), encodeMinutes(writer, rows));
  },
  history: async () => {
    const key = partitionKeys.history(0, 2025);
    const [session] = decodeHistory((await redis.hgetBuffer(key, String(URN)))!);
    await redis.hset(key, String(URN), encodeHistory(writer, [{ ...session, attending: 79 }]));
  },
  rosters: async () => {
    const [id] = await redis.hkeys(partitionKeys.rosters(0, URN));
    await redis.hdel(partitionKeys.rosters(0, URN), id);
  },
  counts: async () => {
    const key = partitionKeys.counts(0, '2026-11-23', 'AM');
    const counts = decodeCounts((await redis.hgetBuffer(key, String(URN)))!);
    counts.tallies[5]++;
    writeCounts(writer, counts);
    await redis.hset(key, String(URN), writer.take());
  },
};

test.each(Object.keys(FAULTS))(
  '[ARCHIVE21] a changed value of %s is a difference of that name',
  async (kind) => {
    await FAULTS[kind]();
    const { firstDifferences } = await check();
    expect(firstDifferences.map(({ of }) => of)).toContain(kind);
    expect(firstDifferences.every(({ urn }) => urn === URN)).toBe(true);
  },
);

test('[ARCHIVE22] the digest follows from what was accepted alone', async () => {
  const { digest, digests } = await check();
  expect(digests).toEqual([digest]);
  await FAULTS.marks();
  expect((await check()).digest).toBe(digest);
});
