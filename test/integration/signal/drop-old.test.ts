import { afterAll, beforeAll, expect, test } from 'vitest';
import { fromDay, toDay } from '../../../shared/attendance/dates.ts';
import { partitionKeys } from '../../../shared/redis/keys.ts';
import { dropOldSignals } from '../../../workers/signal/drop-old.ts';
import { startTestRedis, type TestRedis } from '../../helpers/redis.ts';

const TODAY = toDay('2026-11-20');
const PARTITIONS = 2;
let server: TestRedis;

beforeAll(async () => {
  server = await startTestRedis();
});
afterAll(() => server.stop());

test('[WATCH14] signals are kept twenty days, and older ones go, also of days on which nobody worked', async () => {
  const redis = server.connect();
  const ages = [0, 1, 19, 20, 23, 45];
  for (let p = 0; p < PARTITIONS; p++)
    for (const age of ages) await redis.hset(partitionKeys.signals(p, fromDay(TODAY - age)), '100001', 's');
  await dropOldSignals({ redis, partitions: PARTITIONS }, TODAY);
  for (let p = 0; p < PARTITIONS; p++) {
    const left = await Promise.all(
      ages.map((age) => redis.exists(partitionKeys.signals(p, fromDay(TODAY - age)))),
    );
    expect(left).toEqual([1, 1, 1, 0, 0, 0]);
  }
});
