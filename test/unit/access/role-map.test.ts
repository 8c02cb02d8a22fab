import { expect, test } from 'vitest';
import { grantOf, type Organisation, roleMapSchema } from '../../../shared/access/role-map.ts';

const organisation = (more: Partial<Organisation>): Organisation => ({
  id: 'o',
  name: 'An organisation',
  ...more,
});
const read = (...roles: unknown[]) => roleMapSchema.safeParse({ roles });
const own = roleMapSchema.parse({
  roles: [
    { code: 'S', role: 'school' },
    { code: 'L', role: 'la' },
    { code: 'T', role: 'trust' },
  ],
});

test.each([
  ['S', { category: { id: '001' }, urn: '123456' }, 'school:123456'],
  ['L', { category: { id: '002' }, establishmentNumber: '201' }, 'la:201'],
  ['T', { category: { id: '010' }, uid: '1234' }, 'trust:1234'],
])('[ACCESS122] the scope of %s is the organisation itself', (code, more, scope) => {
  expect(grantOf(own, [code], organisation(more))?.scope).toBe(scope);
});

test('[ACCESS122] an organisation of another kind gives no scope, whatever numbers it has', () => {
  const school = organisation({
    category: { id: '001' },
    urn: '123456',
    establishmentNumber: '201',
    uid: '1234',
  });
  expect(grantOf(own, ['L'], school)).toBeNull();
  expect(grantOf(own, ['T'], school)).toBeNull();
  expect(grantOf(own, ['S'], organisation({ urn: '123456' }))).toBeNull();
  expect(grantOf(own, ['S'], organisation({ category: { id: '001' }, urn: 'all' }))).toBeNull();
});

test('[ACCESS123] a role that reaches beyond its own schools names the organisations it may be given in', () => {
  expect(read({ code: 'C', role: 'central' }).success).toBe(false);
  expect(read({ code: 'C', role: 'central', organisations: [] }).success).toBe(false);
  expect(read({ code: 'H', role: 'hub', organisations: ['o'] }).success).toBe(false);
  expect(read({ code: 'L', role: 'la', scope: 'la:201' }).success).toBe(false);
  for (const role of ['wall', 'supplier'])
    expect(read({ code: 'W', role, organisations: ['o'] }).success).toBe(false);
  const map = roleMapSchema.parse({
    roles: [
      { code: 'C', role: 'central', organisations: ['dfe'] },
      { code: 'H', role: 'hub', scope: 'hub:H01', organisations: ['o'] },
    ],
  });
  expect(grantOf(map, ['C'], organisation({ id: 'dfe' }))).toEqual({ role: 'central', scope: 'england' });
  expect(grantOf(map, ['C'], organisation({}))).toBeNull();
  expect(grantOf(map, ['C', 'H'], organisation({}))).toEqual({ role: 'hub', scope: 'hub:H01' });
  expect(grantOf(map, [], organisation({}))).toBeNull();
});
