import { describe, expect, test } from 'vitest';
import { demoRoles } from '../../../../client/demo/roles.ts';
import { pathWithin } from '../../../../client/state/path.ts';
import { SchoolTable } from '../../../../client/state/schools.ts';
import type { Registry } from '../../../../shared/live/down.ts';

const REGISTRY: Registry = {
  version: 1,
  schools: {
    urn: [100_000, 100_001],
    name: ['One', 'Two'],
    la: [0, 0],
    phase: [0, 1],
    trust: [-1, 0],
    easting: [null, null],
    northing: [null, null],
    pupils: [100, 200],
  },
  las: [{ code: '355', name: 'Salford', region: 'E12000002' }],
  regions: [{ code: 'E12000002', name: 'North West' }],
  trusts: [{ id: '7', name: 'Trust' }],
  hubs: [{ id: 'H01', name: 'Hub', region: 'E12000002', urns: [100_000] }],
};
const table = new SchoolTable(REGISTRY);
const views = (view: string, scope: string) => pathWithin(table, view, scope).map((step) => step.view);

describe('a reader’s own scope', () => {
  test('[CASE36] the way begins at the reader’s scope and leaves out what is not theirs to see whole', () => {
    expect(views('school:100000', 'england')).toEqual([
      'england',
      'region:E12000002',
      'la:355',
      'school:100000',
    ]);
    expect(views('school:100000', 'la:355')).toEqual(['la:355', 'school:100000']);
    expect(views('school:100000', 'hub:H01')).toEqual(['hub:H01', 'school:100000']);
    expect(views('hub:H01', 'hub:H01')).toEqual(['hub:H01']);
  });

  test('[CASE37] every role of a place has one, the area on the screen first', () => {
    const scopes = (view: string) => demoRoles(REGISTRY, view).map(({ key }) => key);
    expect(scopes('england')).toEqual([
      'central|england',
      'rise|region:E12000002',
      'hub|hub:H01',
      'la|la:355',
      'trust|trust:7',
      'school|school:100000',
      'inspectorate|england',
      'wall|england',
    ]);
    expect(scopes('school:100001')).toContain('school|school:100001');
  });
});
