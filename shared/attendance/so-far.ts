/** When a figure of a session is *so far*: the registers that come first are not like the rest. */

/** From this share of registers in what is still to come hardly moves a figure. */
export const ALL_BUT_IN = 0.95;

/** `coverage`: 0 to 1, null before the first register. */
export const isSoFar = (coverage: number | null): boolean => (coverage ?? 0) < ALL_BUT_IN;
