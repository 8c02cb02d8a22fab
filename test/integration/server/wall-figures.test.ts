/** What a wall is told: rounded, and for ten minutes the same. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AreaSession } from '../../../shared/api/sessions.ts';
import { type Delta, ROW, type Snapshot } from '../../../shared/live/down.ts';
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
  await app.post(
    'schools',
    [SCHOOLS_HEADER, ...URNS.map((urn) => schoolLine(urn, '202', 'Primary', '7'))].join('\n'),
  );
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
  expect(all).toMatchObject({ onRoll: 90, marked: 25, unmarked: 65, attending: 20, absent: 5 });
  expect(all.codes).toBeUndefined();
  for (const row of rows) for (const cell of row.slice(ROW.onRoll)) expect(cell % 5).toBe(0);
  // What was taken first is told at the first tick, and told again when the registry moves.
  await until(() => wall.deltas.length > 0);

  setTime('09:09');
  await mark(URNS[1], 3);
  expect(await session()).toEqual(before);
  expect((await snapshot()).rows).toEqual(rows);
  for (const { changes } of wall.deltas) expect(changes).toEqual(rows);

  setTime('09:10');
  expect((await session()).cohorts.all).toMatchObject({ marked: 45, attending: 40, absent: 5 });
  const isAnew = ({ changes }: Delta) => changes.some((row) => row[ROW.version] !== rows[0][ROW.version]);
  await until(() => wall.deltas.some(isAnew));
  const anew = wall.deltas.find(isAnew)?.changes;
  const ofMorning = anew?.find((row) => row[ROW.urn] === 202 && row[ROW.session] === 0);
  expect(ofMorning?.[ROW.marked]).toBe(45);
  expect((await snapshot()).rows).toEqual(anew);
});

test('[ACCESS341] a wall gets no sums over time, no phase, and no area that overlaps its own', async () => {
  const refused = [
    `${LA}/minutes`,
    `${LA}?phase=primary`,
    '/api/v1/areas/la/202/cohorts?window=5d',
    '/api/v1/areas/la/202/persistent',
    '/api/v1/areas/la/202/headlines',
    `/api/v1/sessions/${FRIDAY}/AM/areas/trust/7`,
    '/api/v1/live/trust:7/snapshot',
  ];
  for (const path of refused) {
    expect((await app.get(path, 'demo-wall')).status, path).toBe(403);
    expect([200, 404], path).toContain((await app.get(path, 'demo-central')).status);
  }
});

test('[ACCESS342] whatever door a wall asks, at whatever gateway, tells the same ten minutes', async () => {
  const second = await app.secondServer();
  const there = `http://127.0.0.1:${second.port}`;
  setTime('09:40');
  const here = (await session()).cohorts.statutory;
  await mark(URNS[2], 9);
  setTime('09:45');
  const headers = { authorization: 'Bearer demo-wall' };
  const elsewhere = (await (await fetch(`${there}${LA}`, { headers })).json()) as AreaSession;
  expect(elsewhere.cohorts.statutory).toEqual(here);
  for (const row of (await snapshot()).rows.filter((one) => one[ROW.session] === 0)) {
    expect(row[ROW.onRoll]).toBe(here.onRoll);
    expect(row[ROW.marked]).toBe(here.marked);
    expect(row[ROW.attending]).toBe(here.attending);
  }
  expect((await session()).cohorts.statutory).toEqual(here);
  setTime('09:50');
  const after = (await session()).cohorts.statutory;
  expect(after.marked).toBe((here.marked ?? 0) + 25);
  await until(() => wall.beats.at(-1)?.coverage === (after.marked ?? 0) / (after.onRoll ?? 1));
  await second.stop();
});

test('[ACCESS343] the beat tells a wall and the inspectorate rounded coverage every ten minutes, and of events only who reads them', async () => {
  const told = await connectLive(app.url, { token: 'demo-wall' });
  const seen = await connectLive(app.url, { token: 'demo-inspectorate' });
  const whole = await connectLive(app.url, { token: 'demo-central' });
  setTime('10:00');
  const { statutory } = (await session()).cohorts;
  const held = (statutory.marked ?? 0) / (statutory.onRoll ?? 1);
  await until(() => told.beats.at(-1)?.coverage === held && whole.beats.length > 0 && seen.beats.length > 0);
  await mark(URNS[3], 2);
  await until(() => whole.beats.at(-1)?.coverage === 1);
  expect(seen.beats.at(-1)?.coverage).toBe(held);
  expect(told.beats.at(-1)?.coverage).toBe(held);
  expect(whole.beats.at(-1)).toHaveProperty('events');
  for (const one of [told, seen]) expect(one.beats.filter((beat) => 'events' in beat)).toEqual([]);
  for (const one of [told, seen, whole]) one.close();
});
