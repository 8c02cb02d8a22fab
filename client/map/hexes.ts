/** The cartogram of the 153 local authorities: pointy-top hexagons, odd rows shifted right by half a column. */
import { LOCAL_AUTHORITIES, type LocalAuthority, REGIONS } from '../../shared/attendance/areas.ts';

export interface Hex {
  la: LocalAuthority;
  /** Centre; the distance from a centre to a corner is 1. */
  x: number;
  y: number;
  /** Its corners, for `<polygon points>`: a little apart from its neighbours'. */
  outline: string;
}

/** How large a hexagon is drawn. */
const DRAWN = 0.965;
const WIDTH = Math.sqrt(3);
const HEX_POINTS = Array.from({ length: 6 }, (_, i): [number, number] => {
  const angle = (Math.PI / 3) * i - Math.PI / 2;
  return [Math.cos(angle), Math.sin(angle)];
});

/** Corners of a hexagon of a given size round a centre, for `<polygon points>`. */
export function corners(x: number, y: number, size: number): string {
  return HEX_POINTS.map(([dx, dy]) => `${(x + dx * size).toFixed(3)},${(y + dy * size).toFixed(3)}`).join(
    ' ',
  );
}

/** All hexagons in reading order: regions north to south, rows down, columns right. */
export const HEXES: readonly Hex[] = LOCAL_AUTHORITIES.map((la) => {
  const [x, y] = [WIDTH * (la.hexColumn + (la.hexRow % 2) / 2), 1.5 * la.hexRow];
  return { la, x, y, outline: corners(x, y, DRAWN) };
}).sort((a, b) => regionNumber(a.la.region) - regionNumber(b.la.region) || a.y - b.y || a.x - b.x);

function regionNumber(code: string): number {
  return REGIONS.findIndex((region) => region.code === code);
}

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** The box round some hexagons, with a margin. */
export function boxOf(hexes: readonly Hex[], margin = 0.2): Box {
  const xs = hexes.map((hex) => hex.x);
  const ys = hexes.map((hex) => hex.y);
  const x = Math.min(...xs) - WIDTH / 2 - margin;
  const y = Math.min(...ys) - 1 - margin;
  return {
    x,
    y,
    width: Math.max(...xs) + WIDTH / 2 + margin - x,
    height: Math.max(...ys) + 1 + margin - y,
  };
}

export type Arrow = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown';
const HEADING: Record<Arrow, [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/**
 * The hexagon an arrow leads to: the nearest that lies within 60 degrees of its direction, so that touching neighbours
 * come first and gaps (the sea, the hole) are crossed. The same hexagon when there is none.
 */
export function neighbour(from: Hex, arrow: Arrow, hexes: readonly Hex[] = HEXES): Hex {
  const [dx, dy] = HEADING[arrow];
  let best = from;
  let least = Number.POSITIVE_INFINITY;
  for (const hex of hexes) {
    const along = (hex.x - from.x) * dx + (hex.y - from.y) * dy;
    const across = Math.abs((hex.x - from.x) * dy - (hex.y - from.y) * dx);
    if (along < 0.1 || across > along * WIDTH + 0.01) continue;
    const cost = Math.hypot(along, across) + across * 0.25;
    if (cost < least - 1e-9) [least, best] = [cost, hex];
  }
  return best;
}

/** The sides between hexagons of different regions (and round the outside) as one path. */
export function regionBorders(hexes: readonly Hex[] = HEXES): string {
  const at = new Map(hexes.map((hex) => [key(hex.x, hex.y), hex]));
  let path = '';
  for (const { x, y, la } of hexes) {
    for (let side = 0; side < 6; side++) {
      const [a, b] = [HEX_POINTS[side], HEX_POINTS[(side + 1) % 6]];
      const across = at.get(key(x + a[0] + b[0], y + a[1] + b[1]));
      if (!across || across.la.region === la.region) continue;
      path += `M${(x + a[0]).toFixed(3)} ${(y + a[1]).toFixed(3)}L${(x + b[0]).toFixed(3)} ${(y + b[1]).toFixed(3)}`;
    }
  }
  return path;
}

const key = (x: number, y: number): string => `${Math.round(x * 100)},${Math.round(y * 100)}`;

/** The number keys: 1 is the first region, 9 the last. */
export function firstOfRegion(digit: number, hexes: readonly Hex[] = HEXES): Hex | undefined {
  const region = REGIONS[digit - 1];
  return region && hexes.find((hex) => hex.la.region === region.code);
}
