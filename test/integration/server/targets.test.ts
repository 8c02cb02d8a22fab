import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Grant } from '../../../shared/access/roles.ts';
import type { Comparators, TargetView } from '../../../shared/api/targets.ts';
import { fromDay, toDay, weekday } from '../../../shared/attendance/dates.ts';
import { createToken } from '../../../shared/node/tokens.ts';
import { globalKeys } from '../../../shared/redis/keys.ts';
import { FRIDAY, startTestBellwether, type TestBellwether } from '../../helpers/server.ts';

const HEADER =
  'URN,EstablishmentName,LA (code),PhaseOfEducation (name),TypeOfEstablishment (name),Easting,Northing,NumberOfPupils,PercentageFSM,EstablishmentStatus (name)';
const TARGETS = 'urn,academic_year,attendance_target,kind,issued_on,version,note';
const SCHOOLS = 30;
const FIRST = 110_000;
const [SPECIAL, CLOSED, MERGED, LONE] = [119_001, 119_002, 119_003, 119_004];
const urns = Array.from({ length: SCHOOLS }, (_, i) => FIRST + i);

let app: TestBellwether;
const tokenOf = async (grant: Grant & { names?: boolean }) =>
  (await createToken(app.redis.connect(), grant, Date.now())).token;
const targetOf = (urn: number, token?: string, date = FRIDAY) =>
  app.json<TargetView>(`/api/v1/schools/${urn}/target?date=${date}`, token);

/** Wednesdays of a school year: enough to know the year by. */
function wednesdays(from: string, to: string): string[] {
  const days: string[] = [];
  for (let day = toDay(from); day <= toDay(to); day++) if (weekday(day) === 3) days.push(fromDay(day));
  return days;
}

/** Attendance falls by school: 96.0, 95.8, …; the same in both years. */
const attendingOf = (urn: number) => 480 - (urn - FIRST);
const historyLines = (urn: number, days: readonly string[], attending: number) =>
  days.flatMap((day) => ['AM', 'PM'].map((session) => `${urn},${day},${session},500,${attending}`));

beforeAll(async () => {
  app = await startTestBellwether();
  const place = (i: number) => `${400_000 + i * 1000},${200_000 + i * 500},500,${10 + (i % 10)},Open`;
  const lines = urns.map(
    (urn, i) => `${urn},School ${urn},${i < 20 ? '201' : '202'},Primary,Community school,${place(i)}`,
  );
  await app.post(
    'schools',
    [
      HEADER,
      ...lines,
      `${SPECIAL},Oak School,201,Special,Community special school,,,80,40,Open`,
      `${CLOSED},Old School,201,Primary,Community school,,,80,40,Closed`,
      `${LONE},Town Grammar School,201,Secondary,Community school,,,900,5,Open`,
    ].join('\n'),
  );
  const merged = {
    URN: MERGED,
    EstablishmentName: 'New School',
    'LA (code)': '201',
    'PhaseOfEducation (name)': 'Primary',
    NumberOfPupils: 1000,
    PercentageFSM: 12,
    predecessors: [
      { urn: urns[0], from: '2026-09-01' },
      { urn: urns[2], from: '2026-09-01' },
    ],
  };
  await app.post('schools', [merged]);
  const days = [...wednesdays('2025-09-03', '2026-07-15'), ...wednesdays('2026-09-09', '2026-11-18')];
  const rows = urns.flatMap((urn) => historyLines(urn, days, attendingOf(urn)));
  await app.post('history', ['urn,date,session,possible,attending', ...rows].join('\n'));
  await app.settled();
}, 120_000);
afterAll(() => app?.stop());

test('[TARGET30] a school without an imported target gets a modelled one, above its level, within reach, that never lists it', async () => {
  const view = await targetOf(FIRST + 10);
  expect(view).toMatchObject({ kind: 'modelled', canList: false, schoolYear: '2026/27' });
  expect(view.modelled?.level).toBeCloseTo(94, 1);
  expect(view.value).toBeGreaterThan(94);
  expect(view.value).toBeLessThanOrEqual(96);
  expect(view.provenance).toMatchObject({
    model: 'model-2',
    rule: expect.stringContaining("Bellwether's own"),
  });
  expect(view.provenance.missing).toContain('SEN support');
});

