/** Malformed requests at the front door and at intake behind it (`test/fuzz`); the million is `npm run soak:intake`. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fuzz } from '../../fuzz/run.ts';
import { startTestBellwether, type TestBellwether } from '../../helpers/server.ts';

const REQUESTS = 3_000;
let app: TestBellwether;

beforeAll(async () => {
  app = await startTestBellwether();
}, 60_000);
afterAll(() => app?.stop());

test('[ACCESS211] malformed requests crash nothing, give nothing inner away and are never answered 500', async () => {
  const { sent, statuses, faults } = await fuzz(app.url, { seed: 1, from: 0, count: REQUESTS });
  expect(faults).toEqual([]);
  expect(sent).toBe(REQUESTS);
  expect(Object.keys(statuses).length).toBeGreaterThan(5);
  expect((await app.get('/readyz', null)).status).toBe(200);
  expect(({} as Record<string, unknown>).role).toBeUndefined();
}, 180_000);

test('[ACCESS211] a body in a coding nobody reads is refused in words, at doors that read their body here', async () => {
  const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip, gzip' };
  const answer = await fetch(`${app.url}/session`, { method: 'POST', headers, body: '{"role":"central"}' });
  expect(answer.status).toBe(415);
});
