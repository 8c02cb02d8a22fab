import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { School } from '../../../shared/api/schools.ts';
import { localAuthority } from '../../../shared/attendance/areas.ts';
import { fromSessionNumber } from '../../../shared/attendance/dates.ts';
import { globalKeys } from '../../../shared/redis/keys.ts';
import type { HistoryEntry } from '../../../shared/redis/layouts/entries.ts';
import { CSV, NOW, schoolsCsv, startTestIngest, type TestIngest } from '../../helpers/ingest.ts';
import { hasShared, WITHOUT_SHARED } from '../../helpers/shared-data.ts';

let ingest: TestIngest;

beforeAll(async () => {
  ingest = await startTestIngest();
});
afterAll(() => ingest.stop());

async function school(urn: number): Promise<School> {
  return JSON.parse((await ingest.redis.connect().hget(globalKeys.schools, String(urn))) ?? 'null');
}
async function lastNote() {
  const [last] = await ingest.redis.connect().xrevrange(globalKeys.registryChanges, '+', '-', 'COUNT', 1);
  return JSON.parse(last[1][1]);
}
const HEADER =
  'URN,EstablishmentName,LA (code),PhaseOfEducation (name),TypeOfEstablishment (name),Easting,Northing,NumberOfPupils,PercentageFSM,Trusts (code),Postcode';

describe('schools', () => {
  test('[INTAKE60] a GIAS row becomes a record by its column names, and readers are told', async () => {
    const csv = `${HEADER}\n100001,"Oak, the ""Old"" School",201,Primary,Community school,533498,181201,285,16.2,,EC3A 5DE\n100002,Elm,202,Not applicable,Community special school,,,,,T1,\n`;
    const { status, body } = await ingest.post('schools', csv, { type: CSV });
    expect(status).toBe(202);
    expect(body.accepted).toEqual({ schools: 2 });
    expect(body.warnings).toEqual({ no_position: 1 });
    expect(await school(100_001)).toEqual({
      urn: 100_001,
      name: 'Oak, the "Old" School',
      phase: 'primary',
      type: 'Community school',
      status: 'Open',
      easting: 533_498,
      northing: 181_201,
      pupils: 285,
      fsm: 16.2,
      urbanRural: '',
      trustName: null,
      memberships: [{ from: null, la: '201', trust: null }],
      predecessors: [],
      note: null,
    });
    expect(await school(100_002)).toMatchObject({
      phase: 'special',
      easting: null,
      pupils: null,
      fsm: null,
      memberships: [{ from: null, la: '202', trust: 'T1' }],
      note: 'no position given',
    });
    expect(await lastNote()).toEqual({ kind: 'schools', ids: ['100001', '100002'] });
  });

  test('[INTAKE61] a changed LA or trust is dated from today, or from asOf; a repeat changes nothing', async () => {
    const post = (over: Record<string, unknown>) =>
      ingest.post('schools', [
        {
          URN: 100_010,
          EstablishmentName: 'Ash',
          'LA (code)': '201',
          'PhaseOfEducation (name)': 'Primary',
          ...over,
        },
      ]);
    await post({ asOf: '2024-09-01' });
    await post({});
    expect((await school(100_010)).memberships).toEqual([{ from: null, la: '201', trust: null }]);
    await post({ 'Trusts (code)': 'T9' });
    await post({ 'Trusts (code)': 'T9' });
    await post({ 'Trusts (code)': 'T5', asOf: '2026-09-01' });
    expect((await school(100_010)).memberships).toEqual([
      { from: null, la: '201', trust: null },
      { from: '2026-09-01', la: '201', trust: 'T5' },
      { from: '2026-11-20', la: '201', trust: 'T9' },
    ]);
    await post({ 'Trusts (code)': 'T9', predecessors: [{ urn: 100_001, from: '2026-09-01' }] });
    await post({ 'Trusts (code)': 'T9' });
    expect((await school(100_010)).predecessors).toEqual([{ urn: 100_001, from: '2026-09-01' }]);
  });

  test('[INTAKE62] a closed LA is put in what took its place, the nearer part of a divided one', async () => {
    const row = (urn: number, la: string, east = '', north = '') =>
      `${urn},S,${la},Primary,Community school,${east},${north},,,,`;
    const rows = [
      row(100_020, '837', '409000', '92000'),
      row(100_021, '835'),
      row(100_022, '928', '475000', '261000'),
      row(100_023, '928', '489000', '279000'),
      row(100_024, '909', '340000', '556000'),
      row(100_025, '909', '351000', '493000'),
      row(100_026, '909'),
    ];
    const { body } = await ingest.post('schools', [HEADER, ...rows].join('\n'), { type: CSV });
    expect(body.rejected).toEqual([]);
    expect(body.warnings).toEqual({ closed_la: 7, no_position: 2 });
    const stored = await Promise.all(rows.map((_, i) => school(100_020 + i)));
    expect(stored.map(({ memberships }) => memberships[0].la)).toEqual([
      '839',
      '838',
      '941',
      '940',
      '942',
      '943',
      '942',
    ]);
    expect(stored[6].note).toBe(
      'LA 909 (Cumbria) no longer exists: put in 942, the larger part: the school has no position; no position given',
    );
  });

  test('[INTAKE63] a school of an LA that does not exist is rejected, a bad URN too, and the rest is kept', async () => {
    const csv = `${schoolsCsv([100_030])}100031,S,999,Primary,,,,\n12,S,201,Primary,,,,\n100032,,201,Primary,,,,\n`;
    const { status, body } = await ingest.post('schools', csv, { type: CSV });
    expect(status).toBe(202);
    expect(body.rejected).toMatchObject([
      { index: 1, path: 'LA (code)', code: 'unknown_la', value: '999' },
      { index: 2, path: 'URN', code: 'malformed', value: 12 },
      { index: 3, path: 'EstablishmentName', code: 'malformed' },
    ]);
    expect(await school(100_031)).toBeNull();
    const { status: missing, body: problem } = await ingest.post('schools', 'URN,EstablishmentName\n', {
      type: CSV,
    });
    expect(missing).toBe(400);
    expect(problem.detail).toContain('"LA (code)"');
  });

  test('[INTAKE64] a school posted elsewhere is known at once', async () => {
    const text = JSON.stringify({ ...(await school(100_001)), urn: 100_099 });
    await ingest.redis.connect().hset(globalKeys.schools, '100099', text);
    const roster = { urn: 100_099, asOf: '2026-09-01', pupils: [] };
    expect((await ingest.post('rosters', roster)).status).toBe(202);
  });

  test.skipIf(!hasShared)(
    `[INTAKE65] the list of England’s schools is taken whole, closed LAs and missing positions put right ${hasShared ? '' : WITHOUT_SHARED}`,
    async () => {
      const bytes = readFileSync('../shared/data/gias-format-schools.csv.gz');
      const rows = gunzipSync(bytes).toString().trimEnd().split('\n').length - 1;
      const { status, body } = await ingest.post('schools', bytes, {
        type: CSV,
        headers: { 'content-encoding': 'gzip' },
      });
      expect(status).toBe(202);
      expect(body.rejectedCount).toBe(0);
      expect(body.accepted).toEqual({ schools: rows });
      expect(body.warnings).toEqual({ closed_la: 879, no_position: 877 });
      const stored = Object.values(await ingest.redis.connect().hgetall(globalKeys.schools)).map(
        (text) => JSON.parse(text) as School,
      );
      expect(stored.every(({ memberships }) => localAuthority(memberships[0].la))).toBe(true);
    },
  );
});

