import { describe, expect, test } from 'vitest';
import { coastPath, readAtlas } from '../../../../client/map/build-coast.ts';
import { COAST } from '../../../../client/map/coast.ts';
import { FRAME_HEIGHT, FRAME_WIDTH, toX, toY } from '../../../../client/map/frame.ts';
import { gridOf, toEastingNorthing } from '../../../../client/map/osgb.ts';
import { LOCAL_AUTHORITIES } from '../../../../shared/attendance/areas.ts';
import { hasShared, sharedRows, WITHOUT_SHARED } from '../../../helpers/shared-data.ts';

const angle = (degrees: number, minutes: number, seconds: number): number =>
  ((degrees + minutes / 60 + seconds / 3600) * Math.PI) / 180;

describe('the map and the National Grid', () => {
  test("[SCREEN50] the Ordnance Survey's worked example comes out to the centimetre", () => {
    const [easting, northing] = gridOf(angle(52, 39, 27.2531), angle(1, 43, 4.5177));
    expect(easting).toBeCloseTo(651_409.903, 2);
    expect(northing).toBeCloseTo(313_177.27, 2);
  });

  test('[SCREEN50] Greenwich, in WGS84, is where the grid has it', () => {
    const [easting, northing] = toEastingNorthing(-0.0015, 51.4779);
    expect(Math.hypot(easting - 538_880, northing - 177_320)).toBeLessThan(40);
  });

  test('[SCREEN51] the coast shipped is the coast built from world-atlas, and small', () => {
    expect(COAST).toBe(coastPath(readAtlas()));
    expect(COAST.length).toBeLessThan(15_000);
  });

  test('[SCREEN52] every authority lies within the frame of the picture', () => {
    for (const la of LOCAL_AUTHORITIES) {
      const [easting, northing] = toEastingNorthing(la.lon, la.lat);
      const [x, y] = [toX(easting), toY(northing)];
      expect(x > 0 && x < FRAME_WIDTH && y > 0 && y < FRAME_HEIGHT, la.name).toBe(true);
    }
  });

  test.skipIf(!hasShared)(
    `[SCREEN50] 2,000 real schools lie where their longitudes say ${hasShared ? '' : WITHOUT_SHARED}`,
    () => {
      const placed = sharedRows('data/schools-england.csv.gz').filter((row) => row.lng && row.easting);
      expect(placed.length).toBeGreaterThan(2000);
      for (const { urn, lng, lat, easting, northing } of placed.slice(0, 2000)) {
        const [east, north] = toEastingNorthing(Number(lng), Number(lat));
        expect(Math.hypot(east - Number(easting), north - Number(northing)), urn).toBeLessThan(10);
      }
    },
  );
});
