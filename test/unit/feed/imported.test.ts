import { expect, test } from 'vitest';
import type { Registry } from '../../../shared/live/down.ts';
import { playImported } from '../../../workers/feed/imported.ts';

const registry: Registry = {
  version: 3,
  schools: {
    urn: [100_000, 100_001, 100_002],
    name: ['One', 'Two', 'Three'],
    la: [0, 0, -1],
    phase: [0, 1, 3],
    trust: [-1, -1, -1],
    easting: [530_000, null, null],
    northing: [180_000, null, null],
    pupils: [210, 900, 0],
  },
  las: [{ code: '201', name: 'City of London', region: 'E12000007' }],
  regions: [{ code: 'E12000007', name: 'London' }],
  trusts: [],
  hubs: [],
};

test('[FEED54] imported schools keep their URN, name, place and roll, and get pupils; a missing roll is a usual one', () => {
  const { schools } = playImported(registry, 'bellwether');
  expect(schools.map(({ urn, name }) => [urn, name])).toEqual([
    [100_000, 'One'],
    [100_001, 'Two'],
    [100_002, 'Three'],
  ]);
  expect(schools.map(({ pupils }) => pupils)).toEqual([210, 900, 1032]);
  for (const school of schools) expect(school.years.reduce((a, b) => a + b, 0)).toBe(school.pupils);
  expect(schools[0].la).toBe('201');
  expect(playImported(registry, 'bellwether')).toEqual(playImported(registry, 'bellwether'));
});
