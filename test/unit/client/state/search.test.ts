import { describe, expect, test } from 'vitest';
import { indexAreas } from '../../../../client/state/areas.ts';
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
