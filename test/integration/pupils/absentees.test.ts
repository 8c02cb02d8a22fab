import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Grant } from '../../../shared/access/roles.ts';
import {
  absenteesAs,
  absenteesPath,
  ENHANCED,
  OUTSIDE,
  postThreeSchools,
  REGIONAL,
  registerWith,
  tokenFor,
  upnOf,
} from '../../helpers/pupils.ts';
import { FRIDAY, startTestBellwether, type TestBellwether } from '../../helpers/server.ts';

const LA: Grant = { role: 'la', scope: 'la:201' };
const HUB: Grant = { role: 'hub', scope: 'hub:H01' };
const SCHOOL: Grant = { role: 'school', scope: `school:${ENHANCED}` };
const [WEDNESDAY, THURSDAY] = ['2026-11-18', '2026-11-19'];

let app: TestBellwether;

/** Pupil 1 ill since Wednesday, 2 since Thursday, 3 new and unexplained, 4 at the doctor, 5 in circumstances unknown. */
async function postMarks(): Promise<void> {
  for (const date of [WEDNESDAY, THURSDAY])
    for (const session of ['AM', 'PM'] as const) {
      const away: Record<number, string> = date === THURSDAY ? { 1: 'I', 2: 'I' } : { 1: 'I' };
      await app.post('registers', registerWith(ENHANCED, date, session, away));
    }
  await app.post(
    'registers',
    registerWith(ENHANCED, FRIDAY, 'AM', { 1: 'I', 2: 'I', 3: 'N', 4: 'M', 5: 'O', 6: 'L', 7: 'X' }),
  );
  await app.post('registers', registerWith(REGIONAL, FRIDAY, 'AM', { 0: 'I', 9: 'G' }));
  await app.post('registers', registerWith(OUTSIDE, FRIDAY, 'AM', { 0: 'I' }));
  await app.settled();
}

beforeAll(async () => {
  app = await startTestBellwether();
  await postThreeSchools(app);
  await postMarks();
}, 60_000);
afterAll(() => app?.stop());

test('[PUPIL1] every pupil whose mark counts as absent is listed once, and nobody else', async () => {
  const { pupils, counts } = await absenteesAs(app, SCHOOL, `urn=${ENHANCED}`);
  expect(pupils.map(({ upn }) => upn).sort()).toEqual([1, 2, 3, 4, 5].map((i) => upnOf(ENHANCED, i)).sort());
  expect(counts).toEqual({ absent: 5, new: 3, secondDay: 1, threeOrMore: 1, unexplained: 2 });
});

test('[PUPIL2] a row says since when, how long, the last twenty school days and the year', async () => {
  const { pupils, schools } = await absenteesAs(app, SCHOOL, `urn=${ENHANCED}`);
  const ill = pupils.find(({ upn }) => upn === upnOf(ENHANCED, 1))!;
  expect(ill).toMatchObject({
    class: 'authorised',
    code: 'I',
    yearGroup: '4',
    unexplained: false,
    spell: { from: WEDNESDAY, sessions: 5, days: 3, orLonger: false, stage: 'three-or-more' },
    yearToDate: { possible: 5, absent: 5, attendance: 0 },
  });
  expect(schools[0].days).toHaveLength(20);
  expect(schools[0].days.slice(-3)).toEqual([WEDNESDAY, THURSDAY, FRIDAY]);
  expect(ill.recent).toBe(`${'.'.repeat(34)}aaaaa`);
  expect(ill.weekdays).toEqual({ possible: [0, 0, 2, 2, 1], absent: [0, 0, 2, 2, 1] });
  const second = pupils.find(({ upn }) => upn === upnOf(ENHANCED, 2))!;
  expect(second.recent).toBe(`${'.'.repeat(34)}//aaa`);
  expect(second.spell).toMatchObject({ from: THURSDAY, sessions: 3, days: 2, stage: 'second-day' });
});

