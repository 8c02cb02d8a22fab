import { appendFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import type { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { readLogFile } from '../../../shared/node/archive/append-log.ts';
import { archivePaths } from '../../../shared/node/archive/paths.ts';
import { partitionKeys } from '../../../shared/redis/keys.ts';
import type { Entry } from '../../../shared/redis/layouts/entries.ts';
import { pupilTableHeader } from '../../../shared/redis/layouts/pupils.ts';
import { EntryArchive } from '../../../workers/archive/entry-archive.ts';
import { tablesOf } from '../../../workers/archive/pupil-log.ts';
import { Trim, trimPoint } from '../../../workers/count/trim.ts';
import { appendScripts } from '../../../workers/ingest/entry-store.ts';
import { archivedEntries, newArchiveFolder } from '../../helpers/archive.ts';
import { register } from '../../helpers/post-arbitraries.ts';
import { SlotTable, toEntry } from '../../helpers/posts-to-entries.ts';
import { startTestRedis, type TestRedis } from '../../helpers/redis.ts';
import { appendEntries, readStream } from '../../helpers/stream.ts';
import { startWorkerProcess } from '../../helpers/worker-process.ts';

const SEED = 1;
const SMALL = 2_000;

let server: TestRedis;
let redis: Redis;
let archive: string;

beforeAll(async () => {
  server = await startTestRedis();
  redis = server.connect({ scripts: appendScripts });
});
beforeEach(async () => {
  await redis.flushall();
  archive = newArchiveFolder();
  return () => rmSync(archive, { recursive: true, force: true });
});
afterAll(() => server.stop());

async function send(registers: number, partitions = 1): Promise<void> {
  const slots = new SlotTable();
  const posts = fc.sample(register, { numRuns: registers, seed: SEED });
  await appendEntries(
    redis,
    partitions,
    posts.map((post) => toEntry(post, slots)),
  );
}

/** More than a segment holds before it is sealed. */
async function sendLarge(): Promise<void> {
  const sessions = Array.from({ length: 380 }, (_, i) => ({
    session: 1_700 + i,
    possible: 900 + i,
    attending: 850 + i,
    authorised: 30,
    unauthorised: 20,
  }));
  const entry = (i: number): Entry => ({
    kind: 'history',
    receivedAt: i,
    tokenId: 't',
    receipt: 'r',
    urn: 100_001,
    sessions,
  });
  await appendEntries(
    redis,
    1,
    Array.from({ length: 1_000 }, (_, i) => entry(i)),
  );
}

async function copyAll(entries: EntryArchive): Promise<void> {
  while ((await entries.copy()) > 0);
}

async function expectWhole(): Promise<void> {
  const stream = await readStream(redis, 0);
  const archived = await archivedEntries(archive, 0);
  expect(archived.map(({ id, payload }) => [id, payload.toString('hex')])).toEqual(
    stream.map(({ id, payload }) => [id, payload.toString('hex')]),
  );
  expect(await redis.hget(partitionKeys.archive(0), 'offset')).toBe(stream.at(-1)?.id);
}

test('[ARCHIVE1] every accepted entry is in the archive once, in order, over segments and restarts', async () => {
  for (let round = 0; round < 4; round++) {
    await send(120);
    await copyAll(await EntryArchive.open(redis, archive, 0, SMALL));
  }
  const names = readdirSync(archivePaths.entries(archive, 0));
  expect(names.filter((name) => name.endsWith('.gz')).length).toBeGreaterThan(1);
  await expectWhole();
});

test('[ARCHIVE2] what a crash cut off at the end of a segment is written again', async () => {
  await send(30);
  await copyAll(await EntryArchive.open(redis, archive, 0, 1_000_000));
  appendFileSync(join(archivePaths.entries(archive, 0), 'open.log'), Buffer.from([9, 0, 0, 0, 1, 2, 3]));
  await send(30);
  await copyAll(await EntryArchive.open(redis, archive, 0, 1_000_000));
  await expectWhole();
});

test('[ARCHIVE3] the stream is trimmed only behind what is counted, archived and ten minutes old', () => {
  const now = 2_000_000;
  expect(trimPoint('1000000-5', '900000-1', now)).toBe(900_000);
  expect(trimPoint('800000-5', '900000-1', now)).toBe(800_000);
  expect(trimPoint('1900000-0', '1900000-0', now)).toBe(now - 600_000);
  expect(trimPoint('1900000-0', '0-0', now)).toBe(0);
});

test('[ARCHIVE3] entries go when their ten minutes are over, without another commit', async () => {
  await send(300);
  // Entries go by their milliseconds: those of the last one stay.
  await sleep(5);
  await send(1);
  const last = (await readStream(redis, 0)).at(-1)!.id;
  await copyAll(await EntryArchive.open(redis, archive, 0, 1_000_000));
  const counted = { number: 0, offset: async () => last };
  const held = async () => (await readStream(redis, 0)).length;
  const now = Number.parseInt(last, 10);
  const trim = new Trim(redis);
  await trim.due([counted], now);
  expect(await held()).toBe(301);
  await trim.due([counted], now + 11 * 60_000);
  // Whole nodes of the stream go, so that the last of them may stay.
  expect(await held()).toBeLessThan(150);
});

test('[ARCHIVE4] the archive has the slots of every pupil in it, and grows with the tables', async () => {
  const key = partitionKeys.pupils(0, 100_001);
  await redis.append(key, Buffer.concat([pupilTableHeader(), Buffer.alloc(30, 7)]));
  await send(10);
  const entries = await EntryArchive.open(redis, archive, 0, SMALL);
  await copyAll(entries);
  await redis.append(key, Buffer.alloc(12, 9));
  await send(10);
  await copyAll(entries);
  const tables = tablesOf(await readLogFile(archivePaths.pupils(archive, 0)));
  expect(tables.get(100_001)).toEqual(await redis.getBuffer(key));
});

test.each([
  ['archive:pupils-written', () => send(100)],
  ['archive:entries-appended', () => send(100)],
  ['archive:entries-synced', () => send(100)],
  ['archive:segment-sealed', sendLarge],
] as const)(
  '[ARCHIVE5] an archive worker that dies at %s loses no entry and doubles none',
  async (point, sendSome) => {
    await redis.append(
      partitionKeys.pupils(0, 100_001),
      Buffer.concat([pupilTableHeader(), Buffer.alloc(60, 7)]),
    );
    await sendSome();
    const options = { redis: server.location, data: archive, archive, partitions: '1', feed: 'none' };
    process.env.BELLWETHER_CRASH_AT = point;
    const dying = startWorkerProcess('archive', options);
    delete process.env.BELLWETHER_CRASH_AT;
    await dying.ended;
    const worker = startWorkerProcess('archive', options);
    const { id } = (await readStream(redis, 0)).at(-1)!;
    while ((await redis.hget(partitionKeys.archive(0), 'offset')) !== id) await sleep(20);
    await worker.stop();
    await expectWhole();
  },
  30_000,
);
