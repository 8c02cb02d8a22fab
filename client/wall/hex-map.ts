/** The hexagons of a wall: where they lie, how they are filled, and where the regions' names stand. */
import type { Scene } from '../../shared/api/displays.ts';
import { classOf, DASHED_BELOW, FILLS, NEUTRAL, SHUT, SILENT, type Theme } from '../map/colours.ts';
import { type Box, boxOf, HEXES, type Hex } from '../map/hexes.ts';
import { points, share } from '../ui/format.ts';

export interface WallCell extends Hex {
  fill: string;
  dashed: boolean;
  /** A triangle besides the colour, from the middle step on. */
  sign: 'down' | 'up' | null;
  /** What is printed inside where there is room: points, or registers in as percent. */
  label: string;
}

/** From this many points on a hexagon bears a sign. */
const SIGNED_FROM = 2;

/** Registers in, from which share on: hexagons of a wall that shows them; the first is dashed. */
const COVERAGE_STEPS = [DASHED_BELOW, 0.9, 0.98] as const;
export const COVERAGE_NAMES = ['60%', 'all'] as const;
/** Greys, brighter with every step: how complete something is, is no judgement. */
export const COVERAGE_FILLS: Record<Theme, readonly string[]> = {
  dark: ['#1C2631', '#3A4653', '#64717E', '#A9B4BF'],
  light: ['#FFFFFF', '#D5DADE', '#9DA5AC', '#59626A'],
};

/** The sign besides a colour class, from the middle step on. */
export function signOf(colour: number): WallCell['sign'] {
  const away = colour <= 2 * NEUTRAL ? colour - NEUTRAL : 0;
  return away <= -SIGNED_FROM ? 'down' : away >= SIGNED_FROM ? 'up' : null;
}

/** A triangle about a point, of a hexagon whose sides are `size`. */
export function signPath(sign: 'down' | 'up', x: number, y: number, size = 1): string {
  const [half, up] = [0.42 * size, (sign === 'up' ? 0.3 : -0.3) * size];
  return `M${x - half} ${y + up}h${2 * half}L${x} ${y - 1.4 * up}z`;
}

/** The step of a share of registers in, 0 to 3; nothing is known of an area that is not shown. */
const coverageStep = (coverage: number): number => COVERAGE_STEPS.filter((from) => coverage >= from).length;

/** All LAs of England, or those of a smaller scope; one without figures stands empty. */
export function wallCells(
  { hexes, shows }: Pick<Scene['map'], 'hexes' | 'shows'>,
  isEngland: boolean,
  theme: Theme,
): WallCell[] {
  const byCode = new Map(hexes.map((hex) => [hex[0], hex]));
  return HEXES.filter(({ la }) => isEngland || byCode.has(la.code)).map((hex) => {
    const found = byCode.get(hex.la.code);
    if (shows === 'coverage') {
      const step = found?.[3] ? 0 : coverageStep(found?.[2] ?? 0);
      const label = found ? share(found[2]) : '';
      return { ...hex, fill: COVERAGE_FILLS[theme][step], dashed: step === 0, sign: null, label };
    }
    if (!found) return { ...hex, fill: FILLS[theme][SILENT], dashed: true, sign: null, label: '' };
    const [, gap, coverage, isClosed] = found;
    const colour = isClosed ? SHUT : gap === null ? SILENT : classOf(gap, 'area');
    const label = gap === null ? '' : points(gap);
    return {
      ...hex,
      fill: FILLS[theme][colour],
      dashed: coverage < DASHED_BELOW,
      sign: signOf(colour),
      label,
    };
  });
}

/** Room for the key below England. */
export const KEY_HEIGHT = 2.5;

/** England with room for names on both sides; a smaller scope fills the space. */
export function wallBox(cells: readonly WallCell[], isEngland: boolean): Box {
  const box = boxOf(cells);
  return isEngland ? { ...box, x: -12.6, width: 44.8, height: box.height + KEY_HEIGHT } : box;
}

/** Names of regions beside the hexagons: the anchor of the first line, and the side they end on. */
export const REGION_NAMES: Record<string, { x: number; y: number; lines: string[]; end?: boolean }> = {
  E12000001: { x: 9.8, y: 3.4, lines: ['North East'] },
  E12000002: { x: -1.6, y: 9.8, lines: ['North West'], end: true },
  E12000003: { x: 12.3, y: 8.5, lines: ['Yorkshire and', 'The Humber'] },
  E12000004: { x: 13.9, y: 15.8, lines: ['East Midlands'] },
  E12000005: { x: 2, y: 19.4, lines: ['West Midlands'], end: true },
  E12000006: { x: 22.4, y: 19, lines: ['East of', 'England'] },
  E12000007: { x: 22.7, y: 27.4, lines: ['London'] },
  E12000008: { x: 18.9, y: 34.6, lines: ['South East'] },
  E12000009: { x: 0.1, y: 27.4, lines: ['South West'], end: true },
};