test.each([
  ['new', [3, 4, 5]],
  ['continuing', [1, 2]],
  ['unexplained', [3, 5]],
] as const)('[PUPIL3] kind=%s lists those pupils alone', async (kind, expected) => {
  const { pupils } = await absenteesAs(app, LA, `urn=${ENHANCED}&kind=${kind}`);
  expect(pupils.map(({ upn }) => upn).sort()).toEqual(expected.map((i) => upnOf(ENHANCED, i)).sort());
});

test('[PUPIL4] a hub gets the counts of all its schools and the pupils of its enhanced ones', async () => {
  const { pupils, schools, counts } = await absenteesAs(app, HUB, 'hub=H01');
  expect(schools.map(({ urn, named, absent }) => [urn, named, absent]).sort()).toEqual([
    [ENHANCED, true, 5],
    [REGIONAL, false, 2],
  ]);
  expect(counts.absent).toBe(7);
  expect(new Set(pupils.map(({ urn }) => urn))).toEqual(new Set([ENHANCED]));
  expect((await absenteesAs(app, HUB, `urn=${REGIONAL}`)).pupils).toEqual([]);
});

test('[PUPIL5] central and regional staff get counts by school and year group, and no pupil', async () => {
  for (const grant of [
    { role: 'central', scope: 'england' },
    { role: 'rise', scope: 'region:E12000007' },
  ] as const) {
    const { pupils, schools } = await absenteesAs(app, grant, 'la=201');
    expect(pupils).toEqual([]);
    expect(schools.find(({ urn }) => urn === REGIONAL)).toMatchObject({
      absent: 2,
      named: false,
      yearGroups: { 4: { absent: 1 }, 5: { absent: 1 } },
    });
  }
});

test.each<[string, Grant, string, number]>([
  ['another LA', { role: 'la', scope: 'la:202' }, 'la=201', 403],
  ['another LA, one school', { role: 'la', scope: 'la:202' }, `urn=${ENHANCED}`, 403],
  ['a school, of its LA', SCHOOL, 'la=201', 403],
  ['a hub, of a school outside', HUB, `urn=${OUTSIDE}`, 403],
  ['the inspectorate', { role: 'inspectorate', scope: 'england' }, 'la=201', 403],
  ['a wall', { role: 'wall', scope: 'england' }, 'la=201', 403],
  ['an admin', { role: 'admin', scope: '' }, 'la=201', 403],
  ['a supplier', { role: 'supplier', scope: 'england' }, `urn=${ENHANCED}`, 403],
  ['a scope given twice', LA, `la=201&urn=${ENHANCED}`, 400],
])('[PUPIL6] the list is refused: %s', async (_, grant, query, status) => {
  expect((await app.get(absenteesPath(query), await tokenFor(app, grant))).status).toBe(status);
});

test('[PUPIL7] a sensitive reason and the safeguarding flag are shown to who states a need alone', async () => {
  const plain = (await absenteesAs(app, LA, `urn=${ENHANCED}`, { reason: 'routine' })).pupils;
  const doctor = plain.find(({ upn }) => upn === upnOf(ENHANCED, 4))!;
  expect(doctor).toMatchObject({ class: 'authorised', label: 'Authorised absence' });
  expect(doctor).not.toHaveProperty('code');
  for (const pupil of plain) expect(pupil).not.toHaveProperty('safeguarding');
  const stated = (await absenteesAs(app, LA, `urn=${ENHANCED}`, { reason: 'home visit today' })).pupils;
  expect(stated.find(({ upn }) => upn === doctor.upn)).toMatchObject({ code: 'M', safeguarding: false });
});

test('[PUPIL8] what holds pupils is never cached, and comes as CSV too', async () => {
  const answer = await app.get(absenteesPath('la=201'), await tokenFor(app, LA), { accept: 'text/csv' });
  expect(answer.headers.get('cache-control')).toContain('no-store');
  const lines = (await answer.text()).trim().split('\n');
  expect(lines).toHaveLength(8);
  expect(lines[0]).toMatch(/^urn,upn,forename,surname,yearGroup,class,code/);
});
