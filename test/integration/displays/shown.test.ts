import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Wall } from '../../../shared/api/displays.ts';
import { FRIDAY, registerBody } from '../../helpers/server.ts';
import { knownSignal, tellSignals } from '../../helpers/signals.ts';
import { startWalls, upnsOf, type Walls } from '../../helpers/walls.ts';

const SCENES = 6;
let walls: Walls;

beforeAll(async () => {
  walls = await startWalls();
  // Of the five in Camden four are primaries; the one in Hackney is alone.
  const slipping = { standing: 'slipping', fall: -2.5, evidence: 5 } as const;
  await tellSignals(walls.redis, FRIDAY, 1, [
    knownSignal({ urn: 100_001, ...slipping }),
    knownSignal({ urn: 100_004, ...slipping }),
    knownSignal({ urn: 100_007, ...slipping }),
    knownSignal({ urn: 100_002, standing: 'recovering', fall: -1.5 }),
    knownSignal({ urn: 100_003, standing: 'recovering', fall: -1.5, possible: 8 }),
  ]);
});

/** Every scene of a room of one display, by what it is. */
async function scenesOf(token: string, room: string, url?: string): Promise<Wall[]> {
  const scenes = new Map<string, Wall>();
  for (let scene = 0; scene < SCENES; scene++) {
    const wall = await walls.sceneOf(token, undefined, url);
    scenes.set(wall.scene?.id ?? wall.kind, wall);
    await walls.tell(room, 'next', url);
    await sleep(50);
  }
  return [...scenes.values()].sort((a, b) => ((a.scene?.id ?? '') < (b.scene?.id ?? '') ? -1 : 1));
}

const rowsOf = (wall: Wall | undefined) => wall?.scene?.list.rows.map(({ name, value }) => [name, value]);

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
    const scenes = await scenesOf(token, 'Quiet');
    expect(scenes.length).toBeGreaterThan(3);
    for (const wall of scenes) expect(JSON.stringify(wall)).not.toMatch(/School 1000\d\d|"1000\d\d"|target/i);
    const scene = (id: string) => scenes.find((wall) => wall.scene?.id === id);
    // Of fewer than three of its LA and phase a school would be known without its name; too few pupils have no figure.
    expect(rowsOf(scene('slipping'))).toEqual([['School in Camden', '−2.5']]);
    expect(scene('slipping')?.scene?.figure).toMatchObject({ value: '3' });
    expect(rowsOf(scene('recovering'))).toEqual([
      ['School in Camden', '+1.5'],
      ['School in Camden', '–'],
    ]);
    await walls.ask('DELETE', `/api/v1/displays/${display.id}`, 'demo-admin');
  });

  test('[WALL61] with names it receives them, until the room has them off', async () => {
    const { token, display } = await walls.setUp({ room: 'Loud', names: true });
    await sleep(1_100);
    const slippingOf = async () =>
      rowsOf((await scenesOf(token, 'Loud')).find(({ scene }) => scene?.id === 'slipping'))?.map(
        ([name]) => name,
      );
    expect(await slippingOf()).toEqual(['School 100001', 'School 100004', 'School 100007']);
    await walls.tell('Loud', 'names-off');
    expect(await slippingOf()).toEqual(['School in Camden']);
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
    // What a wall was told in all its scenes, but for the clocks on it.
    const toldBy = async (url?: string) => {
      const scenes = await scenesOf(token, 'Still', url);
      return scenes.map(({ scene, heard, coverage }) => ({ scene, heard, coverage }));
    };
    const before = await toldBy();
    const ill = upnsOf(100_000).map((upn) => [upn, 'I'] as const);
    await walls.app.post('registers', registerBody(100_000, ill, { recordedAt: `${FRIDAY}T08:59:00Z` }));
    await walls.app.settled();
    await sleep(3_000);
    expect(await toldBy()).toEqual(before);
    expect(await toldBy(walls.secondUrl)).toEqual(before);
    walls.app.clock.set(Date.parse(`${FRIDAY}T09:10:00Z`));
    const after = await toldBy(walls.secondUrl);
    expect(after).not.toEqual(before);
    expect(await toldBy()).toEqual(after);
    const back = upnsOf(100_000).map((upn, i) => [upn, i < 2 ? 'I' : '/'] as const);
    await walls.app.post('registers', registerBody(100_000, back, { recordedAt: `${FRIDAY}T09:05:00Z` }));
    await walls.app.settled();
    walls.app.clock.set(Date.parse(`${FRIDAY}T09:00:00Z`));
    await walls.ask('DELETE', `/api/v1/displays/${display.id}`, 'demo-admin');
  });
});
