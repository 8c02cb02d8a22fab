import { expect, test } from 'vitest';
import { membershipSpans, schoolsOf, toArea } from '../../../server/registry/areas.ts';
import { fromDay, toDay } from '../../../shared/attendance/dates.ts';
import { membershipOn } from '../../../shared/attendance/membership.ts';
import type { RegistryModel } from '../../../shared/node/registry-model.ts';
import { schoolOf } from '../../helpers/schools.ts';

const moved = schoolOf(100_000, '201', {
  memberships: [
    { from: null, la: '201', trust: null },
    { from: '2026-10-05', la: '201', trust: '7' },
    { from: '2026-11-02', la: '202', trust: '7' },
  ],
});
const stayed = schoolOf(100_001, '202');
const registry = {
  schools: new Map([moved, stayed].map((school) => [school.urn, school])),
  hubsOf: () => [],
} as unknown as RegistryModel;
const urnsOf = (kind: 'la' | 'trust' | 'region', id: string, date: string) =>
  schoolsOf(registry, { kind, id }, date).map(({ urn }) => urn);

test('[READ37] an area holds the schools that belonged to it on the date asked for', () => {
  expect(urnsOf('la', '201', '2026-11-01')).toEqual([100_000]);
  expect(urnsOf('la', '202', '2026-11-01')).toEqual([100_001]);
  expect(urnsOf('la', '202', '2026-11-02')).toEqual([100_000, 100_001]);
  expect(urnsOf('trust', '7', '2026-10-04')).toEqual([]);
  expect(urnsOf('region', 'E12000007', '2026-10-04')).toEqual([100_000, 100_001]);
  expect(membershipOn(moved, '2020-01-01').trust).toBeNull();
});

test('[READ38] within a window a school counts for an area only in the days it belonged to it', () => {
  const spans = (kind: 'la' | 'trust', id: string) =>
    membershipSpans(registry, { kind, id }, moved, toDay('2026-10-01'), toDay('2026-11-20')).map((span) =>
      span.map(fromDay),
    );
  expect(spans('la', '201')).toEqual([
    ['2026-10-01', '2026-10-04'],
    ['2026-10-05', '2026-11-01'],
  ]);
  expect(spans('la', '202')).toEqual([['2026-11-02', '2026-11-20']]);
  expect(spans('trust', '9')).toEqual([]);
});

test('[READ39] England goes by its code and by its name', () => {
  expect(toArea('england', 'england')).toEqual(toArea('england', 'E92000001'));
  expect(toArea('england', 'E12000001')).toBeUndefined();
});
