import { describe, expect, test } from 'vitest';
import { type Area, indexAreas } from '../../../../client/state/areas.ts';
import { pathOf } from '../../../../client/state/path.ts';
import { SchoolTable } from '../../../../client/state/schools.ts';
import { buildSearch, search } from '../../../../client/state/search.ts';
import { smallRegistry } from '../../../helpers/live-schools.ts';

const index = buildSearch(smallRegistry(), indexAreas(smallRegistry()).areas);
const views = (question: string) => search(index, question).map((found) => found.view);

describe('finding', () => {
  test('[SCREEN82] a school is found by name without its points, by URN, and by its authority', () => {
    expect(views('st marys')).toEqual(['school:100004']);
    expect(views('100005')).toEqual(['school:100005']);
    expect(views('elm salford')).toEqual(['school:100005']);
  });

  test('[SCREEN82] areas are found by name and code and stand before schools', () => {
    expect(views('salford')[0]).toBe('la:355');
    expect(views('888')[0]).toBe('la:888');
    expect(views('fylde')).toEqual(['hub:H01']);
    expect(views('')).toEqual([]);
    expect(views('zzz')).toEqual([]);
  });

  test('[SCREEN474] of one kind of area three stand before schools, the rest behind them', () => {
    const registry = smallRegistry();
    const areas = [1, 2, 3, 4, 5].map((id) => ({
      kind: 'trust',
      id: String(id),
      view: `trust:${id}`,
      name: `St ${id}`,
    }));
    const found = search(buildSearch(registry, areas as unknown as Area[]), 'st').map(({ view }) => view);
    const school = found.findIndex((view) => view.startsWith('school:'));
    expect(found.slice(0, school)).toEqual(['trust:1', 'trust:2', 'trust:3']);
    expect(found.slice(-2)).toEqual(['trust:4', 'trust:5']);
  });

  test('[SCREEN83] the way to a school leads over its region and authority', () => {
    const table = new SchoolTable(smallRegistry());
    expect(pathOf(table, 'school:100005').map((step) => step.name)).toEqual([
      'England',
      'North West',
      'Salford',
      'Elm Park',
    ]);
    expect(pathOf(table, 'hub:H01').map((step) => step.view)).toEqual([
      'england',
      'region:E12000002',
      'hub:H01',
    ]);
    expect(pathOf(table, 'school:999999').at(-1)?.name).toBe('Not found');
  });
});
