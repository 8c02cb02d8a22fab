import { expect, test } from 'vitest';
import { judgeStore, readInfo } from '../../../workers/ingest/store-state.ts';

const WELL = `# Replication\r\nrole:master\r\nconnected_slaves:1\r\n# Memory\r\nused_memory:1000\r\nmaxmemory:0\r\n# Persistence\r\naof_enabled:1\r\naof_last_write_status:ok\r\naof_current_size:500\r\n`;
const NEEDS = { replicas: 1, freeBytes: 2000, minFreeBytes: 1500 };
const judge = (changes: readonly (readonly [string, string])[], needs = NEEDS) =>
  judgeStore([readInfo(WELL), readInfo(changes.reduce((info, [a, b]) => info.replace(a, b), WELL))], needs);

test('[OPS40] each trouble of one node has its name, the gravest first', () => {
  expect(judge([])).toBe('ok');
  expect(judge([['role:master', 'role:slave']])).toBe('redis_readonly');
  expect(judge([['status:ok', 'status:err']])).toBe('redis_cannot_write');
  expect(judge([], { ...NEEDS, freeBytes: 1400 })).toBe('disk_low');
  expect(judge([['current_size:500', 'current_size:1000']])).toBe('disk_low');
  expect(judge([['maxmemory:0', 'maxmemory:1010']])).toBe('redis_full');
  expect(judge([['maxmemory:0', 'maxmemory:4000']])).toBe('ok');
  expect(judge([['slaves:1', 'slaves:0']])).toBe('replicas_missing');
  const both = [
    ['slaves:1', 'slaves:0'],
    ['role:master', 'role:slave'],
  ] as const;
  expect(judge(both)).toBe('redis_readonly');
});
