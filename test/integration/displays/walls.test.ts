import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunningServer } from '../../../server/app.ts';
import type { Display, DisplayCode, DisplayList, Wall } from '../../../shared/api/displays.ts';
import { eventId } from '../../../shared/events/step.ts';
import { createToken } from '../../../shared/node/tokens.ts';
import { globalKeys } from '../../../shared/redis/keys.ts';
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

/** Four primaries and one secondary in Camden, two primaries in Greenwich, one alone in Hackney. */
const SCHOOLS: [number, string, string][] = [
  [100_000, '202', 'Primary'],
  [100_001, '202', 'Primary'],
  [100_002, '202', 'Primary'],
  [100_003, '202', 'Primary'],
  [100_004, '202', 'Secondary'],
  [100_005, '203', 'Primary'],
  [100_006, '203', 'Primary'],
  [100_007, '204', 'Primary'],
];
const PUPILS = 20;

let app: TestBellwether;
let second: RunningServer;
let secondUrl: string;
let redis: Redis;

const upnsOf = (urn: number) => Array.from({ length: PUPILS }, (_, i) => makeUpn((urn - 100_000) * 100 + i));

beforeAll(async () => {
  app = await startTestBellwether();
  redis = app.redis.connect();
  await app.post('schools', [SCHOOLS_HEADER, ...SCHOOLS.map((school) => schoolLine(...school))].join('\n'));
  for (const [urn] of SCHOOLS) {
    const pupils = upnsOf(urn).map((upn) => ({ upn, yearGroup: '4' }));
    await app.post('rosters', rosterBody(urn, '2026-09-01', pupils), {
      'content-type': 'application/x-ndjson',
    });
    if (urn === 100_006) continue;
    await app.post(
      'registers',
      registerBody(
        urn,
        upnsOf(urn).map((upn, i) => [upn, i < 2 ? 'I' : '/'] as const),
      ),
    );
  }
  await app.settled();
  second = await app.secondServer();
  secondUrl = `http://127.0.0.1:${second.port}`;
});

afterAll(async () => {
  await second?.stop();
  await app?.stop();
});

