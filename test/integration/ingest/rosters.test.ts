import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { COHORTS } from '../../../shared/attendance/cohorts.ts';
import { toDay } from '../../../shared/attendance/dates.ts';
import { NEVER_LEFT } from '../../../shared/attendance/roster.ts';
import type { RosterEntry } from '../../../shared/redis/layouts/entries.ts';
import { CSV, NDJSON, NOW, schoolsCsv, startTestIngest, type TestIngest } from '../../helpers/ingest.ts';
import { makeUpn } from '../../helpers/upns.ts';

const URN = 123_456;
const CROWDED = 123_457;
const pupil = (n: number, over: Record<string, unknown> = {}) => ({
  upn: makeUpn(n),
  yearGroup: '7',
  ...over,
});
const roster = (pupils: unknown, over: Record<string, unknown> = {}) =>
  JSON.stringify({ urn: URN, asOf: '2026-09-01', pupils, ...over });

let ingest: TestIngest;

beforeAll(async () => {
  ingest = await startTestIngest();
  await ingest.post('schools', schoolsCsv([URN, CROWDED]), { type: CSV });
});
afterAll(() => ingest.stop());
beforeEach(() => ingest.clearStreams());

const post = (...lines: string[]) => ingest.post('rosters', lines.join('\n'), { type: NDJSON });
const rosterEntries = async () => (await ingest.entries()) as RosterEntry[];
const faultOf = async (pupils: unknown, over?: Record<string, unknown>) => {
  const { status, body } = await post(roster(pupils, over));
  expect(status).toBe(422);
  expect(await ingest.entries()).toEqual([]);
  return body.rejected[0];
};
const cohortsOf = (mask: number) => COHORTS.filter((_, bit) => mask & (2 ** bit));

test('[INTAKE20] a roster is one entry with cohorts, dates and replaced UPNs, without names or dates of birth', async () => {
  const full = pupil(1, {
    previousUpn: makeUpn(50, 'A'),
    sex: 'F',
    fsm: true,
    sen: 'support',
    eal: false,
    cla: false,
    socialWorker: true,
    dateOfBirth: '2015-02-03',
    forename: 'Zebedee',
    surname: 'Quux',
    admitted: '2026-09-08',
    left: '2026-12-18',
  });
  const bare = pupil(2, { yearGroup: 'N', left: null, admitted: null, sex: 'X', sen: 'lots', fsm: 'maybe' });
  const { status, body } = await post(roster([full, bare], { issuedAt: '2026-09-01T07:00:00Z' }));
  expect(status).toBe(202);
  expect(body.accepted).toEqual({ rosters: 1, pupils: 2 });
  const [entry] = await rosterEntries();
  const { slots, masks, births, admitted, left, replaced, asOf, issuedAt } = entry.roster;
  expect(entry).toMatchObject({ urn: URN, receivedAt: NOW, receipt: body.receipt });
  expect([asOf, issuedAt]).toEqual([toDay('2026-09-01'), Date.parse('2026-09-01T07:00:00Z')]);
  expect(await ingest.upns(URN, slots)).toEqual([makeUpn(1), makeUpn(2)]);
  expect(cohortsOf(masks[0])).toEqual([
    'all',
    'statutory',
    'year:7',
    'sex:F',
    'fsm:yes',
    'sen:support',
    'eal:no',
    'socialWorker:yes',
  ]);
  expect(cohortsOf(masks[1])).toEqual(['all', 'year:N']);
  expect([...births]).toEqual([24, 0]);
  expect([...admitted]).toEqual([toDay('2026-09-08'), 0]);
  expect([...left]).toEqual([toDay('2026-12-18'), NEVER_LEFT]);
  expect(await ingest.upns(URN, replaced.flat())).toEqual([makeUpn(1), makeUpn(50, 'A')]);
  const keys = await ingest.redis.connect().keys('*');
  const reader = ingest.redis.connect();
  for (const key of keys) {
    const dumped = await reader.dumpBuffer(key);
    expect(dumped?.includes('Zebedee') || dumped?.includes('2015-02-03')).toBe(false);
  }
});

test('[INTAKE21] a roster without issuedAt is issued at receipt', async () => {
  await post(roster([pupil(1)]));
  expect((await rosterEntries())[0].roster.issuedAt).toBe(NOW);
});

test('[INTAKE22] the digest follows from what a roster says, not from the order of its pupils', async () => {
  await post(
    roster([pupil(31), pupil(32, { fsm: true })]),
    roster([pupil(32, { fsm: true }), pupil(31)]),
    roster([pupil(32), pupil(31)]),
  );
  const digests = (await rosterEntries()).map(({ roster: { digest } }) => digest);
  expect(digests[0]).toMatch(/^[0-9a-f]{16}$/);
  expect(digests[1]).toBe(digests[0]);
  expect(digests[2]).not.toBe(digests[0]);
});

