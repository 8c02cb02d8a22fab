/** Where Great Britain and its islands are land, from the public-domain Natural Earth outline of `world-atlas`. */
import { createRequire } from 'node:module';
import { feature } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';

type Ring = readonly (readonly number[])[];

/** Edges of an outline (four numbers each) by band of latitude, so that a test looks at a few of thousands. */
interface Outline {
  readonly firstBand: number;
  readonly bands: readonly (readonly number[])[];
}

const BANDS_PER_DEGREE = 20;
const bandOf = (lat: number) => Math.floor(lat * BANDS_PER_DEGREE);

/** Numeric ISO code of the United Kingdom. */
const UNITED_KINGDOM = '826';

function outlineOf(ring: Ring): Outline {
  const lats = ring.map((point) => point[1]);
  const firstBand = bandOf(Math.min(...lats));
  const bands: number[][] = Array.from({ length: bandOf(Math.max(...lats)) - firstBand + 1 }, () => []);
  ring.forEach(([lon, lat], i) => {
    const [lonBefore, latBefore] = ring[i === 0 ? ring.length - 1 : i - 1];
    const [low, high] = [bandOf(Math.min(lat, latBefore)), bandOf(Math.max(lat, latBefore))];
    for (let band = low; band <= high; band++) bands[band - firstBand].push(lon, lat, lonBefore, latBefore);
  });
  return { firstBand, bands };
}

/** Does a line from the point to the east cross the outline an odd number of times? */
function contains({ firstBand, bands }: Outline, lon: number, lat: number): boolean {
  const edges = bands[bandOf(lat) - firstBand] ?? [];
  let inside = false;
  for (let i = 0; i < edges.length; i += 4) {
    if (edges[i + 1] > lat === edges[i + 3] > lat) continue;
    const crossing =
      ((edges[i + 2] - edges[i]) * (lat - edges[i + 1])) / (edges[i + 3] - edges[i + 1]) + edges[i];
    if (lon < crossing) inside = !inside;
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
