import type { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { londonInstant } from '../../../shared/attendance/dates.ts';
import { connectRedis } from '../../../shared/node/redis.ts';
import { globalKeys } from '../../../shared/redis/keys.ts';
import { figuresThatDiffer } from '../../chaos/compare.ts';
import { bellwether, createSite, type TestInstallation, type TestSite } from '../../helpers/installation.ts';
import type { Post, PostedPupil, RegisterPost, RosterPost } from '../../helpers/oracle/posts.ts';
import type { ByCohort } from '../../helpers/oracle/tally.ts';
import { oraclePersistent, oracleSchool, oracleSession, oracleWindow } from '../../helpers/oracle.ts';
import { SCHOOLS_HEADER, schoolLine } from '../../helpers/server.ts';
import { makeUpn } from '../../helpers/upns.ts';

/** The last five school days of 2025/26, the turn of the year, and the first two school days of 2026/27. */
const JULY = ['2026-07-13', '2026-07-14', '2026-07-15', '2026-07-16', '2026-07-17'];
const [EVE, TURN, FIRST, SECOND] = ['2026-08-31', '2026-09-01', '2026-09-02', '2026-09-03'];
const CALENDAR = [
  'scope,id,from,to,kind',
  'england,,2025-09-02,2026-07-17,term',
  'england,,2026-07-18,2026-09-01,holiday',
  'england,,2026-09-02,2027-07-16,term',
];
const TARGETS = [
  'urn,academic_year,attendance_target,kind,issued_on,version,note',
  '100001,2025/26,94.1,local,2025-11-12,v1,',
  '100001,2026/27,95.2,local,2026-09-01,v1,',
];
const URNS = [100_001, 100_002];
const PUPILS = 12;
const SOON = { timeout: 60_000, interval: 200 };

let site: TestSite;
let installation: TestInstallation;
let redis: Redis;
const posts: Post[] = [];

const asked = (path: string, token = 'demo-central') =>
  fetch(installation.url + path, { headers: { authorization: `Bearer ${token}` } });
const read = async <T>(path: string) => (await (await asked(path)).json()) as T;
const pupil = (urn: number, n: number) => makeUpn(urn * 1_000 + n);

/** Puts the clock of every process at a London time; from there it runs `speed` times as fast as real time. */
async function setClock(date: string, time: string, speed = 1): Promise<void> {
  const simMs = londonInstant(date, time);
  const now = Date.now();
  const seen = { seenSimMs: simMs, seenRealMs: now };
  await redis.set(
    globalKeys.clock,
    JSON.stringify({ date, start: time, simMs, realMs: now, schedule: [{ speed }], ...seen }),
  );
}

async function until<T>(look: () => Promise<T>, wanted: T): Promise<void> {
  await vi.waitFor(async () => expect(await look()).toBe(wanted), SOON);
}

const dateShown = async () => (await read<{ date: string }>('/api/v1/status')).date;

async function post(kind: string, body: string, type: string, token: string): Promise<void> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': type };
  const send = async () => {
    const answer = await fetch(`${installation.url}/api/v1/${kind}`, { method: 'POST', headers, body });
    const { rejectedCount, rejected } = (await answer.json()) as { rejectedCount: number; rejected: unknown };
    return { status: answer.status, rejectedCount, rejected };
  };
  // Each process reads the clock once a second: at first a mark of today may still be of tomorrow.
  await vi.waitFor(async () => expect(await send()).toMatchObject({ status: 202, rejectedCount: 0 }), SOON);
}

/** What a supplier posts of it. */
function bodyOf({ kind: _kind, receivedAt: _receivedAt, ...post }: Post): string {
  if (!('digest' in post)) return JSON.stringify(post);
  const { digest: _digest, ...plain } = post;
  return JSON.stringify(plain);
}

/** Posts rosters and registers as two bodies, and waits until all is counted. */
async function give(...given: Post[]): Promise<void> {
  posts.push(...given);
  for (const kind of ['roster', 'register']) {
    const lines = given.filter((one) => one.kind === kind).map(bodyOf);
    if (lines.length > 0) await post(`${kind}s`, lines.join('\n'), 'application/x-ndjson', 'demo-supplier');
  }
  const pending = async () => (await read<{ pendingRegisters: number }>('/api/v1/status')).pendingRegisters;
  await until(pending, 0);
}

