/** One England at two times that show the inspectorate the same cells of every school: no door tells them apart. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Snapshot } from '../../../shared/live/down.ts';
import { createToken } from '../../../shared/node/tokens.ts';
import {
  FRIDAY,
  registerBody,
  rosterBody,
  SCHOOLS_HEADER,
  schoolLine,
  startTestBellwether,
  type TestBellwether,
} from '../../helpers/server.ts';
import { makeUpn } from '../../helpers/upns.ts';

const [A, B, C] = [100_000, 100_001, 100_002];
const [WEEK_BEFORE, THURSDAY] = ['2026-11-13', '2026-11-19'];
const NDJSON = { 'content-type': 'application/x-ndjson' };
const upnOf = (urn: number, i: number) => makeUpn(urn * 100 + i);
const pupilsOf = (urn: number) =>
  Array.from({ length: 30 }, (_, i) => ({ upn: upnOf(urn, i), yearGroup: '4' }));

/** Codes of a school's thirty pupils, in order. */
const register = (urn: number, date: string, codes: string) =>
  registerBody(
    urn,
    [...codes].map((code, i) => [upnOf(urn, i), code] as const),
    { date, recordedAt: `${date}T08:55:00Z` },
  );
const REGISTERS = [
  register(A, FRIDAY, '//////////////////////LIIIIGGG'),
  register(B, FRIDAY, '///////////////////////////VII'),
  register(C, FRIDAY, '////////////////////IIIIIIIIII'),
  register(A, THURSDAY, '//////////////////////LIIIIGGG'),
  register(B, WEEK_BEFORE, '///////////////////////////VII'),
];
/** Corrections that move only what is left out of the schools: late, reasons, a visit that was an absence. */
const CORRECTIONS: readonly [number, string, number, string][] = [
  [A, FRIDAY, 26, 'G'],
  [A, FRIDAY, 0, 'L'],
  [B, FRIDAY, 27, 'I'],
  [A, THURSDAY, 26, 'G'],
  [B, WEEK_BEFORE, 27, 'I'],
];

const AREAS = ['england/E92000001', 'region/E12000007', 'la/201', 'la/202', 'trust/77', 'hub/H01'];
const AREA_DOORS = AREAS.flatMap((area) => [
  ...[FRIDAY, THURSDAY, WEEK_BEFORE].map((date) => `/api/v1/sessions/${date}/AM/areas/${area}`),
  `/api/v1/sessions/${FRIDAY}/AM/areas/${area}?phase=primary`,
  ...['5d', '20d', 'term', 'year'].map((window) => `/api/v1/areas/${area}/cohorts?window=${window}`),
  `/api/v1/areas/${area}/persistent`,
  `/api/v1/areas/${area}/headlines`,
]);
const SCHOOL_DOORS = [A, B, C].flatMap((urn) => [
  `/api/v1/sessions/${FRIDAY}/AM/schools/${urn}`,
  `/api/v1/schools/${urn}/history`,
  ...['5d', '20d', 'term', 'year'].map((window) => `/api/v1/schools/${urn}/cohorts?window=${window}`),
  `/api/v1/schools/${urn}/persistent/counts`,
]);
const VIEWS = ['england', 'region:E12000007', 'la:201', 'trust:77', 'hub:H01'];

let app: TestBellwether;

/** What a door tells, without what every change of a school moves: its version and when it was heard last. */
async function told(path: string, token: string): Promise<string> {
  const answer = await app.get(path, token);
  expect(`${path} ${answer.status}`).toBe(`${path} 200`);
  const { version: _, newestMarkAt: __, ...body } = (await answer.json()) as Record<string, unknown>;
  return JSON.stringify(body);
}

async function toldLive(view: string, token: string): Promise<string> {
  const { rows, usual, closes } = await app.json<Snapshot>(`/api/v1/live/${view}/snapshot`, token);
  return JSON.stringify([rows.map((row) => row.with(3, 0)), usual, closes]);
}

/** How the session stands at the end of its last minute. */
async function toldLast(area: string, token: string): Promise<string> {
  type Cohort = { onRoll?: number; minutes: { at: string }[] };
  const path = `/api/v1/sessions/${FRIDAY}/AM/areas/${area}/minutes`;
  const { cohorts } = await app.json<{ cohorts: Record<string, Cohort> }>(path, token);
  return JSON.stringify(
    Object.values(cohorts).map(({ onRoll, minutes }) => {
      const { at: _, ...cells } = minutes.at(-1) ?? { at: '' };
      return [onRoll, cells];
    }),
  );
}

async function everything(token: string, paths: readonly string[]): Promise<Map<string, string>> {
  const answers = new Map<string, string>();
  for (const path of paths) answers.set(path, await told(path, token));
  for (const view of VIEWS) answers.set(view, await toldLive(view, token));
  for (const area of AREAS) answers.set(`last ${area}`, await toldLast(area, token));
  return answers;
}

beforeAll(async () => {
  app = await startTestBellwether();
  const lines = [
    schoolLine(A, '201', 'Primary', '77'),
    schoolLine(B, '201', 'Primary', '77'),
    schoolLine(C, '202'),
  ];
  await app.post('schools', [SCHOOLS_HEADER, ...lines].join('\n'));
  const schools = [
    { urn: A, tier: 'enhanced' },
    { urn: C, tier: 'regional' },
  ];
  await app.post('hubs', [{ id: 'H01', name: 'Hub one', region: 'E12000007', leadUrn: A, schools }]);
  await app.post(
    'rosters',
    [A, B, C].map((urn) => rosterBody(urn, '2026-09-01', pupilsOf(urn))).join('\n'),
    NDJSON,
  );
  await app.post('registers', REGISTERS.map((one) => JSON.stringify(one)).join('\n'), NDJSON);
  await app.settled();
}, 60_000);
afterAll(() => app?.stop());

test('[ACCESS356] where the cells shown of every school stay the same, every door tells the inspectorate the same; others see what changed', async () => {
  const central = (await createToken(app.redis.connect(), { role: 'central', scope: 'england' }, Date.now()))
    .token;
  const paths = [...AREA_DOORS, ...SCHOOL_DOORS];
  const [before, exactBefore] = [
    await everything('demo-inspectorate', paths),
    await everything(central, paths),
  ];
  const corrections = CORRECTIONS.map(([urn, date, i, code]) =>
    JSON.stringify(registerBody(urn, [[upnOf(urn, i), code]], { date, recordedAt: `${date}T08:58:00Z` })),
  );
  expect((await app.post('registers', corrections.join('\n'), NDJSON)).status).toBe(202);
  await app.settled();
  const [after, exactAfter] = [
    await everything('demo-inspectorate', paths),
    await everything(central, paths),
  ];
  expect([...after].filter(([path, answer]) => before.get(path) !== answer)).toEqual([]);
  const moved = [...exactAfter]
    .filter(([path, answer]) => exactBefore.get(path) !== answer)
    .map(([path]) => path);
  for (const path of AREA_DOORS)
    if (!/persistent|headlines|202/.test(path) && !(path.includes(WEEK_BEFORE) && /H01/.test(path)))
      expect(moved).toContain(path);
  for (const area of AREAS) if (area !== 'la/202') expect(moved).toContain(`last ${area}`);
  expect(moved).toContain('england');
}, 60_000);

test('[ACCESS356] an area answer made so says that it is an approximation, one for others does not', async () => {
  const path = `/api/v1/sessions/${FRIDAY}/AM/areas/la/201`;
  expect(await app.json(path, 'demo-inspectorate')).toMatchObject({ approximate: true });
  expect(await app.json(path)).not.toHaveProperty('approximate');
});
