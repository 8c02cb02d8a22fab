/**
 * Makes `coast.ts` from Natural Earth's 10 m coast (package world-atlas): `node --import tsx client/map/build-coast.ts`.
 * The page then carries a few kilobytes instead of the world, and projects nothing.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { feature } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';
import { FRAME, toX, toY } from './frame.ts';
import { toEastingNorthing } from './osgb.ts';

const ATLAS = '../../node_modules/world-atlas/countries-10m.json';
/** ISO 3166 numeric code of the United Kingdom. */
const UNITED_KINGDOM = '826';
/** A point nearer than this to the line of its neighbours is left out, hectometres. */
const TOLERANCE = 5;
/** Islets smaller than this are left out, square hectometres. */
const SMALLEST = 250;

/** Great Britain alone is larger, square hectometres: Ulster is not. */
const LARGEST_ISLAND = 5e6;

type Point = [number, number];

function distance2(p: Point, a: Point, b: Point): number {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
  const length2 = dx * dx + dy * dy;
  const t = length2 === 0 ? 0 : Math.max(0, Math.min(1, ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / length2));
  return (p[0] - a[0] - t * dx) ** 2 + (p[1] - a[1] - t * dy) ** 2;
}

/** Ramer, Douglas and Peucker's line simplification. */
function simplify(line: Point[]): Point[] {
  if (line.length < 3) return line;
  let furthest = 0;
  let at = 0;
  for (let i = 1; i < line.length - 1; i++) {
    const d = distance2(line[i], line[0], line[line.length - 1]);
    if (d > furthest) [furthest, at] = [d, i];
  }
  if (furthest <= TOLERANCE ** 2) return [line[0], line[line.length - 1]];
  return [...simplify(line.slice(0, at + 1)).slice(0, -1), ...simplify(line.slice(at))];
}

function area(ring: Point[]): number {
  let sum = 0;
  for (let i = 0; i < ring.length - 1; i++) sum += ring[i][0] * ring[i + 1][1] - ring[i + 1][0] * ring[i][1];
  return Math.abs(sum / 2);
}

/** Great Britain south of the Highlands; Northern Ireland and the Hebrides lie outside the picture. */
function inPicture(ring: Point[]): boolean {
  const mean = (axis: 0 | 1) => ring.reduce((sum, point) => sum + point[axis], 0) / ring.length;
  const [x, y] = [mean(0), mean(1)];
  if (area(ring) > LARGEST_ISLAND) return true;
  return y < toY(FRAME.south) && y > 0 && x > 0 && !(x < toX(190_000) && y < toY(380_000));
}

function pathOf(ring: Point[]): string {
  const rounded = ring.map(([x, y]): Point => [Math.round(x), Math.round(y)]);
  let path = `M${rounded[0].join(' ')}l`;
  for (let i = 1; i < rounded.length - 1; i++) {
    path += `${i > 1 ? ' ' : ''}${rounded[i][0] - rounded[i - 1][0]} ${rounded[i][1] - rounded[i - 1][1]}`;
  }
  return `${path.replaceAll(' -', '-')}z`;
}

/** The coast as one SVG path in the plane of `frame.ts`. */
export function coastPath(atlas: Topology): string {
  const countries = feature(atlas, atlas.objects.countries as GeometryCollection).features;
  const kingdom = countries.find((country) => country.id === UNITED_KINGDOM);
  if (kingdom?.geometry.type !== 'MultiPolygon') throw new Error('world-atlas has no United Kingdom (826)');
  return kingdom.geometry.coordinates
    .map((polygon) =>
      polygon[0].map(([lon, lat]): Point => {
        const [easting, northing] = toEastingNorthing(lon, lat);
        return [toX(easting), toY(northing)];
      }),
    )
    .filter((ring) => area(ring) > SMALLEST && inPicture(ring))
    .map((ring) => pathOf(simplifyRing(ring)))
    .join('');
}

/** A closed ring has no far ends to hold on to: it is cut in two halves. */
function simplifyRing(ring: Point[]): Point[] {
  const half = Math.floor(ring.length / 2);
  return [...simplify(ring.slice(0, half + 1)).slice(0, -1), ...simplify(ring.slice(half))];
}

export function readAtlas(): Topology {
  return JSON.parse(readFileSync(new URL(ATLAS, import.meta.url), 'utf8')) as Topology;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const module = `/**\n * The coast of Great Britain in the plane of \`frame.ts\`, made by \`build-coast.ts\` from Natural Earth (public domain).\n */\nexport const COAST =\n  '${coastPath(readAtlas())}';\n`;
  writeFileSync(new URL('./coast.ts', import.meta.url), module);
}
