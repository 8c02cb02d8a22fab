import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { partitionKeys } from '../../../shared/redis/keys.ts';
import { appendScripts, EntryStore, type KeptJournal } from '../../../workers/ingest/entry-store.ts';
import type { Last } from '../../../workers/ingest/journal/loss.ts';
import { NO_PUPILS, type Outgoing } from '../../../workers/ingest/journal/record.ts';
import { startTestRedis, type TestRedis } from '../../helpers/redis.ts';

const PARTITION = 0;
const WRITER = 'w';
const [STREAM, COUNTERS] = [partitionKeys.marks(PARTITION), partitionKeys.intake(PARTITION)];

let server: TestRedis;
beforeAll(async () => {
  server = await startTestRedis();
});
afterAll(() => server.stop());

let losses: [number, number][] = [];
beforeEach(async () => {
  losses = [];
  await rollBack();
});

function open(last: ReadonlyMap<number, Last> = new Map()): EntryStore {
  const journal: KeptJournal = {
    writer: WRITER,
    append: async () => undefined,
    last: () => last,
    renew: async (entry) => entry,
    forgetSlots: () => undefined,
  };
  const redis = server.connect({ scripts: appendScripts });
  return new EntryStore(redis, { replicas: 0, journal }, (p, kept) => losses.push([p, kept]));
}

const entry = (text: string): Outgoing[] => [
  { urn: 100_001, bytes: Buffer.from(text), marks: 0, pupils: NO_PUPILS, generation: 0 },
];

/** Redis knows nothing of what it answered for. */
const rollBack = () => server.connect().del(STREAM, COUNTERS);

/** Redis runs an append of this writer, sent before anything was known, that nobody hears of. */
const runUnheard = () =>
  server.connect({ scripts: appendScripts }).appendEntries(2, STREAM, COUNTERS, 0, WRITER, 0, 'unheard');

test('[CLUSTER9] a loss that an append run again has made good by number is found by the entry that is gone', async () => {
  const store = open();
  await store.append(PARTITION, entry('answered'));
  await store.check(1);
  expect(losses).toEqual([]);
  await rollBack();
  await runUnheard();
  await store.check(1);
  expect(losses).toEqual([[PARTITION, 1]]);
});

test('[CLUSTER9] nor does the next append hide it, though by number it follows the one that is gone', async () => {
  const store = open();
  await store.append(PARTITION, entry('answered'));
  await rollBack();
  await runUnheard();
  await store.append(PARTITION, entry('next'));
  await store.check(1);
  expect(losses).toEqual([[PARTITION, 2]]);
});

test('[CLUSTER9] of two appends of one number the earlier is looked for as well, also after a start', async () => {
  const [held] = await runUnheard();
  await open(new Map([[PARTITION, { upTo: 1, ids: [held] }]])).check(1);
  expect(losses).toEqual([]);
  await open(new Map([[PARTITION, { upTo: 1, ids: [`${Date.now()}-7`, held] }]])).check(1);
  expect(losses).toEqual([[PARTITION, 1]]);
});