function roster(urn: number, asOf: string, rows: readonly [number, string][]): RosterPost {
  const pupils = rows.map(
    ([n, yearGroup]): PostedPupil => ({
      upn: pupil(urn, n),
      yearGroup,
      sex: n % 2 ? 'F' : 'M',
      fsm: n % 3 === 0,
    }),
  );
  const receivedAt = `${asOf}T06:00:00.000Z`;
  return { kind: 'roster', receivedAt, urn, asOf, issuedAt: receivedAt, digest: '', pupils };
}

/** A register of `count` pupils from the `first` on; `absent` are ill. */
function register(
  urn: number,
  [date, session]: readonly [string, 'AM' | 'PM'],
  [first, count]: readonly [number, number],
  absent: readonly number[],
  recordedAt = `${date}T${session === 'AM' ? '08' : '12'}:00:00.000Z`,
): RegisterPost {
  const marks = Array.from({ length: count }, (_, i) => ({
    upn: pupil(urn, first + i),
    code: absent.includes(first + i) ? 'I' : session === 'AM' ? '/' : '\\',
  }));
  return { kind: 'register', receivedAt: recordedAt, urn, date, session, recordedAt, marks };
}

/** Whatever readers are told of a day that the recount from the posts does not say, of schools and of England. */
async function wrongOn(date: string, window5: readonly string[], year: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  const schoolYear = date < TURN ? 2025 : 2026;
  for (const urn of URNS) {
    const school = oracleSchool(posts, urn);
    const windows = { '5d': window5, year };
    for (const [window, days] of Object.entries(windows)) {
      const shown = await read<{ cohorts: ByCohort }>(
        `/api/v1/schools/${urn}/cohorts?date=${date}&window=${window}`,
      );
      found.push(
        ...figuresThatDiffer(`${urn} ${window} to ${date}`, oracleWindow(school, days), shown.cohorts),
      );
    }
    for (const session of ['AM', 'PM']) {
      const shown = await read<{ cohorts: ByCohort }>(`/api/v1/sessions/${date}/${session}/schools/${urn}`);
      const { cohorts } = oracleSession(school, date, session);
      found.push(...figuresThatDiffer(`${urn} ${date} ${session}`, cohorts, shown.cohorts));
    }
    const expected = oraclePersistent(school, schoolYear).all ?? { enrolments: 0, persistent: 0, severe: 0 };
    const shown = await persistent(urn, date);
    if (JSON.stringify(shown) !== JSON.stringify(expected))
      found.push(`${urn} persistent on ${date}: ${JSON.stringify(shown)}, not ${JSON.stringify(expected)}`);
  }
  return found;
}

async function persistent(urn: number, date: string) {
  const { cohorts } = await read<{ cohorts: Record<string, Record<string, number>> }>(
    `/api/v1/schools/${urn}/persistent/counts?date=${date}`,
  );
  const { enrolments = 0, persistent: tenth = 0, severe = 0 } = cohorts.all ?? {};
  return { enrolments, persistent: tenth, severe };
}

const yearOf = async (urn: number, date: string) =>
  await read<{ days: number; cohorts: ByCohort }>(`/api/v1/schools/${urn}/cohorts?date=${date}&window=year`);
const ready = async () => (await fetch(`${installation.url}/readyz`)).status;

beforeAll(async () => {
  site = await createSite();
  installation = await site.start(['--feed', 'none']);
  redis = connectRedis(installation.run().redis);
  await setClock(EVE, '21:00');
  await until(dateShown, EVE);
  const schools = [SCHOOLS_HEADER, ...URNS.map((urn) => schoolLine(urn, '201'))].join('\n');
  await post('schools', schools, 'text/csv', 'demo-admin');
  await post('calendars', CALENDAR.join('\n'), 'text/csv', 'demo-admin');
  await post('targets', TARGETS.join('\n'), 'text/csv', 'demo-admin');
  const given: Post[] = [];
  for (const urn of URNS) {
    const years = ['R', '1', '2', '6'];
    const rows = Array.from({ length: PUPILS }, (_, n): [number, string] => [n, years[n % 4]]);
    given.push(roster(urn, '2025-09-02', rows));
    // Of ten sessions the first pupil misses one, the second six, the third none.
    for (const [i, date] of JULY.entries())
      for (const session of ['AM', 'PM'] as const) {
        const ill = [...(i === 0 && session === 'AM' ? [0] : []), ...(i < 3 ? [1] : [])];
        given.push(register(urn, [date, session], [0, PUPILS], ill));
      }
  }
  await give(...given);
}, 180_000);
afterAll(async () => {
  redis?.disconnect();
  await site?.clear();
});

