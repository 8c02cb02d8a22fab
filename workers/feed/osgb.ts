/**
 * WGS84 longitude and latitude to Ordnance Survey National Grid metres. Transverse Mercator on the Airy 1830
 * ellipsoid after a Helmert shift (Ordnance Survey, *A guide to coordinate systems in Great Britain*, annexes B and
 * C): good to about 5 m, ample for invented schools.
 */

const DEGREE = Math.PI / 180;
const AIRY = { a: 6_377_563.396, b: 6_356_256.909 };
const WGS84 = { a: 6_378_137, b: 6_356_752.3141 };
const SCALE = 0.9996012717;
const ORIGIN = { lat: 49 * DEGREE, lon: -2 * DEGREE, easting: 400_000, northing: -100_000 };

function shiftToAiry(lon: number, lat: number): { lon: number; lat: number } {
  const e2 = 1 - WGS84.b ** 2 / WGS84.a ** 2;
  const nu = WGS84.a / Math.sqrt(1 - e2 * Math.sin(lat) ** 2);
  const [x, y, z] = [
    nu * Math.cos(lat) * Math.cos(lon),
    nu * Math.cos(lat) * Math.sin(lon),
    (1 - e2) * nu * Math.sin(lat),
  ];
  const second = DEGREE / 3600;
  const [rx, ry, rz, s] = [-0.1502 * second, -0.247 * second, -0.8421 * second, 1 + 20.4894e-6];
  const x2 = -446.448 + x * s - y * rz + z * ry;
  const y2 = 125.157 + x * rz + y * s - z * rx;
  const z2 = -542.06 - x * ry + y * rx + z * s;
  const f2 = 1 - AIRY.b ** 2 / AIRY.a ** 2;
  const p = Math.hypot(x2, y2);
  let latitude = Math.atan2(z2, p * (1 - f2));
  for (let i = 0; i < 6; i++) {
    const n = AIRY.a / Math.sqrt(1 - f2 * Math.sin(latitude) ** 2);
    latitude = Math.atan2(z2 + f2 * n * Math.sin(latitude), p);
  }
  return { lon: Math.atan2(y2, x2), lat: latitude };
}

function meridianArc(lat: number): number {
  const n = (AIRY.a - AIRY.b) / (AIRY.a + AIRY.b);
  const [d, s] = [lat - ORIGIN.lat, lat + ORIGIN.lat];
  return (
    AIRY.b *
    SCALE *
    ((1 + n + 1.25 * n ** 2 + 1.25 * n ** 3) * d -
      (3 * n + 3 * n ** 2 + 2.625 * n ** 3) * Math.sin(d) * Math.cos(s) +
      (1.875 * n ** 2 + 1.875 * n ** 3) * Math.sin(2 * d) * Math.cos(2 * s) -
      (35 / 24) * n ** 3 * Math.sin(3 * d) * Math.cos(3 * s))
  );
}

/** Easting and northing in whole metres of a WGS84 point in degrees. */
export function toNationalGrid(
  lonDegrees: number,
  latDegrees: number,
): { easting: number; northing: number } {
  const { lon, lat } = shiftToAiry(lonDegrees * DEGREE, latDegrees * DEGREE);
  const e2 = 1 - AIRY.b ** 2 / AIRY.a ** 2;
  const w = 1 - e2 * Math.sin(lat) ** 2;
  const nu = (AIRY.a * SCALE) / Math.sqrt(w);
  const eta2 = w / (1 - e2) - 1;
  const [sin, cos, tan2] = [Math.sin(lat), Math.cos(lat), Math.tan(lat) ** 2];
  const d = lon - ORIGIN.lon;
  const northing =
    ORIGIN.northing +
    meridianArc(lat) +
    (nu / 2) * sin * cos * d ** 2 +
    (nu / 24) * sin * cos ** 3 * (5 - tan2 + 9 * eta2) * d ** 4;
  const easting =
    ORIGIN.easting +
    nu * cos * d +
    (nu / 6) * cos ** 3 * (1 + eta2 - tan2) * d ** 3 +
    (nu / 120) * cos ** 5 * (5 - 18 * tan2 + tan2 ** 2 + 14 * eta2) * d ** 5;
  return { easting: Math.round(easting), northing: Math.round(northing) };
}
