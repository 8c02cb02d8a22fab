/** How strong the evidence of a standing is, in words: finer than that no order of schools is honest. */

export const STRENGTHS = ['very-strong', 'strong', 'some'] as const;
export type Strength = (typeof STRENGTHS)[number];

/** Evidence (about standard deviations, either way) in tenths, as it goes over the wire. */
const STRONG = 45;
const VERY_STRONG = 60;

/** The strength of evidence; null for none. Schools of equal strength share a place. */
export function strengthOf(evidence: number): Strength | null {
  const tenths = Math.abs(Math.round(evidence * 10));
  if (tenths >= VERY_STRONG) return 'very-strong';
  if (tenths >= STRONG) return 'strong';
  return tenths > 0 ? 'some' : null;
}

/** 0 for the strongest. */
export function strengthRank(strength: Strength | null): number {
  return strength === null ? STRENGTHS.length : STRENGTHS.indexOf(strength);
}
