import { cpSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readAbout, writeAbout } from '../../../shared/node/archive/about.ts';
import { fixedClock } from '../../../shared/node/clock.ts';
import { loadConfig } from '../../../shared/node/config.ts';
import { LAYOUT, openLayout, refusal, writeLayout } from '../../../shared/node/layout-record.ts';
import type { WorkerParts } from '../../../shared/node/lifecycle.ts';
import { createLogger } from '../../../shared/node/logger.ts';
import { partitionKeys } from '../../../shared/redis/keys.ts';
import { migrate } from '../../../workers/archive/migrate.ts';
import { rebuild } from '../../../workers/archive/rebuild.ts';
import { startArchive } from '../../../workers/archive/start.ts';
import { startCount } from '../../../workers/count/start.ts';
import { recount } from '../../../workers/jobs/recount.ts';
import { startTestRedis, type TestRedis } from '../../helpers/redis.ts';

/** The append-only file of an installation of commit 2a103e9: three schools, 144 marks, 48 of them without a roster. */
const FIXTURE = resolve(import.meta.dirname, '../../fixtures/data-2a103e9');
const PARTITIONS = 4;
const logger = createLogger({ role: 'test', level: 'silent' });

let server: TestRedis;

beforeEach(async () => {
  server = await startTestRedis();
});
afterEach(() => server.stop());

function partsOf(redis: TestRedis, partitions: number): WorkerParts {
  const config = loadConfig({ data: redis.data, redis: redis.location, partitions }, {});
  const clock = fixedClock(Date.parse('2026-11-22T09:00:00Z'));
  return { config, clock, logger, connect: (_, more) => redis.connect(more) };
}

async function openFixture(): Promise<void> {
  await server.kill();
  const folder = join(server.data, 'redis', 'appendonlydir');
  rmSync(folder, { recursive: true, force: true });
  cpSync(FIXTURE, folder, { recursive: true });
  await server.restart();
}

test('[ARCHIVE40] data of an earlier commit is refused with the command, migrated by it, and is all there', async () => {
  await openFixture();
  const redis = server.connect();
  await expect(openLayout(redis, PARTITIONS)).rejects.toThrow('npx bellwether migrate');
  expect(await migrate(partsOf(server, PARTITIONS))).toBe(0);
  await openLayout(redis, PARTITIONS);
  const archive = join(server.data, 'archive');
  const result = await recount(redis, { partitions: PARTITIONS, archive });
  expect(result.firstDifferences).toEqual([]);
  expect(result).toMatchObject({ schools: 3, marks: 144, differences: 0 });
  const target = await startTestRedis();
  await rebuild(partsOf(target, 3), archive, [startCount, startArchive]);
  const rebuilt = await recount(target.connect(), { partitions: 3, archive: join(target.data, 'archive') });
  expect(rebuilt).toMatchObject({ marks: 144, differences: 0, digest: result.digest });
  await target.stop();
}, 60_000);

test('[ARCHIVE41] the archive of migrated data goes on with the stream, and a second migration changes nothing', async () => {
  await openFixture();
  await migrate(partsOf(server, PARTITIONS));
  expect(await migrate(partsOf(server, PARTITIONS))).toBe(0);
  const archiving = await startArchive(partsOf(server, PARTITIONS));
  await archiving.stop();
  const redis = server.connect();
  for (let p = 0; p < PARTITIONS; p++) {
    const offset = await redis.hget(partitionKeys.head(p), 'offset');
    expect(await redis.hget(partitionKeys.archive(p), 'offset')).toBe(offset ?? '0-0');
  }
});

test('[ARCHIVE42] newer data, a broken rebuild and another number of partitions are refused, with what to do', async () => {
  const redis = server.connect();
  await openLayout(redis, PARTITIONS);
  await openLayout(redis, PARTITIONS);
  await expect(openLayout(redis, 8)).rejects.toThrow('--partitions 4');
  await writeLayout(redis, { layout: LAYOUT, partitions: 4, rebuilding: true });
  await expect(openLayout(redis, PARTITIONS)).rejects.toThrow('rebuild');
  await writeLayout(redis, { layout: LAYOUT + 1, partitions: 4, rebuilding: false });
  await expect(openLayout(redis, PARTITIONS)).rejects.toThrow('newer Bellwether');
  expect(refusal({ layout: LAYOUT, partitions: 4, rebuilding: false }, 4)).toBeUndefined();
  const archive = join(server.data, 'archive');
  await writeAbout(archive, { layout: LAYOUT + 1, partitions: 4 });
  await expect(readAbout(archive)).rejects.toThrow('newer Bellwether');
});