test('[TARGET31] similar schools come with features, kilometres and differences over the same days', async () => {
  const { similar, ladder, better } = await targetOf(FIRST + 10);
  expect(similar.schools).toHaveLength(20);
  expect(similar.schools[0].compared.map(({ key }) => key)).toContain('fsm');
  expect(similar.yearToDate.own).toBeCloseTo(94, 2);
  expect(similar.yearToDate.toMedian).toBeCloseTo(similar.yearToDate.own! - similar.yearToDate.median!, 2);
  expect(similar.lastYear.bestQuarter).toBeGreaterThanOrEqual(similar.lastYear.median!);
  expect(ladder.map(({ rung }) => rung).slice(0, 6)).toEqual([
    'last-year',
    'target',
    'similar-median',
    'similar-best-quarter',
    'la',
    'before-the-pandemic',
  ]);
  expect(ladder.find(({ rung }) => rung === 'before-the-pandemic')).toMatchObject({
    attendance: null,
    note: expect.stringContaining('Not known'),
  });
  expect(better).toHaveLength(3);
  expect(better.map(({ kilometres }) => kilometres)).toEqual(
    better.map(({ kilometres }) => kilometres!).toSorted((a, b) => a - b),
  );
  expect(better[0]).toMatchObject({
    ahead: expect.any(Number),
    reach: expect.stringContaining('attendance team'),
  });
});

test('[TARGET32] an imported target is returned as given, and of two issued the same day the defined one is in force', async () => {
  const rows = [
    `${FIRST},2026/27,94.2,local,2026-11-12,v1,`,
    `${FIRST},2026/27,95.1,abie,2026-11-12,v1,indicative`,
    `${FIRST},2026/27,95.4,abie,2026-11-19,v2,`,
  ];
  expect((await app.post('targets', [TARGETS, ...rows].join('\n'))).status).toBe(202);
  await app.settled();
  const before = await targetOf(FIRST, undefined, '2026-11-13');
  expect(before).toMatchObject({ value: 95.1, kind: 'abie', version: 'v1', canList: true });
  expect(before.provenance).toMatchObject({ note: 'indicative', issuedOn: '2026-11-12' });
  const now = await targetOf(FIRST);
  expect(now).toMatchObject({ value: 95.4, version: 'v2' });
  expect(now.others.map(({ value }) => value)).toEqual([95.1, 94.2]);
  expect((await targetOf(FIRST, undefined, '2026-11-11')).kind).toBe('modelled');
});

test('[TARGET33] targets of 104, of 0, as a share, ABIE for a special school and any for a closed one are refused with what to do', async () => {
  const rows = [
    `${FIRST},2026/27,104,abie,2026-11-12,x,`,
    `${FIRST},2026/27,0,abie,2026-11-12,x,`,
    `${FIRST},2026/27,0.94,abie,2026-11-12,x,`,
    `${SPECIAL},2026/27,90,abie,2026-11-12,x,`,
    `${CLOSED},2026/27,90,local,2026-11-12,x,`,
    `${SPECIAL},2026/27,88,local,2026-11-12,x,`,
  ];
  const answer = (await (await app.post('targets', [TARGETS, ...rows].join('\n'))).json()) as {
    accepted: object;
    rejected: { index: number; code: string; message: string }[];
  };
  expect(answer.accepted).toEqual({ targets: 1 });
  expect(answer.rejected.map(({ index, code }) => [index, code])).toEqual([
    [0, 'malformed'],
    [1, 'malformed'],
    [2, 'malformed'],
    [3, 'not_mainstream'],
    [4, 'school_closed'],
  ]);
  expect(answer.rejected.map(({ message }) => message).join('\n')).toMatch(
    /100 or less[\s\S]*above 0[\s\S]*write percent[\s\S]*local target[\s\S]*followed it/,
  );
  await app.settled();
  expect(await targetOf(SPECIAL)).toMatchObject({
    value: 88,
    kind: 'local',
    caution: expect.stringContaining('mainstream'),
  });
  expect(await targetOf(CLOSED)).toMatchObject({
    value: null,
    kind: 'none',
    caution: expect.stringContaining('closed'),
  });
});

test('[TARGET34] a merged school has the years of the schools that became it', async () => {
  const { modelled, provenance } = await targetOf(MERGED);
  expect(modelled?.level).toBeCloseTo((attendingOf(FIRST) + attendingOf(FIRST + 2)) / 10, 1);
  expect(provenance.missing).not.toContain("last year's attendance");
});

test('[TARGET35] a school open one day a week has a year; a school with none of its kind has nobody to be compared with', async () => {
  expect((await targetOf(FIRST + 1)).similar.lastYear.own).toBeCloseTo(95.8, 2);
  const lone = await targetOf(LONE);
  expect(lone).toMatchObject({
    kind: 'modelled',
    similar: { group: 'secondary selective', schools: [] },
    better: [],
  });
  expect(lone.provenance.missing).toContain("last year's attendance");
});

