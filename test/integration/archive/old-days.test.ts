import { rmSync } from 'node:fs';
import fc from 'fast-check';
import type { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { toDay } from '../../../shared/attendance/dates.ts';
import { DayArchive, listDayFiles } from '../../../shared/node/archive/day-archive.ts';
import { partitionKeys } from '../../../shared/redis/keys.ts';
import { moveOldDays, retireScripts } from '../../../workers/archive/old-days.ts';
import { commitScripts } from '../../../workers/count/commit.ts';
import { Partition } from '../../../workers/count/partition.ts';
import { appendScripts } from '../../../workers/ingest/entry-store.ts';
import { recount } from '../../../workers/jobs/recount.ts';
import { fillLedger, newArchiveFolder, readStoreAndArchive } from '../../helpers/archive.ts';
import type { Post } from '../../helpers/oracle/posts.ts';
import { oracleSchool } from '../../helpers/oracle.ts';
import { arrivals, URNS } from '../../helpers/post-arbitraries.ts';
import { SlotTable, toEntry } from '../../helpers/posts-to-entries.ts';
import { startTestRedis, type TestRedis } from '../../helpers/redis.ts';
import { expectedFigures, storedFigures } from '../../helpers/stored-figures.ts';
import { appendEntries, readStream } from '../../helpers/stream.ts';

let server: TestRedis;
let redis: Redis;
let archive: string;
let commits = 0;

beforeAll(async () => {
  server = await startTestRedis();
  redis = server.connect({ scripts: { ...commitScripts, ...appendScripts, ...retireScripts } });
});
beforeEach(() => {
  archive = newArchiveFolder();
  return () => rmSync(archive, { recursive: true, force: true });
});
afterAll(() => server.stop());

const newPartition = () => new Partition(0, redis, () => `t${++commits}`, new DayArchive(redis, archive));

async function move(today: string, stateDays: number, ledgerDays: number): Promise<void> {
  const window = { stateDays, ledgerDays };
  await moveOldDays({ redis, archive, partitions: 1, window }, toDay(today));
}

async function expectRight(posts: readonly Post[], slots: SlotTable): Promise<void> {
  const store = await readStoreAndArchive(redis, archive, 1);
  await fillLedger(store, { redis, partitions: 1, days: new DayArchive(redis, archive) }, URNS);
  for (const urn of URNS) {
    const school = oracleSchool(posts, urn);
    expect(storedFigures(store, 0, urn, slots, school.pupilOf)).toEqual(expectedFigures(school));
  }
  expect((await recount(redis, { partitions: 1, archive })).firstDifferences).toEqual([]);
}

/** Each turn: how many entries, whether days are moved before, beside or not at all, and what stays. */
const turns = fc.array(
  fc.record({
    size: fc.integer({ min: 1, max: 5 }),
    moves: fc.constantFrom('before', 'beside', 'no'),
    today: fc.constantFrom('2026-08-31', '2026-11-20', '2026-11-23'),
    stateDays: fc.constantFrom(0, 1, 2),
    ledgerDays: fc.constantFrom(0, 1, 3),
    restarts: fc.boolean(),
  }),
  { minLength: 1, maxLength: 8 },
);

test('[ARCHIVE10] days that leave Redis at any moment, corrections and rosters behind them: the figures of the oracle', async () => {
  await fc.assert(
    fc.asyncProperty(arrivals, turns, async ({ posts, arriving }, plan) => {
      await redis.flushall();
      rmSync(archive, { recursive: true, force: true });
      const slots = new SlotTable();
      await appendEntries(
        redis,
        1,
        arriving.map((post) => toEntry(post, slots)),
      );
      const raw = await readStream(redis, 0);
      let worker = newPartition();
      for (let at = 0, turn = 0; at < raw.length; turn++) {
        const { size, moves, today, stateDays, ledgerDays, restarts } = plan[turn % plan.length];
        if (restarts) worker = newPartition();
        if (moves === 'before') await move(today, stateDays, ledgerDays);
        const moving = moves === 'beside' ? move(today, stateDays, ledgerDays) : undefined;
        expect((await worker.apply(raw.slice(at, at + size))).result).toBe('committed');
        await moving;
        at += size;
      }
      await expectRight(posts, slots);
      await move('2026-11-23', 0, 0);
      await expectRight(posts, slots);
    }),
    { numRuns: 60, endOnFailure: true },
  );
}, 90_000);

test('[ARCHIVE11] a day that left Redis is in a file alone, and a correction makes a new version of it', async () => {
  await redis.flushall();
  const slots = new SlotTable();
  const base = { kind: 'register' as const, urn: URNS[0], session: 'AM' as const };
  const upn = 'A823432108097';
  const days = ['2026-09-10', '2026-09-11', '2026-11-20'];
  const posts: Post[] = days.map((date) => ({
    ...base,
    receivedAt: `${date}T09:00:00Z`,
    date,
    marks: [{ upn, code: '/' }],
  }));
  posts.push({
    ...base,
    receivedAt: '2026-11-20T09:30:00Z',
    date: '2026-09-10',
    marks: [{ upn, code: 'I' }],
  });
  await appendEntries(
    redis,
    1,
    posts.map((post) => toEntry(post, slots)),
  );
  const raw = await readStream(redis, 0);
  await newPartition().apply(raw.slice(0, 3));
  await move('2026-11-20', 1, 1);
  const held = async () => (await redis.keys('state:*')).map((key) => key.split(':')[2]);
  expect(await held()).toEqual(['2026-11-20']);
  expect(await redis.keys('ledger:*')).toHaveLength(2);
  await newPartition().apply(raw.slice(3));
  expect((await held()).sort()).toEqual(['2026-09-10', '2026-11-20']);
  await expectRight(posts, slots);
  await move('2026-11-20', 1, 1);
  expect(await held()).toEqual(['2026-11-20']);
  expect(await redis.hget(partitionKeys.archive(0), 'day:2026-09-10')).toBe('2');
  const files = await listDayFiles(archive, 0);
  expect(
    files
      .filter(({ date }) => date === '2026-09-10')
      .map(({ version }) => version)
      .sort(),
  ).toEqual([1, 2]);
  await expectRight(posts, slots);
});
