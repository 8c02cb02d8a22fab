import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FRIDAY, registerBody } from '../../helpers/server.ts';
import { startWalls, upnsOf, type Walls } from '../../helpers/walls.ts';

let walls: Walls;

beforeAll(async () => {
  walls = await startWalls();
});

afterAll(async () => {
  await walls?.stop();
});

describe('what a display may show', () => {
  test('[WALL60] the figures are those of the counts, with their coverage and age', async () => {
    const { token, display } = await walls.setUp();
    await sleep(1_100);
    const wall = await walls.sceneOf(token);
    expect(wall).toMatchObject({ heard: 7, expected: 8, coverage: 0.88, kind: 'scene' });
    expect(wall.beat).toMatchObject({ date: FRIDAY, session: 'AM' });
    expect(wall.beat.newestMarkAt).toBe(Date.parse(`${FRIDAY}T08:55:00Z`));
    await walls.ask('DELETE', `/api/v1/displays/${display.id}`, 'demo-admin');
  });

  test('[WALL61] a display without names receives no school’s name, URN or target, in any scene', async () => {
    const { token, display } = await walls.setUp({ room: 'Quiet' });
    await sleep(1_100);
    for (let scene = 0; scene < 5; scene++) {
      const told = JSON.stringify(await walls.sceneOf(token));
      expect(told).not.toMatch(/School 1000\d\d|"1000\d\d"|target/i);
      await walls.tell('Quiet', 'next');
    }
    await walls.ask('DELETE', `/api/v1/displays/${display.id}`, 'demo-admin');
  });

  test('[WALL62] an area of fewer than three schools or of fewer than ten pupils has no figure on a map', async () => {
    const { token, display } = await walls.setUp();
    await sleep(1_100);
    const wall = await walls.sceneOf(token);
    expect(wall.scene?.map.hexes.map(([la]) => la)).toEqual(['202']);
    await walls.ask('DELETE', `/api/v1/displays/${display.id}`, 'demo-admin');
  });

  test('[WALL63] out of school hours a wall is calm, says until when, and how the last day ended', async () => {
    const { token, display } = await walls.setUp();
    await sleep(1_100);
    walls.app.clock.set(Date.parse(`${FRIDAY}T17:30:00Z`));
    const evening = await walls.sceneOf(token);
    expect(evening).toMatchObject({
      kind: 'calm',
      calm: {
        headline: 'The school day is over',
        says: 'Back on Mon 23 Nov.',
        last: { figures: [{ value: '92.9%', says: 'in the morning, 88% of registers in' }] },
      },
    });
    walls.app.clock.set(Date.parse(`${FRIDAY}T09:00:00Z`));
    expect((await walls.sceneOf(token)).kind).toBe('scene');
    await walls.ask('DELETE', `/api/v1/displays/${display.id}`, 'demo-admin');
  });

  test('[WALL64] what is below England stands for ten minutes of the clock in use, whatever comes in, at every gateway', async () => {
    const { token, display } = await walls.setUp({ scope: 'la:202', room: 'Still' });
    await sleep(1_100);
    await walls.tell('Still', 'hold');
    // What a wall was told, but for the clocks on it.
    const toldBy = async (url?: string) => {
      const { scene, heard, coverage } = await walls.sceneOf(token, undefined, url);
      return JSON.stringify({ scene, heard, coverage });
    };
    const before = await toldBy();
    const ill = upnsOf(100_000).map((upn) => [upn, 'I'] as const);
    await walls.app.post('registers', registerBody(100_000, ill, { recordedAt: `${FRIDAY}T08:59:00Z` }));
    await walls.app.settled();
    await sleep(3_000);
    expect(await toldBy()).toBe(before);
    expect(await toldBy(walls.secondUrl)).toBe(before);
    walls.app.clock.set(Date.parse(`${FRIDAY}T09:10:00Z`));
    const after = await toldBy(walls.secondUrl);
    expect(after).not.toBe(before);
    expect(await toldBy()).toBe(after);
    const back = upnsOf(100_000).map((upn, i) => [upn, i < 2 ? 'I' : '/'] as const);
    await walls.app.post('registers', registerBody(100_000, back, { recordedAt: `${FRIDAY}T09:05:00Z` }));
    await walls.app.settled();
    walls.app.clock.set(Date.parse(`${FRIDAY}T09:00:00Z`));
    await walls.ask('DELETE', `/api/v1/displays/${display.id}`, 'demo-admin');
  });
});
