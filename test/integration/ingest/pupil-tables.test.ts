import { afterAll, beforeAll, expect, test } from 'vitest';
import { packUpn } from '../../../shared/attendance/upn.ts';
import { partitionKeys } from '../../../shared/redis/keys.ts';
import { packedUpnAt, slotCountOf } from '../../../shared/redis/layouts/pupils.ts';
import { findSlot } from '../../../workers/ingest/pupils/table.ts';
import { PupilTables, pupilScripts } from '../../../workers/ingest/pupils/tables.ts';
import { startTestRedis, type TestRedis } from '../../helpers/redis.ts';
import { makeUpn } from '../../helpers/upns.ts';

const URNS = [100_001, 100_002, 100_003];
let redis: TestRedis;

beforeAll(async () => {
  redis = await startTestRedis();
});
afterAll(() => redis.stop());

const createTables = (maxPupils: number) =>
  new PupilTables(redis.connect({ scripts: pupilScripts }), { partitions: 1, maxPupils });

test('[INTAKE29] of many askers at once, some with little memory, each pupil has one slot and all are told it', async () => {
  const askers = [createTables(1_000_000), createTables(1_000_000), createTables(50)];
  const asked = Array.from({ length: 60 }, (_, i) => {
    const upns = Array.from({ length: 30 }, (_, n) => packUpn(makeUpn((i * 17 + n * 7) % 400)));
    return { tables: askers[i % askers.length], needs: new Map(URNS.map((urn) => [urn, upns])), upns };
  });
  const found = await Promise.all(asked.map(({ tables, needs }) => tables.ensure(needs, false)));
  const reader = redis.connect();
  for (const urn of URNS) {
    const stored = await reader.getBuffer(partitionKeys.pupils(0, urn));
    const rows = Array.from({ length: slotCountOf(stored!) - 1 }, (_, i) => packedUpnAt(stored!, i + 1));
    expect(new Set(rows).size).toBe(rows.length);
    expect(rows.sort()).toEqual([...new Set(asked.flatMap(({ upns }) => upns))].sort());
    asked.forEach(({ upns }, i) => {
      const table = found[i].get(urn);
      if (table === undefined || table === 'too_many_pupils') throw new Error('no table');
      for (const upn of upns) expect(packedUpnAt(stored!, findSlot(table, upn))).toBe(upn);
    });
  }
  expect(askers[2].pupils).toBeLessThanOrEqual(400);
});

test('[INTAKE29] a table that is gone from Redis is begun anew', async () => {
  const tables = createTables(1_000);
  const needs = (n: number) => new Map([[100_009, [packUpn(makeUpn(n))]]]);
  await tables.ensure(needs(1), false);
  await redis.connect().del(partitionKeys.pupils(0, 100_009));
  const table = (await tables.ensure(needs(2), false)).get(100_009);
  expect(table !== 'too_many_pupils' && table && findSlot(table, packUpn(makeUpn(2)))).toBe(1);
});
