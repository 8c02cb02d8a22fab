import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DisplayList, Wall } from '../../../shared/api/displays.ts';
import { eventId } from '../../../shared/events/step.ts';
import { createToken } from '../../../shared/node/tokens.ts';
import { globalKeys } from '../../../shared/redis/keys.ts';
import { FRIDAY } from '../../helpers/server.ts';
import { startWalls, type Walls } from '../../helpers/walls.ts';

let walls: Walls;

beforeAll(async () => {
  walls = await startWalls();
});

afterAll(async () => {
  await walls?.stop();
});

describe('a room', () => {
  test('[WALL67] a sudden drop that a desk acknowledges leaves the wall, at every gateway', async () => {
    const { token, display } = await walls.setUp({ room: 'Drops', names: true });
    const elsewhere = await walls.setUp({ room: 'Greenwich', names: true, scope: 'la:203' });
    const id = eventId(FRIDAY, { kind: 'sudden-drop', of: { school: 100_001 }, urns: [100_001] });
    const event = { id, kind: 'sudden-drop', of: { school: 100_001 }, urns: [100_001], at: 0, endedAt: null };
    await walls.redis.hset(globalKeys.events(FRIDAY), id, JSON.stringify(event));
    await walls.redis.incr(globalKeys.eventsVersion);
    await sleep(1_100);
    const drop = JSON.stringify({ at: Date.now(), points: -9 });
    await walls.redis.hset(globalKeys.suddenDrops(FRIDAY), '100001', drop);
    const kindsAre = (kind: string) =>
      expect
        .poll(
          async () => [
            (await walls.sceneOf(token)).kind,
            (await walls.sceneOf(token, undefined, walls.secondUrl)).kind,
          ],
          {
            timeout: 20_000,
          },
        )
        .toEqual([kind, kind]);
    await kindsAre('jump');
    expect((await walls.sceneOf(token)).scene?.list.rows[0]?.name).toBe('School 100001');
    expect((await walls.sceneOf(elsewhere.token)).kind).toBe('scene');
    const path = `/api/v1/events/${encodeURIComponent(id)}/acknowledge`;
    expect((await walls.ask('POST', path, 'demo-central')).status).toBe(200);
    await kindsAre('scene');
    await walls.redis.del(globalKeys.suddenDrops(FRIDAY));
    for (const { id: one } of [display, elsewhere.display])
      await walls.ask('DELETE', `/api/v1/displays/${one}`, 'demo-admin');
  });

  test('[WALL54] what a desk tells a room reaches every screen within a second, whichever gateway took it', async () => {
    const [left, right] = [
      await walls.setUp({ room: 'Two', place: 1, names: true }),
      await walls.setUp({ room: 'Two', place: 2, names: true }),
    ];
    await sleep(1_100);
    const before = [
      await walls.sceneOf(left.token),
      await walls.sceneOf(right.token, undefined, walls.secondUrl),
    ];
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
      const wall = await walls.sceneOf(right.token, undefined, walls.secondUrl);
      const change = walls.sceneOf(right.token, wall.mark, walls.secondUrl);
      await sleep(50);
      const told = Date.now();
      expect((await walls.tell('Two', command)).status).toBe(200);
      let now = await change;
      while (!holds(now)) now = await walls.sceneOf(right.token, now.mark, walls.secondUrl);
      expect(Date.now() - told).toBeLessThan(3_000);
    }
    for (const { display } of [left, right])
      await walls.ask('DELETE', `/api/v1/displays/${display.id}`, 'demo-admin');
  });

  test('[WALL55] two gateways show the same scene of a room at the same time', async () => {
    const { token, display } = await walls.setUp();
    await sleep(1_100);
    // A figure is held for a few seconds by each gateway, and one that just started still reads rolls.
    for (let look = 0; ; look++) {
      const [one, other] = await Promise.all([
        walls.sceneOf(token),
        walls.sceneOf(token, undefined, walls.secondUrl),
      ]);
      expect(other.mark).toBe(one.mark);
      expect(other.scene?.list).toEqual(one.scene?.list);
      if (look === 20) expect(other.scene).toEqual(one.scene);
      if (JSON.stringify(other.scene) === JSON.stringify(one.scene)) break;
      await sleep(500);
    }
    await walls.ask('DELETE', `/api/v1/displays/${display.id}`, 'demo-admin');
  });

  test('[WALL56] a room is seen and run by central, admin and those whose own scope all its screens show', async () => {
    const { display } = await walls.setUp({ scope: 'la:202', room: 'Camden room' });
    const camden = await createToken(walls.redis, { role: 'la', scope: 'la:202' }, Date.now());
    const greenwich = await createToken(walls.redis, { role: 'la', scope: 'la:203' }, Date.now());
    const path = `/api/v1/displays/rooms/${encodeURIComponent('Camden room')}`;
    const roomsOf = async (token: string) =>
      ((await walls.ask('GET', '/api/v1/displays', token)).body as DisplayList).rooms.map(({ room }) => room);
    for (const token of ['demo-central', 'demo-admin', camden.token]) {
      expect(await roomsOf(token)).toContain('Camden room');
      expect((await walls.ask('POST', path, token, { command: 'hold' })).body).toMatchObject({ held: true });
    }
    expect(await roomsOf(greenwich.token)).not.toContain('Camden room');
    expect((await walls.ask('POST', path, greenwich.token, { command: 'go' })).status).toBe(404);
    for (const token of ['demo-wall', 'demo-inspectorate', 'demo-supplier'])
      expect((await walls.ask('POST', path, token, { command: 'go' })).status).toBe(403);
    await walls.ask('DELETE', `/api/v1/displays/${display.id}`, 'demo-admin');
  });
});