describe('hubs, calendars, targets', () => {
  beforeAll(async () => {
    await ingest.post('schools', schoolsCsv([200_001, 200_002]), { type: CSV });
  });

  test('[INTAKE70] hubs are kept by id, and a school that is not known is named', async () => {
    const hub = (id: string, urn: number) => ({
      id,
      name: 'North hub',
      region: 'E12000002',
      leadUrn: 200_001,
      schools: [{ urn, tier: 'enhanced' }],
    });
    const { status, body } = await ingest.post('hubs', [
      hub('H01', 200_002),
      hub('H02', 299_999),
      { id: 'H 3' },
    ]);
    expect(status).toBe(202);
    expect(body.accepted).toEqual({ hubs: 1 });
    expect(body.rejected).toMatchObject([
      { index: 1, path: 'schools[0].urn', code: 'unknown_school', value: 299_999 },
      { index: 2, path: 'id', code: 'malformed', value: 'H 3' },
    ]);
    const stored = await ingest.redis.connect().hgetall(globalKeys.hubs);
    expect(Object.keys(stored)).toEqual(['H01']);
    expect(JSON.parse(stored.H01)).toEqual(hub('H01', 200_002));
    expect(await lastNote()).toEqual({ kind: 'hubs', ids: ['H01'] });
  });

  test('[INTAKE71] calendar rows are kept by scope, id, first day and kind', async () => {
    const csv = [
      'scope,id,from,to,kind',
      'england,,2026-09-01,2026-10-23,term',
      'la,201,2026-10-26,2026-10-30,holiday',
      'school,200001,2026-11-20,2026-11-20,inset',
      'la,999,2026-09-01,2026-10-23,term',
      'school,299999,2026-11-20,2026-11-20,inset',
      'town,1,2026-11-20,2026-11-20,inset',
      'england,,2026-02-30,2026-11-20,term',
      'england,,2026-11-20,2026-11-19,term',
    ];
    const { body } = await ingest.post('calendars', csv.join('\n'), { type: CSV });
    expect(body.accepted).toEqual({ calendars: 3 });
    expect(body.rejected.map(({ index, path, code }) => [index, path, code])).toEqual([
      [3, 'id', 'unknown_la'],
      [4, 'id', 'unknown_school'],
      [5, 'scope', 'malformed'],
      [6, 'from', 'bad_date'],
      [7, 'to', 'bad_date'],
    ]);
    const stored = await ingest.redis.connect().hgetall(globalKeys.calendars);
    expect(JSON.parse(stored['england::2026-09-01:term'])).toEqual({
      scope: 'england',
      id: '',
      from: '2026-09-01',
      to: '2026-10-23',
      kind: 'term',
    });
    expect(Object.keys(stored).sort()).toEqual([
      'england::2026-09-01:term',
      'la:201:2026-10-26:holiday',
      'school:200001:2026-11-20:inset',
    ]);
  });

  test('[INTAKE72] targets are kept with the year, the value and the version as given', async () => {
    const csv = [
      'urn,academic_year,attendance_target,kind,issued_on,version,note',
      '200001,2026/27,94.25,abie,2026-09-15,v1,"for 2026, revised"',
      '200001,2026/28,94.25,abie,2026-09-15,v1,',
      '200001,2026/27,101,abie,2026-09-15,v1,',
      '200001,2026/27,94,guess,2026-09-15,v1,',
      '299999,2026/27,94,local,2026-09-15,v1,',
    ];
    const { body } = await ingest.post('targets', csv.join('\n'), { type: CSV });
    expect(body.accepted).toEqual({ targets: 1 });
    expect(body.rejected.map(({ index, path, code }) => [index, path, code])).toEqual([
      [1, 'academic_year', 'bad_date'],
      [2, 'attendance_target', 'malformed'],
      [3, 'kind', 'malformed'],
      [4, 'urn', 'unknown_school'],
    ]);
    const stored = await ingest.redis.connect().hgetall(globalKeys.targets);
    expect(JSON.parse(stored['200001:2026:abie:v1'])).toEqual({
      urn: 200_001,
      academicYear: '2026/27',
      schoolYear: 2026,
      target: 94.25,
      kind: 'abie',
      issuedOn: '2026-09-15',
      version: 'v1',
      note: 'for 2026, revised',
    });
  });

  test('[INTAKE73] history is one entry for a school’s rows that follow each other, and sums that do not add up are refused', async () => {
    const csv = [
      'urn,date,session,possible,attending,authorised,unauthorised',
      '200001,2025-11-20,AM,300,280,15,5',
      '200001,2025-11-20,PM,300,279,,',
      '200002,2024-01-08,AM,100,90,10,0',
      '200001,2025-11-21,AM,300,301,,',
      '200001,2025-11-21,AM,300,290,5,4',
      '200001,2023-08-31,AM,300,290,,',
      '200001,2026-11-21,AM,300,290,,',
      '200001,2025-11-21,AM,300,x,,',
      '299999,2025-11-21,AM,300,290,,',
    ];
    const { body } = await ingest.post('history', csv.join('\n'), { type: CSV });
    expect(body.accepted).toEqual({ history: 3, schools: 2 });
    expect(body.rejected.map(({ index, path, code }) => [index, path, code])).toEqual([
      [3, 'attending', 'malformed'],
      [4, 'authorised', 'malformed'],
      [5, 'date', 'bad_date'],
      [6, 'date', 'bad_date'],
      [7, 'attending', 'malformed'],
      [8, 'urn', 'unknown_school'],
    ]);
    const entries = (await ingest.entries()).filter(
      (entry): entry is HistoryEntry => entry.kind === 'history',
    );
    const first = entries.find(({ urn }) => urn === 200_001);
    expect(first).toMatchObject({ receivedAt: NOW, tokenId: 'demo-admin', receipt: body.receipt });
    expect(
      first?.sessions.map(({ session, ...rest }) => ({
        ...rest,
        ...fromSessionNumber(session),
        day: undefined,
      })),
    ).toEqual([
      { possible: 300, attending: 280, authorised: 15, unauthorised: 5, date: '2025-11-20', session: 'AM' },
      { possible: 300, attending: 279, authorised: -1, unauthorised: -1, date: '2025-11-20', session: 'PM' },
    ]);
    expect(entries).toHaveLength(2);
  });
});
