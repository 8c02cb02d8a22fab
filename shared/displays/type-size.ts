/**
 * How large letters must be to be read from where people stand: ISO 9241-303 asks for 20 to 22 minutes of arc for
 * letters that are read and 16 at the least, measured on a capital letter.
 *
 * px = 1080 * distance * tan(arc) / 0.71 / height of the screen
 *
 * on a canvas 1080 high, where 0.71 is a capital's share of the font size.
 */

/** Height of the canvas that every size is a share of. */
export const CANVAS_HEIGHT = 1080;

/** Minutes of arc of a capital: the least, what is read, what is seen at a glance. */
export const ARC_MINUTES = { floor: 16, body: 22, headline: 40 } as const;
export type TypeSizes = { readonly [size in keyof typeof ARC_MINUTES]: number };

/** Limits of what a screen in a room can be: inches across, metres away. */
export const DIAGONAL = { least: 24, most: 200, usual: 65 } as const;
export const DISTANCE = { least: 1, most: 15, usual: 5 } as const;

const CAPITAL_SHARE = 0.71;
const MM_AN_INCH = 25.4;
const HEIGHT_OF_DIAGONAL = 9 / Math.hypot(16, 9);
const MINUTES_A_RADIAN = (180 / Math.PI) * 60;

/** Font size in pixels of a canvas 1080 high. */
function pixels(arcMinutes: number, diagonalInches: number, distanceMetres: number): number {
  const screenHeight = diagonalInches * MM_AN_INCH * HEIGHT_OF_DIAGONAL;
  const capital = distanceMetres * 1000 * Math.tan(arcMinutes / MINUTES_A_RADIAN);
  return (CANVAS_HEIGHT * capital) / CAPITAL_SHARE / screenHeight;
}

/** Font sizes for a 16:9 screen of `diagonalInches` that is read from `distanceMetres`. */
export function typeSizes(diagonalInches: number, distanceMetres: number): TypeSizes {
  const of = (arc: number) => pixels(arc, diagonalInches, distanceMetres);
  return { floor: of(ARC_MINUTES.floor), body: of(ARC_MINUTES.body), headline: of(ARC_MINUTES.headline) };
}

/** The largest floor the layout of a wall has room for. */
export const LARGEST_FLOOR = 52;
const SMALLEST_FLOOR = 30;

/**
 * The floor a wall is drawn with: a small one would leave the screen empty, one above `LARGEST_FLOOR` does not fit and
 * the set-up says so.
 */
export function drawnFloor(sizes: TypeSizes): number {
  return Math.min(LARGEST_FLOOR, Math.max(SMALLEST_FLOOR, sizes.floor));
}

/** Whether a screen of that size can be read from there. */
export const isReadable = (sizes: TypeSizes): boolean => sizes.floor <= LARGEST_FLOOR + 0.5;

/** Height in millimetres of a capital letter of a font size on a canvas 1080 high, on a screen so large. */
export const capitalHeight = (size: number, diagonalInches: number): number =>
  (CAPITAL_SHARE * size * diagonalInches * MM_AN_INCH * HEIGHT_OF_DIAGONAL) / CANVAS_HEIGHT;
