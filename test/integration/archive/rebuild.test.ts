import { rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { copyArchive, waitForArchive } from '../../../server/cli/backup.ts';
import { restoreKept } from '../../../shared/node/archive/kept-files.ts';
import { fixedClock } from '../../../shared/node/clock.ts';
import { loadConfig } from '../../../shared/node/config.ts';
import type { WorkerParts } from '../../../shared/node/lifecycle.ts';
import { createLogger } from '../../../shared/node/logger.ts';
import { globalKeys, partitionKeys, partitionOf } from '../../../shared/redis/keys.ts';
import { entryUrn } from '../../../shared/redis/layouts/entries.ts';
import { upnAt } from '../../../shared/redis/layouts/pupils.ts';
import { rebuild } from '../../../workers/archive/rebuild.ts';
import { startArchive } from '../../../workers/archive/start.ts';
import { startCount } from '../../../workers/count/start.ts';
import { recount } from '../../../workers/jobs/recount.ts';
import { archivedEntries, newArchiveFolder } from '../../helpers/archive.ts';
import {
  CSV,
  NDJSON,
  PARTITIONS,
  schoolsCsv,
  startTestIngest,
  type TestIngest,
} from '../../helpers/ingest.ts';
import type { RegisterPost, RosterPost } from '../../helpers/oracle/posts.ts';
import { register, roster } from '../../helpers/post-arbitraries.ts';
import { startTestRedis, type TestRedis } from '../../helpers/redis.ts';
import { makeUpn } from '../../helpers/upns.ts';

const RECEIVED_AT = '2026-11-23T16:00:00.000Z';
const URNS = Array.from({ length: 6 }, (_, i) => 100_001 + i);
const SEED = 11;
const logger = createLogger({ role: 'test', level: 'silent' });

let ingest: TestIngest;
let backup: string;

function partsOf(redis: TestRedis, partitions: number, archive: string): WorkerParts {
  const config = loadConfig({ data: redis.data, redis: redis.location, partitions, archive }, {});
  const clock = fixedClock(Date.parse(RECEIVED_AT));
  return { config, clock, logger, connect: (_, more) => redis.connect(more) };
}

const lines = (posts: readonly object[]) => posts.map((post) => `${JSON.stringify(post)}\n`).join('');

beforeAll(async () => {
  ingest = await startTestIngest();
  backup = newArchiveFolder();
  ingest.clock.set(Date.parse(RECEIVED_AT));
  const archive = join(ingest.redis.data, 'archive');
  const parts = partsOf(ingest.redis, PARTITIONS, archive);
  await ingest.post('schools', schoolsCsv(URNS), { type: CSV });
  const spread = <P extends { urn: number }>(posts: P[]) =>
    posts.map((post, i) => ({ ...post, urn: URNS[i % URNS.length] }));
  const rosters = spread(fc.sample(roster, { numRuns: 20, seed: SEED })).map(
    ({ kind: _kind, receivedAt: _at, digest: _digest, ...body }: RosterPost, i) => ({
      ...body,
      issuedAt: new Date(Date.parse('2026-11-01T00:00:00Z') + i * 1000).toISOString(),
      pupils: body.pupils.filter(({ upn }, at, all) => all.findIndex((other) => other.upn === upn) === at),
    }),
  );
  const registers = spread(fc.sample(register, { numRuns: 150, seed: SEED })).map(
    ({ kind: _kind, receivedAt: _at, ...body }: RegisterPost) => body,
  );
  expect((await ingest.post('rosters', lines(rosters), { type: NDJSON })).body.rejected).toEqual([]);
  expect((await ingest.post('registers', lines(registers), { type: NDJSON })).body.rejected).toEqual([]);
  const count = await startCount(parts);
  const archiving = await startArchive(parts);
  const redis = ingest.redis.connect();
  await waitForArchive(redis, PARTITIONS);
  const applied = async () => {
    let waiting = 0;
    for (let p = 0; p < PARTITIONS; p++)
      waiting +=
        Number((await redis.hget(partitionKeys.intake(p), 'entries')) ?? 0) -
        Number((await redis.hget(partitionKeys.head(p), 'entries')) ?? 0);
    return waiting === 0;
  };
  while (!(await applied())) await new Promise((settle) => setTimeout(settle, 20));
  await copyArchive(archive, backup);
  await archiving.stop();
  await count.stop();
}, 60_000);
afterAll(async () => {
  await ingest?.stop();
  rmSync(backup, { recursive: true, force: true });
});

test.each([PARTITIONS, 7])(
  '[ARCHIVE30] a backup brings everything back, in %i partitions: registry, slots, and the same figures',
  async (partitions) => {
    const target = await startTestRedis();
    const archive = join(target.data, 'archive');
    const { schools } = await rebuild(partsOf(target, partitions, archive), backup, [
      startCount,
      startArchive,
    ]);
    expect(schools).toBe(URNS.length);
    const [before, after] = [ingest.redis.connect(), target.connect()];
    expect(await after.hgetall(globalKeys.schools)).toEqual(await before.hgetall(globalKeys.schools));
    for (const urn of URNS) {
      const table = await after.getBuffer(partitionKeys.pupils(partitionOf(urn, partitions), urn));
      expect(table).toEqual(await before.getBuffer(partitionKeys.pupils(partitionOf(urn, PARTITIONS), urn)));
      expect(upnAt(table!, 1)).toMatch(/^[A-Z]\d{11}[\dA-Z]$/);
    }
    const source = await recount(before, { partitions: PARTITIONS });
    const result = await recount(after, { partitions, archive });
    expect(result.firstDifferences).toEqual([]);
    expect(result).toMatchObject({ schools: source.schools, marks: source.marks, digest: source.digest });
    await target.stop();
  },
  60_000,
);

test('[ARCHIVE31] a Redis that holds anything is not rebuilt into', async () => {
  const folder = newArchiveFolder();
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const parts = partsOf(ingest.redis, PARTITIONS, folder);
  await expect(rebuild(parts, backup, [])).rejects.toThrow('not empty');
});

test('[ARCHIVE34] when an archive worker has stopped, the archive holds what was accepted last and the registry as it is', async () => {
  const archive = join(ingest.redis.data, 'archive');
  const archiving = await startArchive(partsOf(ingest.redis, PARTITIONS, archive));
  const newest = 100_050;
  await ingest.post('schools', schoolsCsv([newest]), { type: CSV });
  const pupils = [{ upn: makeUpn(1), yearGroup: '7' }];
  await ingest.post('rosters', lines([{ urn: newest, asOf: '2026-09-01', pupils }]), { type: NDJSON });
  await archiving.stop();
  const target = await startTestRedis();
  const redis = target.connect();
  await restoreKept(redis, archive, PARTITIONS);
  expect(await redis.hexists(globalKeys.schools, String(newest))).toBe(1);
  const kept = await archivedEntries(archive, partitionOf(newest, PARTITIONS));
  expect(kept.map(({ payload }) => entryUrn(payload))).toContain(newest);
  await target.stop();
});
