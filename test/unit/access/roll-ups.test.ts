/** Taking away from every sum one gets the schools one sees and the other sums: no school may be left alone. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decide, type SchoolFacts, scopeHolds } from '../../../shared/access/policy.ts';
import type { Reader, Role } from '../../../shared/access/roles.ts';
import { givesAway, REGIONS, scopeOf, sumsGiven, worlds } from '../../helpers/sums-given.ts';

/** More by RUNS=…, for a longer look. */
const RUNS = Number(process.env.RUNS ?? 1_000);
const ROLES: Role[] = ['rise', 'hub', 'la', 'trust', 'school'];

test('[ACCESS204] no school follows from the sums one gets, their cuts by phase and the schools one sees', () => {
  let given = 0;
  fc.assert(
    fc.property(worlds, fc.constantFrom(...ROLES), fc.nat(), (world, role, pick) => {
      const scope = scopeOf(role, world[pick % world.length]);
      fc.pre(scope !== undefined);
      const reader: Reader = { id: 'x', role, scope: scope ?? '', names: false };
      const sums = sumsGiven(decide, reader, world);
      given += sums.length;
      const unseen = world.filter((one) => !scopeHolds(reader.scope, one));
      expect(givesAway(sums, unseen)).toBeUndefined();
    }),
    { numRuns: RUNS },
  );
  expect(given).toBeGreaterThan(RUNS);
});

test('[ACCESS204] the attack works: with every sum of the table of roles a lone school follows', () => {
  const school = (urn: number, la: string, phase: string): SchoolFacts => {
    return { urn, la, region: REGIONS[0], phase, trust: null, hubs: [] };
  };
  const world = [school(1, '100', 'primary'), school(2, '100', 'primary'), school(3, '101', 'primary')];
  const sums = [
    { name: 'england', schools: new Set(world) },
    { name: 'la:100', schools: new Set(world.slice(0, 2)) },
  ];
  expect(givesAway(sums, world.slice(1))).toBe(world[1]);
});
