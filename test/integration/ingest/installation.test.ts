import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLogger } from '../../../shared/node/logger.ts';
import { installationScripts, keptName, readName } from '../../../workers/ingest/journal/installation.ts';
import { startTestRedis, type TestRedis } from '../../helpers/redis.ts';

let server: TestRedis;
beforeAll(async () => {
  server = await startTestRedis();
});
afterAll(() => server.stop());

const logger = createLogger({ role: 'ingest', level: 'silent' });

test('[CLUSTER11] a journal bears the name of the installation only once its replicas have it', async () => {
  const redis = server.connect({ scripts: installationScripts });
  const stopping = new AbortController();
  const waiting = keptName(redis, 1, { logger, stopping: stopping.signal });
  const outcome = waiting.then(
    () => 'settled',
    () => 'given up',
  );
  await expect.poll(() => readName(redis)).toBeDefined();
  setTimeout(() => stopping.abort(), 1_500);
  expect(await outcome).toBe('given up');
  const name = await readName(redis);
  const alone = { logger, stopping: new AbortController().signal };
  expect(await keptName(redis, 0, alone)).toBe(name);
  expect(await keptName(server.connect({ scripts: installationScripts }), 0, alone)).toBe(name);
});
