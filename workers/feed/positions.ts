/** Where the schools of a place stand: thickly in its towns, thinly between them, on land and nearer to it than others. */
import type { Place } from './places.ts';
import type { Draws } from './random.ts';

export interface Point {
  lon: number;
  lat: number;
}

const KM_PER_DEGREE = 111.2;
/** Points beyond the border, so that no English school is put in Wales or Scotland: longitude, latitude. */
// biome-ignore format: a table
const NEIGHBOURS: readonly (readonly [number, number])[] = [
  [-3.2, 53.2], [-3.08, 53.0], [-3.3, 52.65], [-3.35, 52.35], [-3.3, 52.0], [-3.0, 51.78], [-2.98, 51.58],
  [-3.2, 51.5], [-3.45, 51.42], [-3.3, 55.15], [-2.75, 55.45], [-2.45, 55.85],
];
const NEIGHBOUR_REACH = 24;
/** No school further from the middle of its place than this many of its reaches. */
const FURTHEST_REACHES = 2.2;

export interface Ground {
  /** Is this point land, and of this place rather than another? */
  belongs(place: Place, point: Point): boolean;
}

function distance(a: Point, b: Point): number {
  const dx = (a.lon - b.lon) * Math.cos(((a.lat + b.lat) / 2) * (Math.PI / 180));
  return Math.hypot(dx, a.lat - b.lat) * KM_PER_DEGREE;
}

/** The ground of England: each point goes to the place whose reach covers it best. */
export function groundOf(places: readonly Place[], isLand: (lon: number, lat: number) => boolean): Ground {
  const sites = [
    ...places.map(({ la, reach }) => ({ lon: la.lon, lat: la.lat, reach, code: la.code })),
    ...NEIGHBOURS.map(([lon, lat]) => ({ lon, lat, reach: NEIGHBOUR_REACH, code: '' })),
  ];
  // Only places within both reaches can be nearer to a point that is within reach.
  const rivals = new Map(
    places.map((place) => [
      place,
      sites.filter(
        (site) =>
          site.code !== place.la.code &&
          distance(site, place.la) <= FURTHEST_REACHES * (place.reach + site.reach),
      ),
    ]),
  );
  return {
    belongs(place, point) {
      const own = distance(point, place.la) / place.reach;
      if (own > FURTHEST_REACHES) return false;
      if (rivals.get(place)?.some((site) => distance(point, site) / site.reach < own)) return false;
      return isLand(point.lon, point.lat);
    },
  };
}

function offset(from: Point, eastKm: number, northKm: number): Point {
  const lat = from.lat + northKm / KM_PER_DEGREE;
  return { lat, lon: from.lon + eastKm / (KM_PER_DEGREE * Math.cos((lat * Math.PI) / 180)) };
}

function firstOnGround(ground: Ground, place: Place, tries: number, draw: () => Point): Point | undefined {
  for (let i = 0; i < tries; i++) {
    const point = draw();
    if (ground.belongs(place, point)) return point;
  }
  return undefined;
}

interface Town extends Point {
  /** Cumulative share of the place's people, up to and with this town. */
  upTo: number;
  radiusKm: number;
}

function townsOf(place: Place, ground: Ground, draws: Draws): Town[] {
  const count = place.rural ? Math.max(3, Math.round(Math.sqrt(place.people) * 0.8)) : 3;
  const towns: Town[] = [];
  let weights = 0;
  for (let i = 0; i < count; i++) {
    const anywhere = () => {
      const angle = draws.next() * 2 * Math.PI;
      const km = Math.sqrt(draws.next()) * place.reach * (place.rural ? 1.9 : 0.9);
      return offset(place.la, Math.cos(angle) * km, Math.sin(angle) * km);
    };
    const point = firstOnGround(ground, place, 60, anywhere) ?? { lon: place.la.lon, lat: place.la.lat };
    const weight = 1 / (i + 1);
    weights += weight;
    const radiusKm = place.rural ? 0.7 + 2.2 * Math.sqrt(weight) : place.reach * 0.55;
    towns.push({ ...point, upTo: weights, radiusKm });
  }
  return towns.map((town) => ({ ...town, upTo: town.upTo / weights }));
}

/** A maker of school positions in one place; `countryside` is the share that stands outside the towns. */
export function positionsIn(place: Place, ground: Ground, draws: Draws): (countryside: number) => Point {
  const towns = townsOf(place, ground, draws);
  const inTown = () => {
    const u = draws.next();
    const town = towns.find((one) => u < one.upTo) ?? towns[0];
    return offset(town, draws.normal() * town.radiusKm, draws.normal() * town.radiusKm);
  };
  const outside = () => {
    const angle = draws.next() * 2 * Math.PI;
    const km = Math.sqrt(draws.next()) * place.reach * 1.9;
    return offset(place.la, Math.cos(angle) * km, Math.sin(angle) * km);
  };
  return (countryside) => {
    const draw = place.rural && draws.next() < countryside ? outside : inTown;
    return (
      firstOnGround(ground, place, 40, draw) ?? offset(place.la, draws.normal() * 0.4, draws.normal() * 0.4)
    );
  };
}
