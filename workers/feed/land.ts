/** Where Great Britain and its islands are land, from the public-domain Natural Earth outline of `world-atlas`. */
import { createRequire } from 'node:module';
import { feature } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';

type Ring = readonly (readonly number[])[];

interface Outline {
  readonly ring: Float64Array;
  readonly box: readonly [number, number, number, number];
}

/** Numeric ISO code of the United Kingdom. */
const UNITED_KINGDOM = '826';

function outlineOf(ring: Ring): Outline {
  const lons = ring.map((point) => point[0]);
  const lats = ring.map((point) => point[1]);
  return {
    ring: Float64Array.from(ring.flatMap((point) => [point[0], point[1]])),
    box: [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)],
  };
}

function contains({ ring, box }: Outline, lon: number, lat: number): boolean {
  if (lon < box[0] || lat < box[1] || lon > box[2] || lat > box[3]) return false;
  let inside = false;
  for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
    const above = ring[i + 1] > lat;
    if (above === ring[j + 1] > lat) continue;
    if (lon < ((ring[j] - ring[i]) * (lat - ring[i + 1])) / (ring[j + 1] - ring[i + 1]) + ring[i])
      inside = !inside;
  }
  return inside;
}

/** A test of longitude and latitude (WGS84 degrees): is it land of the United Kingdom, to about a kilometre? */
export function landOfBritain(): (lon: number, lat: number) => boolean {
  const atlas = createRequire(import.meta.url)('world-atlas/countries-10m.json') as Topology;
  const countries = feature(atlas, atlas.objects.countries as GeometryCollection);
  const kingdom = countries.features.find((country) => country.id === UNITED_KINGDOM);
  if (kingdom?.geometry.type !== 'MultiPolygon') throw new Error('land: world-atlas has no United Kingdom');
  const outlines = kingdom.geometry.coordinates.map((polygon) => outlineOf(polygon[0]));
  return (lon, lat) => outlines.some((outline) => contains(outline, lon, lat));
}
