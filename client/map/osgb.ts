/**
 * WGS84 longitude and latitude to the National Grid (OSGB36, metres). Used when the coast is built and in tests:
 * schools bring their eastings and northings, so no projection is left to do in the browser.
 *
 * Formulae: Ordnance Survey, *A guide to coordinate systems in Great Britain*, annexes B and C (Helmert transformation,
 * good to about 5 m; transverse Mercator on the Airy 1830 ellipsoid).
 */

interface Ellipsoid {
  readonly a: number;
  readonly b: number;
}
const WGS84: Ellipsoid = { a: 6_378_137, b: 6_356_752.3141 };
const AIRY: Ellipsoid = { a: 6_377_563.396, b: 6_356_256.909 };

const RADIANS = Math.PI / 180;
const ARC_SECONDS = RADIANS / 3600;

/** Helmert parameters from WGS84 to OSGB36: metres, parts, radians. */
const SHIFT = { x: -446.448, y: 125.157, z: -542.06, scale: 20.4894e-6 } as const;
const TURN = { x: -0.1502 * ARC_SECONDS, y: -0.247 * ARC_SECONDS, z: -0.8421 * ARC_SECONDS } as const;

/** The grid's true origin, its false origin and the scale on the central meridian. */
const GRID = {
  phi0: 49 * RADIANS,
  lambda0: -2 * RADIANS,
  e0: 400_000,
  n0: -100_000,
  f0: 0.9996012717,
} as const;

type Point = [x: number, y: number];

const eccentricity2 = ({ a, b }: Ellipsoid): number => 1 - (b * b) / (a * a);

function toCartesian(phi: number, lambda: number, ellipsoid: Ellipsoid): [number, number, number] {
  const e2 = eccentricity2(ellipsoid);
  const nu = ellipsoid.a / Math.sqrt(1 - e2 * Math.sin(phi) ** 2);
  return [
    nu * Math.cos(phi) * Math.cos(lambda),
    nu * Math.cos(phi) * Math.sin(lambda),
    nu * (1 - e2) * Math.sin(phi),
  ];
}

function fromCartesian(x: number, y: number, z: number, ellipsoid: Ellipsoid): [phi: number, lambda: number] {
  const e2 = eccentricity2(ellipsoid);
  const p = Math.hypot(x, y);
  let phi = Math.atan2(z, p * (1 - e2));
  for (let step = 0; step < 6; step++) {
    const nu = ellipsoid.a / Math.sqrt(1 - e2 * Math.sin(phi) ** 2);
    phi = Math.atan2(z + e2 * nu * Math.sin(phi), p);
  }
  return [phi, Math.atan2(y, x)];
}

/** WGS84 radians to OSGB36 radians. */
function toOsgb36(phi: number, lambda: number): [phi: number, lambda: number] {
  const [x, y, z] = toCartesian(phi, lambda, WGS84);
  const s = 1 + SHIFT.scale;
  return fromCartesian(
    SHIFT.x + s * x - TURN.z * y + TURN.y * z,
    SHIFT.y + TURN.z * x + s * y - TURN.x * z,
    SHIFT.z - TURN.y * x + TURN.x * y + s * z,
    AIRY,
  );
}

/** Length of the meridian arc from the true origin, metres. */
function meridianArc(phi: number): number {
  const n = (AIRY.a - AIRY.b) / (AIRY.a + AIRY.b);
  const minus = phi - GRID.phi0;
  const plus = phi + GRID.phi0;
  return (
    AIRY.b *
    GRID.f0 *
    ((1 + n + 1.25 * n ** 2 + 1.25 * n ** 3) * minus -
      (3 * n + 3 * n ** 2 + 2.625 * n ** 3) * Math.sin(minus) * Math.cos(plus) +
      1.875 * (n ** 2 + n ** 3) * Math.sin(2 * minus) * Math.cos(2 * plus) -
      (35 / 24) * n ** 3 * Math.sin(3 * minus) * Math.cos(3 * plus))
  );
}

/** Easting and northing, metres, of an OSGB36 latitude and longitude in radians. */
export function gridOf(phi: number, lambda: number): Point {
  const e2 = eccentricity2(AIRY);
  const sin2 = Math.sin(phi) ** 2;
  const tan2 = Math.tan(phi) ** 2;
  const cos = Math.cos(phi);
  const nu = (AIRY.a * GRID.f0) / Math.sqrt(1 - e2 * sin2);
  const eta2 = (1 - e2 * sin2) / (1 - e2) - 1;
  const l = lambda - GRID.lambda0;
  const northing =
    meridianArc(phi) +
    GRID.n0 +
    (nu / 2) * Math.sin(phi) * cos * l ** 2 +
    (nu / 24) * Math.sin(phi) * cos ** 3 * (5 - tan2 + 9 * eta2) * l ** 4 +
    (nu / 720) * Math.sin(phi) * cos ** 5 * (61 - 58 * tan2 + tan2 ** 2) * l ** 6;
  const easting =
    GRID.e0 +
    nu * cos * l +
    (nu / 6) * cos ** 3 * (1 + eta2 - tan2) * l ** 3 +
    (nu / 120) * cos ** 5 * (5 - 18 * tan2 + tan2 ** 2 + 14 * eta2 - 58 * tan2 * eta2) * l ** 5;
  return [easting, northing];
}

/** Easting and northing, metres (to about 5 m), of a WGS84 longitude and latitude in degrees. */
export function toEastingNorthing(lon: number, lat: number): Point {
  const [phi, lambda] = toOsgb36(lat * RADIANS, lon * RADIANS);
  return gridOf(phi, lambda);
}
