/**
 * Figures as they stand on the screen. Every difference shown is that of the figures shown: 92.7 beside 92.9 is −0.2,
 * whatever lies behind the tenths, so that whoever takes one from the other finds what is written there.
 */

/** To a tenth, as `rate` and `points` write it. */
export const toTenth = (value: number): number => Math.round(value * 10) / 10 || 0;

/** The difference of two percentages as they are shown, in points to a tenth. */
export const shownDifference = (value: number, reference: number): number =>
  toTenth(toTenth(value) - toTenth(reference));
