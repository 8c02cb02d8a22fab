import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CRASH_POINTS } from '../../shared/node/crash-points.ts';
import { partitionKeys, partitionOf } from '../../shared/redis/keys.ts';
import { upnAt } from '../../shared/redis/layouts/pupils.ts';
import { CSV, NDJSON, schoolsCsv, sendTo } from '../helpers/ingest.ts';
import { oracleSchool } from '../helpers/oracle.ts';
import { readStore } from '../helpers/read-store.ts';
import { startTestRedis, type TestRedis } from '../helpers/redis.ts';
import { expectedFigures, storedFigures } from '../helpers/stored-figures.ts';
import { startWorkerProcess, type WorkerProcess } from '../helpers/worker-process.ts';
import { CHAOS_URNS, type ChaosPost, Morning } from './morning.ts';
import { seeded } from './random.ts';

const PARTITIONS = 2;
const [URN] = CHAOS_URNS;

let server: TestRedis;
let redis: Redis;
let socket: string;
const processes: WorkerProcess[] = [];

beforeEach(async () => {
  server = await startTestRedis();
  redis = server.connect();
  socket = join(server.data, 'ingest.sock');
});
afterEach(async () => {
  for (const one of processes.splice(0)) await one.kill();
  await server.stop();
});

function start(role: string, crashAt?: string): WorkerProcess {
  const { location, data } = server;
  if (crashAt !== undefined) process.env.BELLWETHER_CRASH_AT = crashAt;
  const options = {
    redis: location,
    data,
    ingestSocket: socket,
    partitions: String(PARTITIONS),
    feed: 'none',
  };
  const started = startWorkerProcess(role, options);
  delete process.env.BELLWETHER_CRASH_AT;
  processes.push(started);
  return started;
}

function bodyOf(post: ChaosPost): string {
  const { kind: _kind, receivedAt: _receivedAt, ...body } = post;
  if (!('digest' in body)) return JSON.stringify(body);
  const { digest: _digest, ...roster } = body;
  return JSON.stringify(roster);
}

/** Sends until it is accepted. */
async function deliver(kind: string, body: string, type: string): Promise<void> {
  for (;;) {
    const answer = await sendTo(socket, kind, body, { type }).catch(() => undefined);
    if (answer?.status === 202) return;
    await sleep(100);
  }
}

async function counted(): Promise<void> {
  const waiting = async (): Promise<number> => {
    let pending = 0;
    for (let p = 0; p < PARTITIONS; p++) {
      pending += Number((await redis.hget(partitionKeys.intake(p), 'entries')) ?? 0);
      pending -= Number((await redis.hget(partitionKeys.head(p), 'entries')) ?? 0);
    }
    return pending;
  };
  await expect.poll(waiting, { timeout: 60_000 }).toBe(0);
}

async function expectExact(posts: readonly ChaosPost[]): Promise<void> {
  const p = partitionOf(URN, PARTITIONS);
  const table = (await redis.getBuffer(partitionKeys.pupils(p, URN))) ?? Buffer.alloc(0);
  const slots = { upnOf: (_urn: number, slot: number) => upnAt(table, slot) ?? `no pupil in slot ${slot}` };
  const school = oracleSchool(posts, URN);
  const store = await readStore(redis);
  expect(storedFigures(store, p, URN, slots, school.pupilOf)).toEqual(expectedFigures(school));
}

const POINTS = CRASH_POINTS.filter((point) => /^(ingest|count):/.test(point));

test.each(POINTS)(
  '[CHAOS6] a worker that dies at %s loses nothing and counts nothing twice',
  async (point) => {
    const role = point.split(':')[0];
    const other = role === 'ingest' ? 'count' : 'ingest';
    start(other);
    const dying = start(role, `${point}:2`);
    const next = dying.ended.then(() => start(role));
    const morning = new Morning(seeded(11), Date.now());
    const posts: ChaosPost[] = [
      morning.roster(URN),
      ...Array.from({ length: 6 }, () => morning.register()),
    ].map((post) => ({ ...post, urn: URN }));
    await deliver('schools', schoolsCsv([URN]), CSV);
    for (const post of posts) await deliver(`${post.kind}s`, bodyOf(post), NDJSON);
    await next;
    await counted();
    await expectExact(posts);
  },
  120_000,
);

test('[CHAOS7] every crash point has a test that uses it', () => {
  const root = resolve(import.meta.dirname, '..');
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  );
  const tests = files.map((name) => readFileSync(join(root, name), 'utf8')).join('\n');
  const unused = CRASH_POINTS.filter((point) => !POINTS.includes(point) && !tests.includes(`'${point}`));
  expect(unused).toEqual([]);
});
