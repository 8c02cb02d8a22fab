import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { look } from '../../../server/cli/doctor/look.ts';
import { loadConfig } from '../../../shared/node/config.ts';
import { diagnose } from '../../../shared/ops/doctor.ts';
import { startTestBellwether, type TestBellwether } from '../../helpers/server.ts';

let app: TestBellwether;

beforeAll(async () => {
  app = await startTestBellwether();
});
afterAll(() => app?.stop());

const stateOf = async (given: Record<string, unknown>) => {
  const findings = diagnose(await look(loadConfig(given, {}), Date.now));
  return findings.filter(({ state }) => state === 'wrong').map(({ what }) => what);
};

test('[OPS14] A running installation is looked at from outside.', async () => {
  expect(await stateOf({ redis: app.redis.location, data: app.redis.data, partitions: 4 })).toEqual([]);
});

test('[OPS14] A folder that nothing runs from is a finding, not an error.', async () => {
  const data = mkdtempSync(join(tmpdir(), 'bellwether-doctor-'));
  onTestFinished(() => rmSync(data, { recursive: true }));
  expect(await stateOf({ data })).toEqual(['Redis does not answer: nothing runs from this data folder']);
});
