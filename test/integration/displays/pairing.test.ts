import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { globalKeys } from '../../../shared/redis/keys.ts';
import { SCHOOLS_HEADER, schoolLine } from '../../helpers/server.ts';
import { startWalls, type Walls } from '../../helpers/walls.ts';

let walls: Walls;

beforeAll(async () => {
  walls = await startWalls();
});

afterAll(async () => {
  await walls?.stop();
});

describe('setting a display up', () => {
  test('[WALL50] the token of a code lets nobody in until an administrator enters the code; then it is the display’s', async () => {
    const { code, token, validMs } = await walls.codeFor();
    expect(validMs).toBe(900_000);
    expect((await walls.ask('GET', '/api/v1/displays/scene', token)).status).toBe(401);
    expect(await walls.stateOf(token)).toBe('waiting');
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
    const { status, body: display } = await walls.ask('POST', '/api/v1/displays', 'demo-admin', body);
    expect(status).toBe(200);
    expect(display).toMatchObject({
      name: 'Left',
      scope: 'la:202',
      diagonal: 75,
      distance: 6,
      names: true,
      room: 'Ops',
    });
    expect(await walls.stateOf(token)).toBe('paired');
    await sleep(1_100);
    const wall = await walls.sceneOf(token);
    expect(wall.display).toMatchObject({ id: display.id, scopeName: 'Camden', distance: 6, names: true });
    await walls.ask('DELETE', `/api/v1/displays/${display.id}`, 'demo-admin');
  });

  test('[WALL51] a code works once, and only for an administrator', async () => {
    const { code } = await walls.codeFor();
    const body = { code, name: 'Left' };
    for (const token of ['demo-central', 'demo-wall', 'demo-supplier'])
      expect((await walls.ask('POST', '/api/v1/displays', token, body)).status).toBe(403);
    expect((await walls.ask('POST', '/api/v1/displays', null, body)).status).toBe(401);
    const { body: display } = await walls.ask('POST', '/api/v1/displays', 'demo-admin', body);
    const again = await walls.ask('POST', '/api/v1/displays', 'demo-admin', body);
    expect(again.status).toBe(404);
    expect(again.body.detail).toContain('Read it again on the display');
    await walls.ask('DELETE', `/api/v1/displays/${display.id}`, 'demo-admin');
  });

  test('[WALL51] a code ends after 15 minutes, and its display is told to ask for another', async () => {
    const { code, token } = await walls.codeFor();
    const ttl = await walls.redis.pttl(globalKeys.displayCode(code));
    expect(ttl).toBeGreaterThan(880_000);
    expect(ttl).toBeLessThanOrEqual(900_000);
    await walls.redis.del(globalKeys.displayCode(code));
    for (const key of await walls.redis.keys(globalKeys.displayClaim('*'))) await walls.redis.del(key);
    expect((await walls.ask('POST', '/api/v1/displays', 'demo-admin', { code, name: 'Left' })).status).toBe(
      404,
    );
    expect(await walls.stateOf(token)).toBe('gone');
  });

  test('[WALL52] wrong codes are counted: after ten the next is refused for a while, and says how long', async () => {
    const wrong = { code: '333333', name: 'Left' };
    let answer = await walls.ask('POST', '/api/v1/displays', 'demo-admin', wrong);
    for (let tries = 0; tries < 12 && answer.status === 404; tries++)
      answer = await walls.ask('POST', '/api/v1/displays', 'demo-admin', wrong);
    expect(answer.status).toBe(429);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(800);
    await walls.redis.del(globalKeys.displayTries('wrong:demo-admin'));
    await walls.redis.set(globalKeys.displayTries('codes'), 3000, 'EX', 900);
    expect((await walls.ask('POST', '/api/v1/displays/codes', null)).status).toBe(429);
    await walls.redis.del(globalKeys.displayTries('codes'));
  });

  test('[WALL53] a display that is ended at a desk is let in no more, within 2 s', async () => {
    const { display, token } = await walls.setUp();
    await sleep(1_100);
    expect((await walls.sceneOf(token)).kind).toBe('scene');
    expect((await walls.ask('DELETE', `/api/v1/displays/${display.id}`, 'demo-admin')).status).toBe(204);
    await sleep(2_000);
    expect((await walls.ask('GET', '/api/v1/displays/scene', token)).status).toBe(401);
    expect((await walls.ask('DELETE', `/api/v1/displays/${display.id}`, 'demo-admin')).status).toBe(404);
  });
});

test('[WALL95] a display is dark unless it is set up to be light, and is told so with each scene', async () => {
  for (const theme of ['dark', 'light']) {
    const { token, display } = await walls.setUp(theme === 'light' ? { theme } : {});
    expect(display.theme).toBe(theme);
    await sleep(1_100);
    expect((await walls.sceneOf(token)).display.theme).toBe(theme);
    await walls.ask('DELETE', `/api/v1/displays/${display.id}`, 'demo-admin');
  }
});

test('[WALL57] an administrator is told the hubs and trusts there are, and a display set to one shows that', async () => {
  const hub = { id: 'H01', name: 'Camden Hub', leadUrn: 100_000, region: 'E12000007' };
  const schools = [100_000, 100_001, 100_002].map((urn) => ({ urn, tier: 'enhanced' }));
  await walls.app.post('hubs', [{ ...hub, schools }]);
  await walls.app.post(
    'schools',
    [SCHOOLS_HEADER, schoolLine(100_004, '202', 'Secondary', '5678')].join('\n'),
  );
  await walls.app.settled();
  const areas = () => walls.ask('GET', '/api/v1/displays/areas', 'demo-admin');
  await expect
    .poll(async () => (await areas()).body, { timeout: 20_000 })
    .toEqual({
      hubs: [{ scope: 'hub:H01', name: 'Camden Hub' }],
      trusts: [{ scope: 'trust:5678', name: 'Trust 5678' }],
    });
  const { token, display } = await walls.setUp({ scope: 'hub:H01' });
  await sleep(1_100);
  const wall = await walls.sceneOf(token);
  expect(wall).toMatchObject({ display: { scopeName: 'Camden Hub' }, expected: 3, heard: 3 });
  await walls.ask('DELETE', `/api/v1/displays/${display.id}`, 'demo-admin');
});
