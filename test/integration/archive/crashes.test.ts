import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { fromDay, toDay, weekday } from '../../../shared/attendance/dates.ts';
import { startClock } from '../../../shared/attendance/sim-clock.ts';
import { DayArchive } from '../../../shared/node/archive/day-archive.ts';
import { globalKeys } from '../../../shared/redis/keys.ts';
import { commitScripts } from '../../../workers/count/commit.ts';
import { Partition } from '../../../workers/count/partition.ts';
import { appendScripts } from '../../../workers/ingest/entry-store.ts';
import { fillLedger, newArchiveFolder, readStoreAndArchive } from '../../helpers/archive.ts';
import type { Post } from '../../helpers/oracle/posts.ts';
import { oracleSchool } from '../../helpers/oracle.ts';
import { SlotTable, toEntry } from '../../helpers/posts-to-entries.ts';
import { startTestRedis, type TestRedis } from '../../helpers/redis.ts';
import { expectedFigures, storedFigures } from '../../helpers/stored-figures.ts';
import { appendEntries, readStream } from '../../helpers/stream.ts';
import { makeUpn } from '../../helpers/upns.ts';
import { startWorkerProcess } from '../../helpers/worker-process.ts';

const URN = 100_001;
const TODAY = '2026-11-20';

let server: TestRedis;
let redis: Redis;
let archive: string;

beforeAll(async () => {
  server = await startTestRedis();
  redis = server.connect({ scripts: { ...commitScripts, ...appendScripts } });
});
beforeEach(() => {
  archive = newArchiveFolder();
  return () => rmSync(archive, { recursive: true, force: true });
});
afterAll(() => server.stop());

/** Registers of two pupils on the last eighteen school days, and a roster. */
function posts(): Post[] {
  const upns = [1, 2].map((n) => makeUpn(n));
  const pupils = upns.map((upn) => ({ upn, yearGroup: '7' }));
  const base = { urn: URN, receivedAt: `${TODAY}T09:00:00Z` };
  const days = Array.from({ length: 26 }, (_, i) => toDay(TODAY) - i)
    .filter((day) => weekday(day) <= 5)
    .slice(0, 18);
  const registers = days.map(
    (day): Post => ({
      ...base,
      kind: 'register',
      date: fromDay(day),
      session: 'AM',
      marks: upns.map((upn, i) => ({ upn, code: (day + i) % 5 === 0 ? 'I' : '/' })),
    }),
  );
  return [{ ...base, kind: 'roster', asOf: '2026-09-01', digest: '00000000000000aa', pupils }, ...registers];
}

const stateKeys = async () => (await redis.keys('state:*')).length;

test.each(['archive:day-written', 'archive:day-in-place', 'archive:day-recorded'])(
  '[ARCHIVE14] an archive worker that dies at %s leaves every day whole, and the next one goes on',
  async (point) => {
    await redis.flushall();
    const clock = startClock(undefined, { date: TODAY, speed: 1 }, Date.now());
    await redis.set(globalKeys.clock, JSON.stringify(clock));
    const slots = new SlotTable();
    const sent = posts();
    await appendEntries(
      redis,
      1,
      sent.map((post) => toEntry(post, slots)),
    );
    await new Partition(0, redis, () => 't1').apply(await readStream(redis, 0));
    const school = oracleSchool(sent, URN);
    const expectWhole = async () => {
      const store = await readStoreAndArchive(redis, archive, 1);
      await fillLedger(store, { redis, partitions: 1, days: new DayArchive(redis, archive) }, [URN]);
      expect(storedFigures(store, 0, URN, slots, school.pupilOf)).toEqual(expectedFigures(school));
    };
    const options = { redis: server.location, data: archive, archive, partitions: '1' };
    process.env.BELLWETHER_CRASH_AT = `${point}:2`;
    const dying = startWorkerProcess('archive', options);
    delete process.env.BELLWETHER_CRASH_AT;
    await dying.ended;
    expect(await stateKeys()).toBeGreaterThan(15);
    await expectWhole();
    const worker = startWorkerProcess('archive', options);
    while ((await stateKeys()) > 15) await sleep(20);
    await worker.stop();
    await expectWhole();
  },
  30_000,
);
