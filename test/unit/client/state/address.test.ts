import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Choice, COLUMNS, COVERAGES, TIERS } from '../../../../client/caseload/choice.ts';
import {
  type Address,
  formatAddress,
  HOME,
  PAGES,
  PICTURES,
  parseAddress,
  SORTS,
} from '../../../../client/state/address.ts';
import { PHASES } from '../../../../shared/api/schools.ts';
import { STANDINGS } from '../../../../shared/live/signal-row.ts';

const arbPiece = fc
  .tuple(fc.nat(2000), fc.nat(2000), fc.integer({ min: -90, max: 90 }), fc.integer({ min: -90, max: 90 }))
  .map(([a, b, c, d]) => ({
    pupils: [Math.min(a, b), Math.max(a, b)] as [number, number],
    points: [Math.min(c, d) / 10, Math.max(c, d) / 10] as [number, number],
  }));
const arbChoice: fc.Arbitrary<Choice> = fc.record({
  phase: fc.subarray([...PHASES]),
  standing: fc.subarray([...STANDINGS]),
  tier: fc.subarray([...TIERS]),
  coverage: fc.subarray([...COVERAGES]),
  piece: fc.option(arbPiece),
  order: fc.constantFrom(...COLUMNS),
  turned: fc.boolean(),
});

const arbAddress: fc.Arbitrary<Address> = fc.record({
  view: fc.constantFrom('england', 'region:E12000002', 'la:355', 'trust:2001', 'hub:H01', 'school:100001'),
  page: fc.constantFrom(null, ...PAGES),
  picture: fc.constantFrom(null, ...PICTURES),
  date: fc.constantFrom(null, '2026-11-19'),
  at: fc.constantFrom(null, '09:40'),
  session: fc.constantFrom(null, 'AM' as const, 'PM' as const),
  sort: fc.constantFrom(...SORTS),
  choice: arbChoice,
  tour: fc.constantFrom(null, 1, 5),
  beside: fc.constantFrom(null, 'parts' as const),
  theme: fc.constantFrom('dark' as const, 'light' as const),
});

describe('the URL', () => {
  test('[SCREEN80] what is chosen is in the URL, and the URL brings it back', () => {
    fc.assert(
      fc.property(arbAddress, (address) => {
        const url = formatAddress(address);
        expect(parseAddress(url === './' ? '' : url)).toEqual(address);
      }),
    );
  });

  test('[SCREEN80] the first screen has the plain URL', () => {
    expect(formatAddress(HOME)).toBe('./');
  });

  test('[SCREEN81] what a URL says wrongly is left at its default', () => {
    expect(
      parseAddress('?view=<script>&date=2026-02-30&at=25:00&show=pie&session=Eve&sort=worst&theme=green'),
    ).toEqual(HOME);
  });
});