test('[OPS48] on 1 September year to date and persistent absence begin anew, windows of school days do not, and the year before can still be read', async () => {
  expect(await persistent(URNS[0], EVE)).toEqual({ enrolments: 12, persistent: 2, severe: 1 });
  expect(await wrongOn(EVE, JULY, JULY)).toEqual([]);
  await setClock(EVE, '23:59', 20);
  await until(dateShown, TURN);
  await until(ready, 200);
  expect((await yearOf(URNS[0], TURN)).days).toBe(0);
  expect(await persistent(URNS[0], TURN)).toEqual({ enrolments: 0, persistent: 0, severe: 0 });
  expect(await wrongOn(TURN, JULY, [])).toEqual([]);
  expect(await wrongOn(EVE, JULY, JULY)).toEqual([]);
  expect(await wrongOn(JULY[4], JULY, JULY)).toEqual([]);
});

test('[OPS49] on the first school day the new roll is counted from nothing, and the year before moves alone when it is corrected', async () => {
  await setClock(FIRST, '09:10');
  await until(dateShown, FIRST);
  for (const urn of URNS) {
    // Year 6 has left, the others are a year up, four are new.
    const years: Record<number, string> = { 0: '1', 1: '2', 2: '3' };
    const stay = Array.from({ length: PUPILS }, (_, n) => n).filter((n) => n % 4 !== 3);
    const rows = stay.map((n): [number, string] => [n, years[n % 4]]);
    await give(
      roster(urn, TURN, [...rows, [20, 'R'], [21, 'R'], [22, 'R'], [23, 'R']]),
      register(urn, [FIRST, 'AM'], [0, 3], [0]),
      register(urn, [FIRST, 'AM'], [20, 4], []),
    );
  }
  const fiveDays = [...JULY.slice(1), FIRST];
  expect(await wrongOn(FIRST, fiveDays, [FIRST])).toEqual([]);
  expect(await persistent(URNS[0], FIRST)).toEqual({ enrolments: 7, persistent: 1, severe: 1 });
  expect(await wrongOn(EVE, JULY, JULY)).toEqual([]);
  const before = await yearOf(URNS[0], FIRST);
  // A pupil who was never away was, on a day of July: it is known in September.
  await give(register(URNS[0], [JULY[2], 'PM'], [2, 1], [2], '2026-09-02T08:00:00.000Z'));
  expect(await persistent(URNS[0], EVE)).toEqual({ enrolments: 12, persistent: 3, severe: 1 });
  expect(await persistent(URNS[0], FIRST)).toEqual({ enrolments: 7, persistent: 1, severe: 1 });
  expect(await yearOf(URNS[0], FIRST)).toEqual(before);
  expect(await wrongOn(FIRST, fiveDays, [FIRST])).toEqual([]);
  expect(await wrongOn(JULY[4], JULY, JULY)).toEqual([]);
  // A pupil of the year before who has left is not on the new roll: the mark waits.
  await give(register(URNS[0], [FIRST, 'AM'], [3, 1], []));
  expect((await read<{ quarantinedMarks: number }>('/api/v1/status')).quarantinedMarks).toBe(1);
  expect(await wrongOn(FIRST, fiveDays, [FIRST])).toEqual([]);
});

test('[OPS50] each date has the target and the signal of its own school year, and a recount finds nothing', async () => {
  const target = (date: string) =>
    read<{ value: number; schoolYear: string }>(`/api/v1/schools/${URNS[0]}/target?date=${date}`);
  expect(await target(EVE)).toMatchObject({ value: 94.1, schoolYear: '2025/26' });
  expect(await target(FIRST)).toMatchObject({ value: 95.2, schoolYear: '2026/27' });
  await setClock(SECOND, '09:10');
  await until(dateShown, SECOND);
  for (const urn of URNS) await give(register(urn, [SECOND, 'AM'], [0, 3], []));
  expect(await wrongOn(SECOND, [...JULY.slice(2), FIRST, SECOND], [FIRST, SECOND])).toEqual([]);
  const signalOf = (date: string) =>
    read<{ standing?: string; yearToDate?: { verdict: string } }>(
      `/api/v1/schools/${URNS[0]}/signal?date=${date}`,
    );
  const now = async () => (await signalOf(SECOND)).yearToDate?.verdict;
  await until(now, 'too-early');
  await until(ready, 200);
  const { stdout } = await bellwether('reconcile', '--data', installation.data, '--json');
  expect(JSON.parse(stdout)).toMatchObject({ differences: 0 });
}, 120_000);
