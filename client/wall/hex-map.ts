/** The hexagons of a wall: where they lie, how they are filled, and where the regions' names stand. */
import type { WallHex } from '../../shared/api/displays.ts';
import { classOf, DASHED_BELOW, NEUTRAL, SHUT, SILENT } from '../map/colours.ts';
import { type Box, boxOf, HEXES, type Hex } from '../map/hexes.ts';

export interface WallCell extends Hex {
  /** Colour class (`map/colours.ts`). */
  colour: number;
  dashed: boolean;
  /** A triangle besides the colour, from the middle step on. */
  sign: 'down' | 'up' | null;
  gap: number | null;
}

/** From this many points on a hexagon bears a sign. */
const SIGNED_FROM = 2;

/** All LAs of England, or those of a smaller scope; one without figures stands empty. */
export function wallCells(hexes: readonly WallHex[], isEngland: boolean): WallCell[] {
  const byCode = new Map(hexes.map((hex) => [hex[0], hex]));
  return HEXES.filter(({ la }) => isEngland || byCode.has(la.code)).map((hex) => {
    const found = byCode.get(hex.la.code);
    if (!found) return { ...hex, colour: SILENT, dashed: true, sign: null, gap: null };
    const [, gap, coverage, isClosed] = found;
    const colour = isClosed ? SHUT : gap === null ? SILENT : classOf(gap, 'area');
    const away = colour <= 2 * NEUTRAL ? colour - NEUTRAL : 0;
    const sign = away <= -SIGNED_FROM ? 'down' : away >= SIGNED_FROM ? 'up' : null;
    return { ...hex, colour, dashed: coverage < DASHED_BELOW, sign, gap };
  });
}

/** England with room for names on both sides; a smaller scope fills the space. */
export function wallBox(cells: readonly WallCell[], isEngland: boolean): Box {
  const box = boxOf(cells);
  return isEngland ? { ...box, x: -12.6, width: 44.8 } : box;
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
