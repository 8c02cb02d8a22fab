/**
 * Colour by points against usual: orange below, blue above, grey in between. The class is what is kept per school or
 * area; a theme turns it into a colour. Always with a number, a shape or a word beside it.
 */

/** Classes 0 to 6 run from far below to far above usual. */
export const NEUTRAL = 3;
/** Some marks are in, not enough to compare. */
export const WAITING = 7;
/** Nothing has come in. */
export const SILENT = 8;
/** Closed today. */
export const SHUT = 9;
export const CLASS_COUNT = 10;

/** Where the inner, middle and outer steps begin, points. Schools vary more than authorities do. */
export const STEPS = { area: [0.4, 1, 2], school: [1.5, 3, 6] } as const;
export type Scale = keyof typeof STEPS;

/** An authority is drawn dashed below this share of registers in. */
export const DASHED_BELOW = 0.6;
/** An area, a school, is compared with usual from these shares on; before, it waits. */
export const AREA_JUDGED_FROM = 0.2;
export const JUDGED_FROM = 0.8;

/** The class of a gap in points. */
export function classOf(gap: number, scale: Scale): number {
  const size = Math.abs(gap);
  const steps = STEPS[scale];
  const away = size >= steps[2] ? 3 : size >= steps[1] ? 2 : size >= steps[0] ? 1 : 0;
  return NEUTRAL + (gap < 0 ? -away : away);
}

export type Theme = 'dark' | 'light';

/** Fill by class. Dark: the extremes are brightest. Waiting, silent and shut are drawn as points only. */
export const FILLS: Record<Theme, readonly string[]> = {
  dark: [
    '#FF8A3D',
    '#B8622A',
    '#6B3D1F',
    '#2B3642',
    '#1F4A6B',
    '#2A7DB8',
    '#4FB3FF',
    '#2B3642',
    '#1C2631',
    '#5E6B78',
  ],
  light: [
    '#A63603',
    '#E6550D',
    '#FDAE6B',
    '#E3E6E8',
    '#9ECAE1',
    '#3182BD',
    '#08519C',
    '#E3E6E8',
    '#F1F3F5',
    '#858686',
  ],
};

/** Points need to stand out from the sea where a hexagon has its outline: neutral schools are drawn lighter. */
export const POINT_FILLS: Record<Theme, readonly string[]> = {
  dark: [
    '#FF8A3D',
    '#D0732F',
    '#8F5227',
    '#65717E',
    '#2C6690',
    '#2F8BCB',
    '#4FB3FF',
    '#46525E',
    '#2C3743',
    '#46525E',
  ],
  light: [
    '#A63603',
    '#E6550D',
    '#EE8A3A',
    '#87909A',
    '#5FA5CE',
    '#3182BD',
    '#08519C',
    '#C3C9CE',
    '#CDD4DA',
    '#C3C9CE',
  ],
};

/** Lines round hexagons and the ground they lie on. */
export const HAIRLINE: Record<Theme, string> = { dark: '#5E6B78', light: '#858686' };
export const GROUND: Record<Theme, string> = { dark: '#0B1118', light: '#FFFFFF' };

const channel = (value: number): number => {
  const c = value / 255;
  return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
};

/** Red, green and blue, 0 to 255, of `#RRGGBB`. */
export function rgbOf(hex: string): [number, number, number] {
  const value = Number.parseInt(hex.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

/** Relative luminance of `#RRGGBB` (WCAG 2.2). */
function luminance(hex: string): number {
  const [r, g, b] = rgbOf(hex).map(channel);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** Contrast ratio of two colours (WCAG 2.2), 1 to 21. */
export function contrast(a: string, b: string): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

/** Black or white, whichever is easier to read on a fill. */
export const inkOn = (fill: string): string =>
  contrast(fill, '#000000') >= contrast(fill, '#FFFFFF') ? '#000000' : '#FFFFFF';
