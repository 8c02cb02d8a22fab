import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { packUpn } from '../../../shared/attendance/upn.ts';
import { dataPaths } from '../../../shared/node/data-folder.ts';
import { partitionKeys, partitionOf } from '../../../shared/redis/keys.ts';
import type { Entry } from '../../../shared/redis/layouts/entries.ts';
import { encodePupilRows, packedUpnAt, slotCountOf } from '../../../shared/redis/layouts/pupils.ts';
import { CSV, PARTITIONS, schoolsCsv, startTestIngest, type TestIngest } from '../../helpers/ingest.ts';
import { makeUpn } from '../../helpers/upns.ts';

const [A, B] = [123_456, 123_457];
let ingest: TestIngest;

beforeAll(async () => {
  ingest = await startTestIngest({ journal: 'on' });
  await ingest.post('schools', schoolsCsv([A, B]), { type: CSV });
});
afterAll(() => ingest.stop());

const register = (urn: number, pupils: readonly number[], second: number) => ({
  urn,
  date: '2026-11-20',
  session: 'AM',
  recordedAt: `2026-11-20T09:00:${String(second).padStart(2, '0')}Z`,
  marks: pupils.map((n) => ({ upn: makeUpn(n), code: '/' })),
});

/** Everything the streams say: school, time and UPN of every mark. */
async function marks(): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await ingest.entries()) {
    const upns = await ingest.upns(entry.urn, slotsOf(entry));
    const time = entry.kind === 'register' ? entry.marks.times[0] : entry.kind;
    for (const upn of upns) found.push(`${entry.urn} ${time} ${upn}`);
  }
  return [...new Set(found)].sort();
}

function slotsOf(entry: Entry): Iterable<number> {
  if (entry.kind === 'register') return entry.marks.slots;
  return entry.kind === 'roster' ? entry.roster.slots : [];
}

/** Runs something and then takes Redis back to what it was before, as a failover to a lagging replica does. */
async function rolledBackBehind(task: () => Promise<void>): Promise<void> {
  const live = dataPaths(ingest.redis.data).redis;
  const copy = join(ingest.redis.data, 'copy');
  await cp(live, copy, { recursive: true });
  await task();
  await ingest.redis.kill();
  await rm(live, { recursive: true });
  await cp(copy, live, { recursive: true });
  await rm(copy, { recursive: true });
}

const roster = (urn: number, asOf: string, pupils: readonly number[]) => ({
  urn,
  asOf,
  pupils: pupils.map((n) => ({
    upn: makeUpn(n),
    yearGroup: '7',
    ...(n === 9 ? { previousUpn: makeUpn(8) } : {}),
  })),
});

test('[CLUSTER5] what Redis lost behind a running worker is sent again, under the UPNs it was accepted with', async () => {
  await ingest.post('registers', register(A, [1, 2], 1));
  let accepted: string[] = [];
  await rolledBackBehind(async () => {
    await ingest.post('registers', register(A, [3, 4, 1], 2));
    await ingest.post('registers', register(B, [5, 6], 3));
    await ingest.post('rosters', roster(B, '2026-09-01', [6, 7, 9]));
    accepted = await marks();
  });
  await ingest.redis.restart();
  await expect.poll(marks, { timeout: 10_000 }).toEqual(accepted);
  expect(accepted).toHaveLength(10);
  await expect.poll(async () => (await ingest.post('registers', register(A, [5, 1], 4))).status).toBe(202);
  expect((await marks()).filter((mark) => !accepted.includes(mark))).toHaveLength(2);
});

test('[CLUSTER5] what Redis lost while the worker was away is sent again when it starts', async () => {
  let accepted: string[] = [];
  await rolledBackBehind(async () => {
    await ingest.post('registers', register(A, [21, 22, 23], 5));
    await ingest.post('registers', register(A, [24], 6));
    accepted = await marks();
  });
  const stopped = ingest.restart();
  await ingest.redis.restart();
  await stopped;
  await expect.poll(marks, { timeout: 10_000 }).toEqual(accepted);
});

test('[CLUSTER4] a slot that was given to somebody else meanwhile stays theirs, and lost marks find their pupils', async () => {
  let accepted: string[] = [];
  await rolledBackBehind(async () => {
    await ingest.post('registers', register(B, [31, 32], 7));
    accepted = await marks();
  });
  await ingest.redis.restart();
  await expect.poll(async () => (await ingest.post('registers', register(B, [33], 8))).status).toBe(202);
  const both = await marks();
  expect(both.filter((mark) => mark.endsWith(makeUpn(33)))).toHaveLength(1);
  await expect
    .poll(async () => (await marks()).filter((mark) => accepted.includes(mark)), { timeout: 10_000 })
    .toEqual(accepted);
});

test('[CLUSTER7] slots that Redis lost and gave to others are found anew, and nobody gets a second one', async () => {
  await ingest.post('registers', register(A, [51, 52], 9));
  const key = partitionKeys.pupils(partitionOf(A, PARTITIONS), A);
  const redis = ingest.redis.connect();
  const table = (await redis.getBuffer(key))!;
  const others = encodePupilRows([53, 52].map((n) => packUpn(makeUpn(n))));
  await redis.set(key, Buffer.concat([table.subarray(0, -others.length), others]));
  expect((await ingest.post('registers', register(A, [51, 52], 10))).status).toBe(202);
  expect((await ingest.post('registers', register(A, [53, 54], 11))).status).toBe(202);
  const found = await marks();
  for (const [n, time] of [
    [51, 10],
    [52, 10],
    [53, 11],
    [54, 11],
  ])
    expect(found).toContain(`${A} ${Date.parse(register(A, [], time).recordedAt)} ${makeUpn(n)}`);
  const rows = (await redis.getBuffer(key))!;
  const upns = Array.from({ length: slotCountOf(rows) - 1 }, (_, i) => packedUpnAt(rows, i + 1));
  expect(new Set(upns).size).toBe(upns.length);
});
