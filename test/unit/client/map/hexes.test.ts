import { describe, expect, test } from 'vitest';
import { type Arrow, corners, firstOfRegion, HEXES, neighbour } from '../../../../client/map/hexes.ts';
import { REGIONS } from '../../../../shared/attendance/areas.ts';

const ARROWS: Arrow[] = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'];

describe('the cartogram', () => {
  test('[SCREEN60] no two of the 153 authorities share a place', () => {
    expect(new Set(HEXES.map((hex) => corners(hex.x, hex.y, 1))).size).toBe(153);
  });

  test('[SCREEN61] every authority can be reached from the first by the arrow keys', () => {
    const reached = new Set([HEXES[0]]);
    for (const hex of reached) for (const arrow of ARROWS) reached.add(neighbour(hex, arrow));
    expect(reached.size).toBe(153);
  });

  test('[SCREEN61] an arrow leads in its direction, or nowhere', () => {
    for (const hex of HEXES) {
      expect(neighbour(hex, 'ArrowRight').x).toBeGreaterThanOrEqual(hex.x);
      expect(neighbour(hex, 'ArrowUp').y).toBeLessThanOrEqual(hex.y);
    }
  });

  test('[SCREEN62] the keys 1 to 9 lead to the nine regions', () => {
    const codes = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((digit) => firstOfRegion(digit)?.la.region);
    expect(codes).toEqual(REGIONS.map((region) => region.code));
    expect(firstOfRegion(0)).toBeUndefined();
  });
});