test('[INTAKE23] a roster of 3,000 pupils is taken, a line of 6 MB is too large, and the next line counts', async () => {
  const many = Array.from({ length: 3_000 }, (_, i) =>
    pupil(1_000 + i, { forename: 'A', surname: 'B', fsm: false }),
  );
  const huge = roster([pupil(1, { note: 'x'.repeat(6 * 1024 * 1024) })]);
  const { status, body } = await post(roster(many), huge, roster([pupil(1)]));
  expect(status).toBe(202);
  expect(body.accepted).toEqual({ rosters: 2, pupils: 3_001 });
  expect(body.rejected).toMatchObject([{ index: 1, path: '', code: 'too_large' }]);
  const entries = await rosterEntries();
  expect(entries.map(({ roster: { slots } }) => slots.length)).toEqual([3_000, 1]);
  expect(new Set(entries[0].roster.slots).size).toBe(3_000);
});

test('[INTAKE24] each fault of a roster is named with its place, and the roster falls whole', async () => {
  expect(await faultOf([pupil(1), pupil(1)])).toMatchObject({ path: 'pupils[1].upn', code: 'malformed' });
  expect(await faultOf([pupil(1, { upn: 'A'.repeat(40) })])).toMatchObject({
    path: 'pupils[0].upn',
    code: 'bad_upn',
  });
  expect(await faultOf([pupil(1, { previousUpn: 'X' })])).toMatchObject({
    path: 'pupils[0].previousUpn',
    code: 'bad_upn',
  });
  expect(await faultOf([pupil(1, { yearGroup: '14' })])).toMatchObject({
    path: 'pupils[0].yearGroup',
    value: '14',
  });
  expect(await faultOf([pupil(1, { yearGroup: undefined })])).toMatchObject({ code: 'malformed' });
  expect(await faultOf([pupil(1, { admitted: '2026-02-30' })])).toMatchObject({
    path: 'pupils[0].admitted',
    code: 'bad_date',
  });
  expect(await faultOf([pupil(1, { dateOfBirth: '2015-13-01' })])).toEqual({
    index: 0,
    path: 'pupils[0].dateOfBirth',
    code: 'bad_date',
    message: expect.any(String),
  });
  expect(await faultOf([pupil(1, { surname: 7 })])).toMatchObject({
    path: 'pupils[0].surname',
    code: 'malformed',
  });
  expect(await faultOf('none')).toMatchObject({ path: 'pupils', code: 'malformed' });
  expect(await faultOf([], { asOf: '2026-02-30' })).toMatchObject({ path: 'asOf', code: 'bad_date' });
  expect(await faultOf([], { asOf: undefined })).toMatchObject({ path: 'asOf', code: 'malformed' });
  expect(await faultOf([], { urn: 999_998 })).toMatchObject({ path: 'urn', code: 'unknown_school' });
  expect(await faultOf([], { issuedAt: '2026-11-20T09:15:01Z' })).toMatchObject({
    path: 'issuedAt',
    code: 'recorded_in_future',
  });
});

test('[INTAKE25] a pupil admitted before 2020 is on roll since ever', async () => {
  await post(roster([pupil(1, { admitted: '2012-09-03' })]));
  expect((await rosterEntries())[0].roster.admitted[0]).toBe(0);
});

test('[INTAKE26] pupils keep their slots: in later registers, and after intake started anew', async () => {
  await post(roster([pupil(61), pupil(62)]));
  const marks = [62, 61, 63].map((n) => ({ upn: makeUpn(n), code: '/' }));
  const register = { urn: URN, date: '2026-11-20', session: 'AM', marks };
  await ingest.post('registers', register);
  await ingest.restart();
  await ingest.post('registers', register);
  const [first, second, third] = await ingest.entries();
  const [one, two] = (first as RosterEntry).roster.slots;
  const slots = [second, third].map((entry) => entry.kind === 'register' && [...entry.marks.slots]);
  expect(slots[0]).toEqual([two, one, expect.any(Number)]);
  expect(slots[1]).toEqual(slots[0]);
});

test('[INTAKE27] a school with more different pupils than slots is told so, and its known pupils go on', async () => {
  const pupils = (from: number, count: number) => Array.from({ length: count }, (_, i) => pupil(from + i));
  const crowded = { urn: CROWDED };
  const bodies = [0, 1, 2, 3].map((part) => roster(pupils(100_000 + part * 16_000, 16_000), crowded));
  const filled = await ingest.post('rosters', bodies.join('\n'), { type: NDJSON, gzip: true });
  expect(filled.body.rejected).toEqual([]);
  const { status, body } = await post(roster(pupils(200_000, 2_000), crowded));
  expect(status).toBe(422);
  expect(body.rejected).toMatchObject([{ index: 0, path: 'urn', code: 'too_many_pupils', value: CROWDED }]);
  const marks = [{ upn: makeUpn(100_000), code: '/' }];
  const known = await ingest.post('registers', { urn: CROWDED, date: '2026-11-20', session: 'AM', marks });
  expect(known.status).toBe(202);
});
