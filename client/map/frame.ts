/**
 * The picture's own plane: hectometres (100 m), x to the east, y to the south, from the top left of a frame that holds
 * England. A school is placed by subtraction alone.
 */

/** West, south, east and north edge, OSGB metres. */
export const FRAME = { west: 60_000, south: -5_000, east: 680_000, north: 672_000 } as const;
const UNIT = 100;
export const FRAME_WIDTH = (FRAME.east - FRAME.west) / UNIT;
export const FRAME_HEIGHT = (FRAME.north - FRAME.south) / UNIT;

/** Easting to x, hectometres from the west edge. */
export const toX = (easting: number): number => (easting - FRAME.west) / UNIT;

/** Northing to y, hectometres from the north edge. */
export const toY = (northing: number): number => (FRAME.north - northing) / UNIT;
