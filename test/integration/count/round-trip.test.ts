import { afterAll, beforeAll, expect, test } from 'vitest';
import { partitionKeys } from '../../../shared/redis/keys.ts';
import { RoundTrip, TokenMoved } from '../../../workers/count/round-trip.ts';
import { startTestRedis, type TestRedis } from '../../helpers/redis.ts';

let server: TestRedis;

beforeAll(async () => {
  server = await startTestRedis();
});
afterAll(() => server.stop());

test('[CLUSTER12] what a count worker reads is of the commit whose token it expects, or nothing is taken of it', async () => {
  const redis = server.connect();
  const key = partitionKeys.quarantine(0);
  const read = async (token: string): Promise<string[]> => {
    const taken: string[] = [];
    const trip = new RoundTrip({ redis, partition: 0, token });
    trip.fields(key, [100001, 100002], (urn, value) => taken.push(`${urn} ${value}`));
    trip.hash(key, (hash) => taken.push(...Object.keys(hash)));
    await trip.run().catch((error: unknown) => {
      expect(error).toBeInstanceOf(TokenMoved);
      taken.push('moved');
    });
    return taken;
  };
  await redis.hset(key, '100002', 'of the first');
  expect(await read('')).toEqual(['100002 of the first', '100002']);
  await redis.hset(partitionKeys.head(0), 'token', 'b:1');
  expect(await read('a:1')).toEqual(['moved']);
  expect(await read('')).toEqual(['moved']);
  expect(await read('b:1')).toEqual(['100002 of the first', '100002']);
});
