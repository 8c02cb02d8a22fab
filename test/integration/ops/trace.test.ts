import { afterAll, beforeAll, expect, test } from 'vitest';
import { readTrace } from '../../../server/cli/trace/read.ts';
import { describeTrace } from '../../../server/cli/trace.ts';
import {
  registerBody,
  rosterBody,
  SCHOOLS_HEADER,
  schoolLine,
  startTestBellwether,
  type TestBellwether,
} from '../../helpers/server.ts';
import { makeUpn } from '../../helpers/upns.ts';

const URN = 100_000;
const upn = makeUpn(1);
let app: TestBellwether;

beforeAll(async () => {
  app = await startTestBellwether();
  await app.post('schools', [SCHOOLS_HEADER, schoolLine(URN, '201')].join('\n'));
  const roster = rosterBody(URN, '2026-09-01', [{ upn, yearGroup: '4' }]);
  await app.post('rosters', roster, { 'content-type': 'application/x-ndjson' });
});
afterAll(() => app?.stop());

test('[OPS1] A register is followed from HTTP to the screen, each stage after the one before.', async () => {
  const answer = await app.post('registers', registerBody(URN, [[upn, '/']]));
  const { receipt } = (await answer.json()) as { receipt: string };
  const redis = app.redis.connect();
  const read = () => readTrace(redis, receipt);
  await expect.poll(async () => (await read()).partitions[0].note).toBeNull();
  const trace = await read();
  const [{ storedAt, countedAt, shownAt }] = trace.partitions;
  const [shown] = Object.values(shownAt);
  // Redis and Node read the same clock, each cut to its own millisecond.
  expect(trace.receipt.arrivedAt).toBeLessThanOrEqual(storedAt + 1);
  expect(storedAt).toBeLessThanOrEqual(countedAt ?? 0);
  expect(countedAt).toBeLessThanOrEqual(shown);
  expect(describeTrace(trace)).toMatch(
    /request came[\s\S]*stored, on disk[\s\S]*counted, committed[\s\S]*shown by/,
  );
});

test('[OPS3] An unknown receipt is said to be one, with how long receipts are kept.', async () => {
  await expect(readTrace(app.redis.connect(), 'r-none')).rejects.toThrow(/No receipt r-none.*week/);
});
