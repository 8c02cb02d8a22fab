import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type Action,
  type AreaFacts,
  decide,
  decideRole,
  grainOf,
  type SchoolFacts,
} from '../../../shared/access/policy.ts';
import { grantSchema, type Reader, ROLES, type Role } from '../../../shared/access/roles.ts';
import { withholdSmall } from '../../../shared/access/withhold.ts';
import { emptyTallies, measuresOf } from '../../../shared/attendance/measures.ts';

const reader = (role: Role, scope: string, names = false): Reader => ({ id: 'x', role, scope, names });
const school: SchoolFacts = {
  urn: 100_000,
  la: '201',
  region: 'E12000007',
  trust: '7',
  phase: 'primary',
  hubs: [],
};
const area = (kind: AreaFacts['kind'], id: string): AreaFacts => ({ kind, id, schools: () => [school] });
const ACTIONS: Action[] = [
  'read-area',
  'read-school',
  'read-leaderboard',
  'read-pupils',
  'read-live',
  'read-status',
];

test('[ACCESS10] nobody may do anything', () => {
  for (const action of ACTIONS) expect(decideRole(null, action)).toBe('unauthenticated');
});

test('[ACCESS11] admins and suppliers read no attendance, and admins no pupils', () => {
  for (const role of ['admin', 'supplier'] as const)
    for (const action of [
      'read-area',
      'read-school',
      'read-leaderboard',
      'read-pupils',
      'read-live',
    ] as const)
      expect(decideRole(reader(role, ''), action)).toBe('role');
});

test('[ACCESS12] pupils are for hubs, LAs, trusts and schools alone', () => {
  const allowed = ROLES.filter((role) => decideRole(reader(role, ''), 'read-pupils') === 'ok');
  expect(allowed).toEqual(['hub', 'la', 'trust', 'school']);
});

test('[ACCESS13] walls and the inspectorate get no live row of a single school', () => {
  for (const watcher of [
    reader('wall', 'england'),
    reader('wall', 'england', true),
    reader('inspectorate', 'england'),
  ]) {
    expect(decide(watcher, 'read-live', { school })).toBe('role');
    expect(grainOf(watcher, area('england', 'E92000001'))).toBe(watcher.role === 'wall' ? 'rounded' : 'la');
  }
});

test('[ACCESS14] a reader whose scope holds no school of an area sees at most its sum', () => {
  const outside = reader('la', 'la:301');
  const subject = { area: area('la', '201'), homeSchools: () => [] };
  expect(decide(outside, 'read-area', subject)).toBe('scope');
  expect(grainOf(outside, area('england', 'E92000001'))).toBe('sum');
  expect(grainOf(reader('la', 'la:201'), area('trust', '7'))).toBe('school');
});

test('[ACCESS15] a scope that does not fit its role is refused with an example', () => {
  expect(grantSchema.safeParse({ role: 'la', scope: 'hub:H01' }).error?.issues[0].message).toContain(
    'la:201',
  );
  expect(grantSchema.parse({ role: 'central' })).toEqual({ role: 'central', scope: 'england' });
});

test('[ACCESS16] of a cohort for readers without small numbers no cell under 5 is shown or follows from a sum', () => {
  const kinds = fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 10, maxLength: 10 });
  fc.assert(
    fc.property(kinds, (counts) => {
      const tallies = emptyTallies();
      tallies.set(counts);
      const all = measuresOf(tallies, 0);
      const shown = withholdSmall(all);
      for (const cell of Object.values(shown)) expect(cell).toBeGreaterThanOrEqual(5);
      const sums = [
        ['onRoll', 'marked', 'unmarked'],
        ['marked', 'possible', 'notPossible', 'administrative'],
        ['possible', 'attending', 'absent'],
        ['attending', 'present', 'approvedActivity'],
        ['absent', 'authorised', 'unauthorised'],
      ] as const;
      for (const cells of sums) {
        const hidden = cells.filter((cell) => shown[cell] === undefined);
        expect(hidden).not.toHaveLength(1);
      }
    }),
  );
});
