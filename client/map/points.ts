/** Schools as points of the picture: where they are, how large, and which is under the pointer. */
import KDBush from 'kdbush';
import type { Registry } from '../../shared/live/down.ts';
import { FRAME_HEIGHT, FRAME_WIDTH, toX, toY } from './frame.ts';
import type { Points, Transform } from './painter.ts';

/** Positions and sizes of all schools, colours still 0. Area of a point goes with the roll, within limits. */
export function pointsOf({ schools }: Registry): Points {
  const n = schools.urn.length;
  const points = {
    x: new Float32Array(n),
    y: new Float32Array(n),
    size: new Float32Array(n),
    colour: new Uint8Array(n),
  };
  for (let school = 0; school < n; school++) {
    const [easting, northing] = [schools.easting[school], schools.northing[school]];
    points.x[school] = easting === null ? Number.NaN : toX(easting);
    points.y[school] = northing === null ? Number.NaN : toY(northing);
    points.size[school] = Math.min(2, Math.max(0.8, Math.sqrt((schools.pupils[school] || 280) / 280)));
  }
  return points;
}

/** An index of the schools that have a position. */
export function indexPoints(points: Points): { tree: KDBush; schools: number[] } | null {
  const schools: number[] = [];
  for (let i = 0; i < points.x.length; i++) if (!Number.isNaN(points.x[i] + points.y[i])) schools.push(i);
  if (schools.length === 0) return null;
  const tree = new KDBush(schools.length, 64, Float32Array);
  for (const school of schools) tree.add(points.x[school], points.y[school]);
  tree.finish();
  return { tree, schools };
}

/** The wanted school nearest to a place of the frame, within a reach; -1 when there is none. */
export function nearest(
  index: ReturnType<typeof indexPoints>,
  points: Points,
  at: { x: number; y: number; reach: number },
  wanted: (school: number) => boolean,
): number {
  let best = -1;
  let least = Number.POSITIVE_INFINITY;
  for (const found of index?.tree.within(at.x, at.y, at.reach) ?? []) {
    const school = index?.schools[found] ?? -1;
    const away = (points.x[school] - at.x) ** 2 + (points.y[school] - at.y) ** 2;
    if (away < least && wanted(school)) [best, least] = [school, away];
  }
  return best;
}

/** The transform that fits some schools (all of England when none is given) into a picture, with a margin in pixels. */
export function transformOf(
  points: Points,
  schools: readonly number[] | null,
  width: number,
  height: number,
): Transform {
  let [left, top, right, bottom] = [0, 0, FRAME_WIDTH, FRAME_HEIGHT];
  const placed = schools?.filter((school) => !Number.isNaN(points.x[school])) ?? [];
  if (placed.length > 0) {
    [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
    for (const school of placed) {
      left = Math.min(left, points.x[school]);
      right = Math.max(right, points.x[school]);
      top = Math.min(top, points.y[school]);
      bottom = Math.max(bottom, points.y[school]);
    }
  }
  const margin = placed.length > 0 ? 28 : 4;
  const k = Math.min(
    (width - 2 * margin) / Math.max(right - left, 20),
    (height - 2 * margin) / Math.max(bottom - top, 20),
  );
  return { k, x: width / 2 - (k * (left + right)) / 2, y: height / 2 - (k * (top + bottom)) / 2 };
}
