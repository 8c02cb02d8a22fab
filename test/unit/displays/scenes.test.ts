import { expect, test } from 'vitest';
import { pictureOf, takePicture } from '../../../server/displays/area-picture.ts';
import { noSums } from '../../../server/displays/area-sums.ts';
import { FACT_MS, factAt } from '../../../server/displays/facts.ts';
import { sceneOf } from '../../../server/displays/scenes.ts';
import type { WallRow } from '../../../shared/api/displays.ts';

const sums = Object.assign(noSums(), { schools: 600, heard: 595, closed: 5, onRoll: 20_000, marked: 19_000 });
const picture = pictureOf('2026-11-20', 'AM', {
  at: 0,
  figures: takePicture(new Map([['202', sums]])),
});
const row: WallRow = { glyph: 'below', name: 'St Hildren’s', value: '−3.1', note: 'Tue', strength: 'strong' };
const partsOf = (judged: number) => {
  const list = { total: 1, rows: [row] };
  const lists = { judged, slipping: list, recovering: list, byChance: 0 };
  return { scopeName: 'England', picture, lists, factWords: 10 };
};

test('[WALL92] schools that can be judged are told as a part of those that the wall is of', () => {
  const says = (judged: number) => sceneOf('slipping', partsOf(judged)).figure.says;
  expect(says(605)).toBe('slipping, of 600 schools in England');
  expect(says(300)).toBe('slipping, of 300 judged so far of 600 schools');
});

test('[WALL96] a list says how many of all it shows, and no place that it does not show', () => {
  const titled = (listed: number, total: number): string => {
    const list = { total, rows: Array.from({ length: listed }, () => row) };
    const lists = { judged: 605, slipping: list, recovering: list, byChance: 0 };
    return sceneOf('slipping', { ...partsOf(605), lists }).list.title;
  };
  expect(titled(16, 16)).toBe('1 to 8 of 16, surest first');
  expect(titled(5, 11)).toBe('5 of 11, surest first');
  expect(titled(8, 8)).toBe('All, surest first');
  expect(titled(0, 2)).toBe('All, surest first');
});

test('[WALL97] a list that is cut so that it can be read in its time says the places it shows', () => {
  const long = { ...row, name: 'School in Redcar and Cleveland' };
  const list = { total: 16, rows: Array.from({ length: 12 }, () => long) };
  const lists = { judged: 605, slipping: list, recovering: list, byChance: 0 };
  for (const scene of ['slipping', 'recovering'] as const) {
    const { title, rows } = sceneOf(scene, { ...partsOf(605), lists }).list;
    expect(rows.length).toBeLessThan(8);
    expect(title).toContain(`1 to ${rows.length} of 16, `);
    const next = sceneOf(`${scene}-2`, { ...partsOf(605), lists }).list;
    expect(next.title).toContain(`${rows.length + 1} to ${rows.length + next.rows.length} of 16, `);
  }
});

test('[WALL105] what the headline says is not said again at the foot', () => {
  const said = (saysHeard: boolean) =>
    Array.from({ length: 10 }, (_, turn) =>
      factAt({ ...partsOf(605), hasBars: false, saysHeard }, turn * FACT_MS),
    ).join();
  expect(said(false)).toContain('heard from');
  expect(said(true)).not.toContain('heard from');
});

test('[WALL102] a wall says so far until nearly all registers are in', () => {
  const headline = (marked: number) => {
    const [judged, judgedAbsent, judgedExpected] = [1, 0.06, 0.95].map((of) => [marked * of, 0, 0, 0]);
    const some = Object.assign(noSums(), sums, { marked, judged, judgedAbsent, judgedExpected });
    const taken = pictureOf('2026-11-20', 'AM', { at: 0, figures: takePicture(new Map([['202', some]])) });
    return sceneOf('area', { ...partsOf(605), picture: taken }).headline;
  };
  expect(headline(9_000)).toContain('England so far is ');
  expect(headline(19_600)).toContain('England is ');
});

test('[WALL103] words stand over the figures of a list of schools or authorities', () => {
  expect(sceneOf('slipping', partsOf(605)).list.heads).toEqual({ value: 'points', note: 'since' });
  expect(sceneOf('area', partsOf(605)).list.heads).toEqual({ value: 'points', note: 'since' });
});

test('[WALL93] a list of schools says what it is ordered by, and each row that stands by its evidence how strong that is', () => {
  for (const scene of ['area', 'slipping'] as const) {
    const { list } = sceneOf(scene, partsOf(605));
    expect(list.title).toContain('surest first');
    expect(list.rows[0].strength).toBe('strong');
  }
  expect(sceneOf('recovering', partsOf(605)).list.title).toContain('newest first');
});

test('[WALL98] the scene of the registers fills its hexagons by them, every other scene by the gap, and each says so', () => {
  const map = (scene: Parameters<typeof sceneOf>[0]) => sceneOf(scene, partsOf(605)).map;
  expect(map('feed')).toMatchObject({ shows: 'coverage', title: 'Share of registers in' });
  for (const scene of ['area', 'slipping', 'recovering', 'region'] as const)
    expect(map(scene)).toMatchObject({ shows: 'gap', title: 'Points from usual, less all England’s' });
});

test('[WALL99] bars are explained only under a list that has them', () => {
  const said = (hasBars: boolean) =>
    Array.from({ length: 10 }, (_, turn) => factAt({ ...partsOf(605), hasBars }, turn * FACT_MS)).join();
  expect(said(true)).toContain('Bars: ');
  expect(said(false)).not.toContain('Bars: ');
});
