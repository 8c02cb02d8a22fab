import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import type { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { packUpn } from '../../../shared/attendance/upn.ts';
import { partitionKeys, partitionOf } from '../../../shared/redis/keys.ts';
import { upnAt } from '../../../shared/redis/layouts/pupils.ts';
import { recount } from '../../../workers/jobs/recount.ts';
import {
  CSV,
  NDJSON,
  PARTITIONS,
  schoolsCsv,
  startTestIngest,
  type TestIngest,
} from '../../helpers/ingest.ts';
import type { Post, RegisterPost, RosterPost } from '../../helpers/oracle/posts.ts';
import { oracleSchool } from '../../helpers/oracle.ts';
import { register, roster } from '../../helpers/post-arbitraries.ts';
import { readStore } from '../../helpers/read-store.ts';
import { expectedFigures, storedFigures } from '../../helpers/stored-figures.ts';
import { startWorkerProcess, type WorkerProcess } from '../../helpers/worker-process.ts';

/** Behind every instant of the posts. */
const RECEIVED_AT = '2026-11-23T16:00:00.000Z';
const URNS = Array.from({ length: 12 }, (_, i) => 100_001 + i);
const SEED = 9_40;
const CHUNK = 25;
const WAIT_MS = 40_000;

let ingest: TestIngest;
let redis: Redis;
let worker: WorkerProcess;

beforeAll(async () => {
  ingest = await startTestIngest();
  redis = ingest.redis.connect();
  ingest.clock.set(Date.parse(RECEIVED_AT));
  await ingest.post('schools', schoolsCsv(URNS), { type: CSV });
  const { location, data } = ingest.redis;
  worker = startWorkerProcess('count', {
    redis: location,
    data,
    partitions: String(PARTITIONS),
    feed: 'none',
  });
});
afterAll(async () => {
  await worker.kill();
  await ingest.stop();
});

/**
 * Rosters differ in `issuedAt`, so that none is decided by intake's digest, and name nobody twice. Their rows are by
 * UPN: which of two rows for one pupil (a replaced UPN beside its old one) counts is then the same in any packing.
 */
function asAccepted(post: Post, i: number): Post {
  const accepted = { ...post, urn: URNS[i % URNS.length], receivedAt: RECEIVED_AT };
  if (accepted.kind === 'register') return accepted;
  const issuedAt = new Date(Date.parse('2026-11-01T00:00:00Z') + i * 1000).toISOString();
  const pupils = accepted.pupils
    .filter(({ upn }, at, all) => all.findIndex((other) => other.upn === upn) === at)
    .sort((a, b) => packUpn(a.upn) - packUpn(b.upn));
  return { ...accepted, issuedAt, pupils };
}

/** What a supplier sends: the posts without what intake stamps. */
function bodyOf({ kind: _kind, receivedAt: _receivedAt, ...body }: Post): unknown {
  if (!('digest' in body)) return body;
  const { digest: _digest, ...rest } = body;
  return rest;
}

function csvOf(registers: readonly RegisterPost[]): string {
  const rows = registers.flatMap(({ urn, date, session, recordedAt, marks }) =>
    marks.map((mark) =>
      [
        urn,
        mark.upn,
        date,
        session,
        mark.code,
        mark.recordedAt ?? recordedAt ?? '',
        mark.minutesLate ?? '',
      ].join(),
    ),
  );
  return `urn,upn,date,session,code,recorded_at,minutes_late\n${rows.join('\n')}\n`;
}

const lines = (posts: readonly Post[]) => posts.map((post) => `${JSON.stringify(bodyOf(post))}\n`).join('');

/** Posts one chunk in the format of its turn; everything must be accepted. */
async function send(chunk: readonly Post[], turn: number): Promise<void> {
  const registers = chunk.filter((post): post is RegisterPost => post.kind === 'register');
  const rosters = chunk.filter((post): post is RosterPost => post.kind === 'roster');
  const gzip = turn % 2 === 0;
  const answers = [];
  if (rosters.length > 0) answers.push(await ingest.post('rosters', lines(rosters), { type: NDJSON, gzip }));
  if (registers.length > 0) {
    const [body, type] = [
      [registers.map(bodyOf), 'application/json'],
      [lines(registers), NDJSON],
      [csvOf(registers), CSV],
    ][turn % 3];
    answers.push(await ingest.post('registers', body, { type: type as string, gzip }));
  }
  for (const { status, body } of answers) expect([status, body.rejected]).toEqual([202, []]);
}

async function waitUntilCounted(): Promise<void> {
  for (let waited = 0; waited < WAIT_MS; waited += 20) {
    let pending = 0;
    for (let p = 0; p < PARTITIONS; p++) {
      pending += Number((await redis.hget(partitionKeys.intake(p), 'entries')) ?? 0);
      pending -= Number((await redis.hget(partitionKeys.head(p), 'entries')) ?? 0);
    }
    if (pending === 0) return;
    await sleep(20);
  }
  throw new Error('accepted entries were not all counted');
}

test('[COUNT13] posts in any order and format, some twice, are counted as the oracle does', async () => {
  const posts = [
    ...fc.sample(register, { numRuns: 400, seed: SEED }),
    ...fc.sample(roster, { numRuns: 60, seed: SEED }),
  ].map(asAccepted);
  const twice = fc.shuffledSubarray([...posts, ...posts.slice(0, 200)], { minLength: posts.length + 200 });
  const [arriving] = fc.sample(twice, { numRuns: 1, seed: SEED });
  for (let from = 0; from < arriving.length; from += CHUNK)
    await send(arriving.slice(from, from + CHUNK), from / CHUNK);
  await waitUntilCounted();
  const store = await readStore(redis);
  for (const urn of URNS) {
    const p = partitionOf(urn, PARTITIONS);
    const table = (await redis.getBuffer(partitionKeys.pupils(p, urn))) ?? Buffer.alloc(0);
    const slots = { upnOf: (_urn: number, slot: number) => upnAt(table, slot) ?? `no pupil in slot ${slot}` };
    const school = oracleSchool(posts, urn);
    expect(storedFigures(store, p, urn, slots, school.pupilOf)).toEqual(expectedFigures(school));
  }
  const recounted = await recount(redis, { partitions: PARTITIONS });
  expect(recounted.firstDifferences).toEqual([]);
}, 90_000);
