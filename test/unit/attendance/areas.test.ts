import { describe, expect, test } from 'vitest';
import { LOCAL_AUTHORITIES, localAuthority, REGIONS } from '../../../shared/attendance/areas.ts';
import { hasShared, sharedRows } from '../../helpers/shared-data.ts';

test('[WORDS12] each local authority has a region and a place of its own in the cartogram', () => {
  expect(LOCAL_AUTHORITIES).toHaveLength(153);
  const regions = new Set(REGIONS.map(({ code }) => code));
  expect(LOCAL_AUTHORITIES.filter(({ region }) => !regions.has(region))).toEqual([]);
  expect(new Set(LOCAL_AUTHORITIES.map(({ hexColumn, hexRow }) => `${hexColumn},${hexRow}`)).size).toBe(153);
  expect(new Set(LOCAL_AUTHORITIES.map(({ code }) => code)).size).toBe(153);
});

test('[WORDS12] a code that is not in force is none', () => {
  for (const code of ['837', '909', '', '999']) expect(localAuthority(code)).toBeUndefined();
});

describe.skipIf(!hasShared)('against ../shared/domain/local-authorities.csv', () => {
  test('[WORDS12] codes, names and regions are those of the list', () => {
    const rows = sharedRows('domain/local-authorities.csv');
    const regionName = (code: string) => REGIONS.find((region) => region.code === code)?.name;
    const ours = LOCAL_AUTHORITIES.map((la) => [la.code, la.ons, la.name, regionName(la.region)].join());
    const theirs = rows.map((row) => [row.la_code, row.ons_code, row.name, row.region].join());
    expect(ours.sort()).toEqual(theirs.sort());
  });
});