async function ask(method: string, path: string, token: string | null, body?: unknown, url = app.url) {
  const response = await fetch(url + path, {
    method,
    headers: {
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? null : JSON.parse(text) };
}

const codeFor = async (): Promise<DisplayCode> => (await ask('POST', '/api/v1/displays/codes', null)).body;
const stateOf = async (token: string) =>
  (await ask('POST', '/api/v1/displays/codes/state', null, { token })).body.state;

async function setUp(more: object = {}): Promise<{ display: Display; token: string }> {
  const { code, token } = await codeFor();
  const { status, body } = await ask('POST', '/api/v1/displays', 'demo-admin', {
    code,
    name: 'Wall',
    ...more,
  });
  expect(status).toBe(200);
  return { display: body, token };
}

const sceneOf = async (token: string, seen?: string, url = app.url): Promise<Wall> =>
  (
    await ask(
      'GET',
      `/api/v1/displays/scene${seen ? `?${new URLSearchParams({ seen })}` : ''}`,
      token,
      undefined,
      url,
    )
  ).body;

const tell = (room: string, command: string, url = app.url) =>
  ask('POST', `/api/v1/displays/rooms/${room}`, 'demo-central', { command }, url);

describe('setting a display up', () => {
  test('[WALL50] the token of a code lets nobody in until an administrator enters the code; then it is the display’s', async () => {
    const { code, token, validMs } = await codeFor();
    expect(validMs).toBe(900_000);
    expect((await ask('GET', '/api/v1/displays/scene', token)).status).toBe(401);
    expect(await stateOf(token)).toBe('waiting');
    const typed = `${code.slice(0, 3).toLowerCase()} ${code.slice(3)}`;
    const body = {
      code: typed,
      name: 'Left',
      scope: 'la:202',
      diagonal: 75,
      distance: 6,
      names: true,
      room: 'Ops',
    };
    const { status, body: display } = await ask('POST', '/api/v1/displays', 'demo-admin', body);
    expect(status).toBe(200);
    expect(display).toMatchObject({
      name: 'Left',
      scope: 'la:202',
      diagonal: 75,
      distance: 6,
      names: true,
      room: 'Ops',
    });
    expect(await stateOf(token)).toBe('paired');
    await sleep(1_100);
    const wall = await sceneOf(token);
    expect(wall.display).toMatchObject({ id: display.id, scopeName: 'Camden', distance: 6, names: true });
    await ask('DELETE', `/api/v1/displays/${display.id}`, 'demo-admin');
  });

  test('[WALL51] a code works once, and only for an administrator', async () => {
    const { code } = await codeFor();
    const body = { code, name: 'Left' };
    for (const token of ['demo-central', 'demo-wall', 'demo-supplier'])
      expect((await ask('POST', '/api/v1/displays', token, body)).status).toBe(403);
    expect((await ask('POST', '/api/v1/displays', null, body)).status).toBe(401);
    const { body: display } = await ask('POST', '/api/v1/displays', 'demo-admin', body);
    const again = await ask('POST', '/api/v1/displays', 'demo-admin', body);
    expect(again.status).toBe(404);
    expect(again.body.detail).toContain('Read it again on the display');
    await ask('DELETE', `/api/v1/displays/${display.id}`, 'demo-admin');
  });

  test('[WALL51] a code ends after 15 minutes, and its display is told to ask for another', async () => {
    const { code, token } = await codeFor();
    const ttl = await redis.pttl(globalKeys.displayCode(code));
    expect(ttl).toBeGreaterThan(880_000);
    expect(ttl).toBeLessThanOrEqual(900_000);
    await redis.del(globalKeys.displayCode(code));
    for (const key of await redis.keys(globalKeys.displayClaim('*'))) await redis.del(key);
    expect((await ask('POST', '/api/v1/displays', 'demo-admin', { code, name: 'Left' })).status).toBe(404);
    expect(await stateOf(token)).toBe('gone');
  });

  test('[WALL52] wrong codes are counted: after ten the next is refused for a while, and says how long', async () => {
    const wrong = { code: '333333', name: 'Left' };
    let answer = await ask('POST', '/api/v1/displays', 'demo-admin', wrong);
    for (let tries = 0; tries < 12 && answer.status === 404; tries++)
      answer = await ask('POST', '/api/v1/displays', 'demo-admin', wrong);
    expect(answer.status).toBe(429);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(800);
    await redis.del(globalKeys.displayTries('wrong:demo-admin'));
    await redis.set(globalKeys.displayTries('codes'), 3000, 'EX', 900);
    expect((await ask('POST', '/api/v1/displays/codes', null)).status).toBe(429);
    await redis.del(globalKeys.displayTries('codes'));
  });

  test('[WALL53] a display that is ended at a desk is let in no more, within 2 s', async () => {
    const { display, token } = await setUp();
    await sleep(1_100);
    expect((await sceneOf(token)).kind).toBe('scene');
    expect((await ask('DELETE', `/api/v1/displays/${display.id}`, 'demo-admin')).status).toBe(204);
    await sleep(2_000);
    expect((await ask('GET', '/api/v1/displays/scene', token)).status).toBe(401);
    expect((await ask('DELETE', `/api/v1/displays/${display.id}`, 'demo-admin')).status).toBe(404);
  });
});

test('[WALL57] an administrator is told the hubs and trusts there are, and a display set to one shows that', async () => {
  const hub = { id: 'H01', name: 'Camden Hub', leadUrn: 100_000, region: 'E12000007' };
  const schools = [100_000, 100_001, 100_002].map((urn) => ({ urn, tier: 'enhanced' }));
  await app.post('hubs', [{ ...hub, schools }]);
  await app.post('schools', [SCHOOLS_HEADER, schoolLine(100_004, '202', 'Secondary', '5678')].join('\n'));
  await app.settled();
  const areas = () => ask('GET', '/api/v1/displays/areas', 'demo-admin');
  await expect
    .poll(async () => (await areas()).body, { timeout: 20_000 })
    .toEqual({
      hubs: [{ scope: 'hub:H01', name: 'Camden Hub' }],
      trusts: [{ scope: 'trust:5678', name: 'Trust 5678' }],
    });
  const { token, display } = await setUp({ scope: 'hub:H01' });
  await sleep(1_100);
  const wall = await sceneOf(token);
  expect(wall).toMatchObject({ display: { scopeName: 'Camden Hub' }, expected: 3, heard: 3 });
  await ask('DELETE', `/api/v1/displays/${display.id}`, 'demo-admin');
});

describe('a room', () => {
  test('[WALL67] a sudden drop that a desk acknowledges leaves the wall, at every gateway', async () => {
    const { token, display } = await setUp({ room: 'Drops', names: true });
    const id = eventId(FRIDAY, { kind: 'sudden-drop', of: { school: 100_001 }, urns: [100_001] });
    const event = { id, kind: 'sudden-drop', of: { school: 100_001 }, urns: [100_001], at: 0, endedAt: null };
    await redis.hset(globalKeys.events(FRIDAY), id, JSON.stringify(event));
    await redis.incr(globalKeys.eventsVersion);
    await sleep(1_100);
    const drop = JSON.stringify({ at: Date.now(), points: -9 });
    await redis.hset(globalKeys.suddenDrops(FRIDAY), '100001', drop);
    const kindsAre = (kind: string) =>
      expect
        .poll(async () => [(await sceneOf(token)).kind, (await sceneOf(token, undefined, secondUrl)).kind], {
          timeout: 20_000,
        })
        .toEqual([kind, kind]);
    await kindsAre('jump');
    expect((await sceneOf(token)).scene?.list.rows[0]?.name).toBe('School 100001');
    const path = `/api/v1/events/${encodeURIComponent(id)}/acknowledge`;
    expect((await ask('POST', path, 'demo-central')).status).toBe(200);
    await kindsAre('scene');
    await redis.del(globalKeys.suddenDrops(FRIDAY));
    await ask('DELETE', `/api/v1/displays/${display.id}`, 'demo-admin');
  });

  test('[WALL54] what a desk tells a room reaches every screen within a second, whichever gateway took it', async () => {
    const [left, right] = [
      await setUp({ room: 'Two', place: 1, names: true }),
      await setUp({ room: 'Two', place: 2, names: true }),
    ];
    await sleep(1_100);
    const before = [await sceneOf(left.token), await sceneOf(right.token, undefined, secondUrl)];
    expect(before[0].scene?.id).toBe('area');
    expect(before[1].scene?.id).not.toBe('area');
    for (const [command, holds] of [
      ['hold', (wall: Wall) => wall.held],
      ['next', (wall: Wall) => wall.scene?.id !== before[1].scene?.id],
      ['names-off', (wall: Wall) => !wall.display.names],
      ['card', (wall: Wall) => wall.kind === 'card'],
      ['card-off', (wall: Wall) => wall.kind === 'scene'],
      ['names-on', (wall: Wall) => wall.display.names],
      ['go', (wall: Wall) => !wall.held],
    ] as const) {
      const wall = await sceneOf(right.token, undefined, secondUrl);
      const change = sceneOf(right.token, wall.mark, secondUrl);
      await sleep(50);
      const told = Date.now();
      expect((await tell('Two', command)).status).toBe(200);
      let now = await change;
      while (!holds(now)) now = await sceneOf(right.token, now.mark, secondUrl);
      expect(Date.now() - told).toBeLessThan(3_000);
    }
    for (const { display } of [left, right])
      await ask('DELETE', `/api/v1/displays/${display.id}`, 'demo-admin');
  });

  test('[WALL55] two gateways show the same scene of a room at the same time', async () => {
    const { token, display } = await setUp();
    await sleep(1_100);
    // A figure is held for a few seconds by each gateway, and one that just started still reads rolls.
    for (let look = 0; ; look++) {
      const [one, other] = await Promise.all([sceneOf(token), sceneOf(token, undefined, secondUrl)]);
      expect(other.mark).toBe(one.mark);
      expect(other.scene?.list).toEqual(one.scene?.list);
      if (look === 20) expect(other.scene).toEqual(one.scene);
      if (JSON.stringify(other.scene) === JSON.stringify(one.scene)) break;
      await sleep(500);
    }
    await ask('DELETE', `/api/v1/displays/${display.id}`, 'demo-admin');
  });

  test('[WALL56] a room is seen and run by central, admin and those whose own scope all its screens show', async () => {
    const { display } = await setUp({ scope: 'la:202', room: 'Camden room' });
    const camden = await createToken(redis, { role: 'la', scope: 'la:202' }, Date.now());
    const greenwich = await createToken(redis, { role: 'la', scope: 'la:203' }, Date.now());
    const path = `/api/v1/displays/rooms/${encodeURIComponent('Camden room')}`;
    const roomsOf = async (token: string) =>
      ((await ask('GET', '/api/v1/displays', token)).body as DisplayList).rooms.map(({ room }) => room);
    for (const token of ['demo-central', 'demo-admin', camden.token]) {
      expect(await roomsOf(token)).toContain('Camden room');
      expect((await ask('POST', path, token, { command: 'hold' })).body).toMatchObject({ held: true });
    }
    expect(await roomsOf(greenwich.token)).not.toContain('Camden room');
    expect((await ask('POST', path, greenwich.token, { command: 'go' })).status).toBe(404);
    for (const token of ['demo-wall', 'demo-inspectorate', 'demo-supplier'])
      expect((await ask('POST', path, token, { command: 'go' })).status).toBe(403);
    await ask('DELETE', `/api/v1/displays/${display.id}`, 'demo-admin');
  });
});

describe('what a display may show', () => {
  test('[WALL60] the figures are those of the counts, with their coverage and age', async () => {
    const { token, display } = await setUp();
    await sleep(1_100);
    const wall = await sceneOf(token);
    expect(wall).toMatchObject({ heard: 7, expected: 8, coverage: 0.88, kind: 'scene' });
    expect(wall.beat).toMatchObject({ date: FRIDAY, session: 'AM' });
    expect(wall.beat.newestMarkAt).toBe(Date.parse(`${FRIDAY}T08:55:00Z`));
    await ask('DELETE', `/api/v1/displays/${display.id}`, 'demo-admin');
  });

  test('[WALL61] a display without names receives no school’s name, URN or target, in any scene', async () => {
    const { token, display } = await setUp({ room: 'Quiet' });
    await sleep(1_100);
    for (let scene = 0; scene < 5; scene++) {
      const told = JSON.stringify(await sceneOf(token));
      expect(told).not.toMatch(/School 1000\d\d|"1000\d\d"|target/i);
      await tell('Quiet', 'next');
    }
    await ask('DELETE', `/api/v1/displays/${display.id}`, 'demo-admin');
  });

  test('[WALL62] an area of fewer than three schools or of fewer than ten pupils has no figure on a map', async () => {
    const { token, display } = await setUp();
    await sleep(1_100);
    const wall = await sceneOf(token);
    expect(wall.scene?.map.hexes.map(([la]) => la)).toEqual(['202']);
    await ask('DELETE', `/api/v1/displays/${display.id}`, 'demo-admin');
  });

  test('[WALL63] out of school hours a wall is calm, says until when, and how the last day ended', async () => {
    const { token, display } = await setUp();
    await sleep(1_100);
    app.clock.set(Date.parse(`${FRIDAY}T17:30:00Z`));
    const evening = await sceneOf(token);
    expect(evening).toMatchObject({
      kind: 'calm',
      calm: {
        headline: 'The school day is over',
        says: 'Back on Mon 23 Nov.',
        last: { figures: [{ value: '92.9%', says: 'in the morning, 88% of registers in' }] },
      },
    });
    app.clock.set(Date.parse(`${FRIDAY}T09:00:00Z`));
    expect((await sceneOf(token)).kind).toBe('scene');
    await ask('DELETE', `/api/v1/displays/${display.id}`, 'demo-admin');
  });

  test('[WALL64] what is below England stands for ten minutes of the clock in use, whatever comes in, at every gateway', async () => {
    const { token, display } = await setUp({ scope: 'la:202', room: 'Still' });
    await sleep(1_100);
    await tell('Still', 'hold');
    // What a wall was told, but for the clocks on it.
    const toldBy = async (url?: string) => {
      const { scene, heard, coverage } = await sceneOf(token, undefined, url);
      return JSON.stringify({ scene, heard, coverage });
    };
    const before = await toldBy();
    const ill = upnsOf(100_000).map((upn) => [upn, 'I'] as const);
    await app.post('registers', registerBody(100_000, ill, { recordedAt: `${FRIDAY}T08:59:00Z` }));
    await app.settled();
    await sleep(3_000);
    expect(await toldBy()).toBe(before);
    expect(await toldBy(secondUrl)).toBe(before);
    app.clock.set(Date.parse(`${FRIDAY}T09:10:00Z`));
    const after = await toldBy(secondUrl);
    expect(after).not.toBe(before);
    expect(await toldBy()).toBe(after);
    const back = upnsOf(100_000).map((upn, i) => [upn, i < 2 ? 'I' : '/'] as const);
    await app.post('registers', registerBody(100_000, back, { recordedAt: `${FRIDAY}T09:05:00Z` }));
    await app.settled();
    app.clock.set(Date.parse(`${FRIDAY}T09:00:00Z`));
    await ask('DELETE', `/api/v1/displays/${display.id}`, 'demo-admin');
  });
});