test('[TARGET39] places and admissions policy come by the columns of GIAS, and the target no longer misses them', async () => {
  const body = [
    'URN,EstablishmentName,LA (code),PhaseOfEducation (name),NumberOfPupils,SchoolCapacity,AdmissionsPolicy (name)',
    '119005,High School,201,Secondary,900,1000,Selective',
    '119006,Park Grammar School,201,Secondary,900,,Non-selective',
  ].join('\n');
  expect((await app.post('schools', body)).status).toBe(202);
  const [selective, open] = [await targetOf(119_005), await targetOf(119_006)];
  expect(selective.similar.group).toBe('secondary selective');
  expect(selective.provenance.missing).not.toContain('roll against places');
  expect(open.similar.group).toBe('secondary');
  expect(open.provenance.missing).toContain('roll against places');
});

test('[TARGET36] no target reaches the inspectorate, a wall without names, or a reader of another scope; figures of other schools stay with theirs', async () => {
  const path = `/api/v1/schools/${FIRST}/target`;
  const wall = await tokenOf({ role: 'wall', scope: 'england' });
  const school = await tokenOf({ role: 'school', scope: `school:${FIRST}` });
  const elsewhere = await tokenOf({ role: 'la', scope: 'la:202' });
  const statuses = await Promise.all(
    ['demo-inspectorate', wall, 'demo-admin', elsewhere, school].map(
      async (token) => (await app.get(path, token)).status,
    ),
  );
  expect(statuses).toEqual([403, 403, 403, 403, 200]);
  const view = await targetOf(FIRST, school);
  for (const each of view.similar.schools) expect(Object.keys(each)).not.toContain('lastYear');
  expect((await targetOf(FIRST)).similar.schools[0].lastYear).toEqual(expect.any(Number));
});

test('[TARGET37] a comparator is left out with a reason that is kept, the next takes its place, and the target stays', async () => {
  const urn = FIRST + 15;
  const before = await targetOf(urn);
  const other = before.similar.schools[0].urn;
  const change = (body: object, token = 'demo-central') =>
    fetch(`${app.url}/api/v1/schools/${urn}/comparators`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  expect((await change({ other, leftOut: true, reason: '' })).status).toBe(400);
  expect((await change({ other: SPECIAL, leftOut: true, reason: 'not alike' })).status).toBe(409);
  expect((await change({ other, leftOut: true, reason: 'not alike' }, 'demo-inspectorate')).status).toBe(403);
  const changed = await change({ other, leftOut: true, reason: 'takes in other pupils' });
  expect((await changed.json()) as Comparators).toMatchObject({
    leftOut: [{ urn: other, reason: 'takes in other pupils', role: 'central' }],
  });
  const after = await targetOf(urn);
  expect(after.similar.schools.map((each) => each.urn)).not.toContain(other);
  expect(after.similar.schools).toHaveLength(20);
  expect(after.similar.leftOut).toHaveLength(1);
  expect(after.value).toBe(before.value);
  const redis = app.redis.connect();
  await change({ other, leftOut: false, reason: 'alike after all' });
  // [AUDIT110] covers the others: what cannot be written down is not done.
  const { auditHead } = globalKeys;
  await redis.rename(auditHead, 'head-kept:{audit}');
  await redis.set(auditHead, 'not a hash');
  expect((await change({ other, leftOut: true, reason: 'unseen' })).status).toBe(503);
  await redis.rename('head-kept:{audit}', auditHead);
  const log = await app.json<Comparators>(`/api/v1/schools/${urn}/comparators`);
  expect([log.leftOut.length, log.log.length]).toEqual([0, 2]);
});

test('[ACCESS359] who sees no other school of the group is told its figures to a tenth, and of another group once three are left out', async () => {
  const urn = FIRST + 12;
  const token = await tokenOf({ role: 'school', scope: `school:${urn}` });
  const leaveOut = (other: number) =>
    fetch(`${app.url}/api/v1/schools/${urn}/comparators`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ other, leftOut: true, reason: 'takes in other pupils' }),
    });
  const { similar: before } = await targetOf(urn, token);
  for (const figure of [before.lastYear.median, before.lastYear.bestQuarter])
    expect(figure).toBeCloseTo(Math.round(10 * (figure ?? 0)) / 10, 9);
  expect(before.lastYear.schools).toBe(20);
  for (const [i, { urn: other }] of before.schools.slice(0, 2).entries()) {
    expect((await leaveOut(other)).status).toBe(200);
    const { similar } = await targetOf(urn, token);
    expect(similar).toMatchObject({ figuresWait: true, lastYear: before.lastYear });
    expect(similar.leftOut).toHaveLength(i + 1);
    expect((await targetOf(urn)).similar).not.toHaveProperty('figuresWait');
  }
  await leaveOut(before.schools[2].urn);
  expect((await targetOf(urn, token)).similar).not.toHaveProperty('figuresWait');
  const small = await targetOf(SPECIAL, await tokenOf({ role: 'school', scope: `school:${SPECIAL}` }));
  expect(small.similar.lastYear).toMatchObject({ median: null, bestQuarter: null });
});
