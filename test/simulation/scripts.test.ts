import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestRedis, type TestRedis } from '../helpers/redis.ts';
import { withBundle } from './bundle.ts';
import { type PoolOptions, runSeeds } from './pool.ts';
import type { Request } from './store/redis.ts';
import { compareWithRedis } from './store/replay.ts';

const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8];

let server: TestRedis;

beforeAll(async () => {
  server = await startTestRedis();
});
afterAll(() => server.stop());

test('[SIM4] the model of Redis and its Lua machine answer and keep byte for byte what a real Redis does', async () => {
  const redis = server.connect();
  const recorded: Request[][] = [];
  const onResult: PoolOptions['onResult'] = ({ requests }) => {
    // Bytes come from a thread as plain arrays of bytes.
    const whole = requests!.map((one) => ({ ...one, args: one.args.map((arg) => Buffer.from(arg)) }));
    recorded.push(whole);
    return undefined;
  };
  await withBundle((file) => runSeeds(file, SEEDS, { record: true, onResult }));
  const scripts = new Set(
    recorded.flat().flatMap(({ name, script }) => (script === undefined ? [] : [name])),
  );
  expect([...scripts]).toEqual(
    expect.arrayContaining(['appendEntries', 'allocatePupils', 'commitCounts', 'keepLease']),
  );
  for (const requests of recorded) {
    await redis.flushall();
    expect(await compareWithRedis(redis, requests)).toEqual([]);
  }
});
