import { expect, test } from 'vitest';
import { diagnose, type Facts } from '../../../shared/ops/doctor.ts';

const GB = 2 ** 30;
const COUNTING = {
  pending: 0,
  quarantined: 1,
  acceptedMarks: 1_000,
  deadLetters: 0,
  workers: 2,
  behind: [{ partition: 4, ageMs: 200, holder: 'a:12' }],
};
const WELL: Facts = {
  nodeVersion: 'v22.1.0',
  processes: { redis: true, 'count-1': true },
  redisFault: null,
  readiness: { intake: 'ok', counting: 'ok', reading: 'ok' },
  alerts: [],
  durability: { verdict: 'ok' },
  disk: { freeBytes: 50 * GB, redisBytes: GB },
  counting: COUNTING,
  jobsHeartbeatAgeMs: 10_000,
  lastReconcile: { ageMs: 3_600_000, differences: 0 },
  clockSkewMs: 3,
};

test('[OPS12] The doctor finds nothing wrong with what is well.', () => {
  expect(new Set(diagnose(WELL).map(({ state }) => state))).toEqual(new Set(['ok']));
});

const ILL: [string, Partial<Facts>, RegExp][] = [
  ['an old Node', { nodeVersion: 'v18.2.0' }, /Node v18/],
  ['a dead process', { processes: { 'count-1': false } }, /count-1 is not running/],
  ['no Redis', { redisFault: 'refused' }, /Redis does not answer: refused/],
  ['no durability', { durability: { verdict: 'not-durable', reason: 'no fsync' } }, /NOT DURABLE: no fsync/],
  ['a full disk', { disk: { freeBytes: GB, redisBytes: 0 } }, /1\.0 GB of disk free/],
  ['a large append-only file', { disk: { freeBytes: 9 * GB, redisBytes: 6 * GB } }, /9\.0 GB of disk free/],
  ['a silent door', { readiness: null }, /front door does not answer/],
  ['an unready part', { readiness: { intake: 'the ingest worker does not answer' } }, /intake: the ingest/],
  ['no worker', { counting: { ...COUNTING, workers: 0 } }, /no count worker/],
  ['dead letters', { counting: { ...COUNTING, deadLetters: 3 } }, /3 entries could not be read/],
  ['quarantine', { counting: { ...COUNTING, quarantined: 40 } }, /40 marks wait for a roster/],
  [
    'a partition that hangs',
    { counting: { ...COUNTING, behind: [{ partition: 4, ageMs: 42_000, holder: 'a:12' }] } },
    /partition 4 has waited 42 s, held by a:12/,
  ],
  ['silent jobs', { jobsHeartbeatAgeMs: null }, /jobs show no life/],
  ['no recount', { lastReconcile: null }, /no recount/],
  ['differences', { lastReconcile: { ageMs: 1, differences: 7 } }, /found 7 differences/],
  ['clock skew', { clockSkewMs: -4_000 }, /differs by -4000 ms/],
  ['an alert', { alerts: [{ rule: 'disk-low', words: 'w', whatToDo: 'free some' }] }, /alert disk-low: w/],
];

test.each(ILL)('[OPS13] %s is found and comes with what to do', (_, ill, words) => {
  const findings = diagnose({ ...WELL, ...ill }).filter(({ state }) => state !== 'ok');
  expect(findings).toHaveLength(1);
  expect(findings[0].what).toMatch(words);
  expect(findings[0].whatToDo).toMatch(/\w+.*\.$|free some/);
});
