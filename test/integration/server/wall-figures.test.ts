/** What a wall is told: rounded, and for ten minutes the same. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AreaMinutes, AreaSession } from '../../../shared/api/sessions.ts';
import { ROW, type Snapshot } from '../../../shared/live/down.ts';
import { connectLive, type LiveClient, until } from '../../helpers/live-client.ts';
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

const URNS = [100_000, 100_001, 100_002, 100_003];
const PUPILS = 23;
const LA = `/api/v1/sessions/${FRIDAY}/AM/areas/la/202`;
const SNAPSHOT = '/api/v1/live/england/snapshot';
const pupilsOf = (urn: number) =>
  Array.from({ length: PUPILS }, (_, i) => ({ upn: makeUpn(urn * 100 + i), yearGroup: '4' }));

let app: TestBellwether;
let wall: LiveClient;

const mark = async (urn: number, absent: number) => {
  const marks = pupilsOf(urn).map(({ upn }, i) => [upn, i < absent ? 'I' : '/'] as const);
  expect((await app.post('registers', registerBody(urn, marks))).status).toBe(202);
  await app.settled();
};
const setTime = (time: string) => app.clock.set(Date.parse(`${FRIDAY}T${time}:00Z`));
const session = () => app.json<AreaSession>(LA, 'demo-wall');
const snapshot = () => app.json<Snapshot>(SNAPSHOT, 'demo-wall');

beforeAll(async () => {
  app = await startTestBellwether();
  await app.post('schools', [SCHOOLS_HEADER, ...URNS.map((urn) => schoolLine(urn, '202'))].join('\n'));
  await app.post('rosters', URNS.map((urn) => rosterBody(urn, '2026-09-01', pupilsOf(urn))).join('\n'), {
    'content-type': 'application/x-ndjson',
  });
  await mark(URNS[0], 4);
  wall = await connectLive(app.url, { token: 'demo-wall' });
  await wall.subscribe('england');
}, 60_000);
afterAll(async () => {
  wall?.close();
  await app?.stop();
});

test('[ACCESS203] what a wall is told stands for ten minutes, over HTTP and live, and is rounded', async () => {
  const [before, rows] = [await session(), (await snapshot()).rows];
  const { all, statutory, ...others } = before.cohorts;
  expect(others).toEqual({});
  expect(all).toEqual(statutory);
  expect(all).toMatchObject({ onRoll: 95, marked: 25, unmarked: 70, attending: 20, absent: 5 });
  expect(all.codes).toBeUndefined();
  for (const row of rows) for (const cell of row.slice(ROW.onRoll)) expect(cell % 5).toBe(0);
  const told = wall.deltas.length;

  setTime('09:09');
  await mark(URNS[1], 3);
  expect(await session()).toEqual(before);
  expect((await snapshot()).rows).toEqual(rows);
  expect(wall.deltas.slice(told).flatMap((delta) => delta.changes)).toEqual([]);

  setTime('09:10');
  expect((await session()).cohorts.all).toMatchObject({ marked: 45, attending: 40, absent: 5 });
  await until(() => wall.deltas.slice(told).some((delta) => delta.changes.length > 0));
  const last = wall.deltas.at(-1)?.changes.find((row) => row[ROW.urn] === 202 && row[ROW.session] === 0);
  expect(last?.[ROW.marked]).toBe(45);
  expect((await snapshot()).rows).toEqual(wall.deltas.at(-1)?.changes);
});

test('[ACCESS203] a wall gets the course of a morning in tens of minutes, and no cut by phase', async () => {
  setTime('09:31');
  const { cohorts } = await app.json<AreaMinutes>(`${LA}/minutes`, 'demo-wall');
  expect(cohorts.all.minutes.length).toBeGreaterThan(0);
  for (const { at, ...cells } of cohorts.all.minutes) {
    expect(at).toMatch(/T\d\d:\d0:00/);
    for (const cell of Object.values(cells)) expect((cell ?? 0) % 5).toBe(0);
  }
  expect((await app.get(`${LA}?phase=primary`, 'demo-wall')).status).toBe(403);
  expect((await app.get(`${LA}/minutes?phase=primary`, 'demo-wall')).status).toBe(403);
});
