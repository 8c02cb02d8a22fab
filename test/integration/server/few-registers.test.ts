/** Sums besides one's scope while few registers are in. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AreaMinutes, AreaSession } from '../../../shared/api/sessions.ts';
import { ROW, type Snapshot } from '../../../shared/live/down.ts';
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

const OWN = [100_000, 100_001, 100_002];
const OTHERS = [100_010, 100_011, 100_012, 100_013];
const PUPILS = 20;
const ENGLAND = `/api/v1/sessions/${FRIDAY}/AM/areas/england/E92000001`;
const WINDOW = '/api/v1/areas/england/E92000001/cohorts?window=5d';
const pupilsOf = (urn: number) =>
  Array.from({ length: PUPILS }, (_, i) => ({ upn: makeUpn(urn * 100 + i), yearGroup: '4' }));

let app: TestBellwether;
let token: string;

const hear = async (urn: number, minute: number) => {
  app.clock.set(Date.parse(`${FRIDAY}T09:${minute}:00Z`));
  const marks = pupilsOf(urn).map(({ upn }, i) => [upn, i < 3 ? 'I' : '/'] as const);
  await app.post('registers', registerBody(urn, marks));
  await app.settled();
};
const england = (by = token) => app.json<AreaSession>(ENGLAND, by);
const minutes = async () => (await app.json<AreaMinutes>(`${ENGLAND}/minutes`, token)).cohorts.all.minutes;
const liveRow = async () =>
  (await app.json<Snapshot>('/api/v1/live/england/snapshot', token)).rows.find(
    (row) => row[ROW.session] === 0,
  );

beforeAll(async () => {
  app = await startTestBellwether();
  const lines = [...OWN.map((urn) => schoolLine(urn, '201')), ...OTHERS.map((urn) => schoolLine(urn, '301'))];
  await app.post('schools', [SCHOOLS_HEADER, ...lines].join('\n'));
  const rosters = [...OWN, ...OTHERS].map((urn) => rosterBody(urn, '2026-09-01', pupilsOf(urn)));
  await app.post('rosters', rosters.join('\n'), { 'content-type': 'application/x-ndjson' });
  token = (await createToken(app.redis.connect(), { role: 'la', scope: 'la:201' }, Date.now())).token;
}, 60_000);
afterAll(() => app?.stop());

test('[ACCESS357] while a single school one does not see has its registers in, of sums besides the scope the rolls alone are told, by every door', async () => {
  await hear(OWN[0], 10);
  expect((await england()).cohorts.all).toMatchObject({ marked: PUPILS, absent: 3 });
  await hear(OTHERS[0], 11);
  const few = await england();
  expect(few).toMatchObject({ withheld: 'few-registers' });
  // Nor where it will close, which is worked out from them; who sees every school is told.
  expect(few).not.toHaveProperty('close');
  expect(await england('demo-central')).toHaveProperty('close');
  expect(few.cohorts).toEqual({ all: { onRoll: 140 }, statutory: { onRoll: 140 } });
  expect(await minutes()).toEqual([]);
  expect(await app.json(WINDOW, token)).toMatchObject({ withheld: 'few-registers', cohorts: {} });
  expect((await liveRow())?.slice(ROW.onRoll)).toEqual([140, 0, 0, 0, 0, 0, 0, 0, 0]);
  expect((await england('demo-central')).cohorts.all.marked).toBe(2 * PUPILS);
});

test('[ACCESS357] once there are two they are told, and how it filled from then on', async () => {
  await hear(OTHERS[1], 12);
  const told = await england();
  expect(told).not.toHaveProperty('withheld');
  expect(told.cohorts.all).toMatchObject({ marked: 3 * PUPILS, absent: 9 });
  // The minute in which one other alone was in is left out.
  const rows = await minutes();
  expect(rows.map(({ marked }) => marked)).toEqual([PUPILS, 3 * PUPILS]);
  expect(await app.json(WINDOW, token)).not.toHaveProperty('withheld');
  // The live row is the same for all who hear it: of LA 301 a single school here would be left.
  await hear(OTHERS[2], 13);
  expect((await liveRow())?.[ROW.marked]).toBe(0);
  await hear(OWN[1], 14);
  expect((await liveRow())?.[ROW.marked]).toBe(5 * PUPILS);
});
