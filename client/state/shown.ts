/**
 * Figures as they stand on the screen. Every difference shown is that of the figures shown: 92.7 beside 92.9 is −0.2,
 * whatever lies behind the tenths, so that whoever takes one from the other finds what is written there.
 */

/** To a tenth, as `rate` and `points` write it. */
export const toTenth = (value: number): number => Math.round(value * 10) / 10 || 0;

/** The difference of two percentages as they are shown, in points to a tenth. */
export const shownDifference = (value: number, reference: number): number =>
  toTenth(toTenth(value) - toTenth(reference));

/** Half of a hundredth: what rounding to hundredths may have taken or given, and what a float may add. */
const HALF = 0.005 + 1e-9;

/**
 * A percentage that came in hundredths, as it was before: `exact`, counted here, where it rounds to the same. To a tenth
 * of that: 90.046 came as 90.05, which would be shown as 90.1 beside the 90.0 that the same counts show elsewhere.
 */
export const unrounded = (hundredths: number, exact: number | null): number =>
  exact !== null && Math.abs(exact - hundredths) <= HALF ? exact : hundredths;
