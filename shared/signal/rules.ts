/**
 * The rule's constants by version. A changed constant is a new version: what was shown names the rule it was decided by.
 * v6.1 is v6 with the likeness of days learnt from whole years alone (`noise.ts`).
 */

export const RULES = {
  version: 'v6.1',
  /** Share of pupils marked below which a day decides nothing. */
  minCoverage: 0.8,
  /** A day with fewer possible sessions than this share of what is usual of the sessions seen is a partial opening. */
  minOpening: 0.5,
  /** Usable days this year before a school without last year's level is judged. */
  minDays: 12,
  /** The first usable days of a school year, of phased returns, decide nothing. */
  settleDays: 3,
  /** Expected absences a day below which a school is judged on the last school day of its week. */
  weeklyBelow: 2,
  /** A day further from expected than this many of its usual spreads weighs as if it were this far. */
  clip: 3,
  /** The fall looked for: normal, in points. */
  fall: { mean: 1.7, sd: 1 },
  /** School days back at which a fall may have begun. */
  lookBack: 60,
  /** A school's level wanders by about this much, points, however long it has been seen. */
  wander: 0.15,
  /**
   * Weight of evidence (natural logarithm of the odds) to be listed, by size band (`level.ts`); most for the smallest,
   * of which one family is a point. To be held: below it the listing has faded. A return must say `clearShare` of what the
   * fall weighs beyond that, and of a fall that was `sure` before the return `back`: only that is called recovering.
   * Within `recoverDays` of a return a fall that still weighs `again.still` is resumed when the days since say
   * `again.relapse` for it. To be ahead. Chosen on tuning seeds 1 to 12.
   */
  enter: [3.8, 2.35, 2.7, 1.9],
  hold: 4.25,
  clearShare: 0.2,
  sure: 10,
  back: 4,
  again: { still: 8.5, relapse: 1 },
  ahead: 9,
  /** Falls smaller than this, points, are not listed. */
  leastFall: 0.5,
  /** Usable days without relapse from recovering to on track. */
  recoverDays: 10,
  /** School days without a usable one after which nothing is known. */
  staleDays: 15,
  /** How much of a day its whole morning tells (`today.ts`). */
  tonight: { afternoon: 0.885 },
  /** Today: spreads from expected that are low or high, and a sudden drop (spreads, and points over five days). */
  low: 2,
  suddenDrop: { spreads: 3.5, fiveDayPoints: 2 },
  /** Year to date: least band of *on path*, points, and first school day with a verdict. */
  path: { band: 0.2, fromDay: 20 },
  /** Share of schools of one LA and phase that move together, and by how many points, to make an area event. */
  areaEvent: { share: 0.6, points: 2 },
  schoolDays: 190,
} as const;

export type Rules = typeof RULES;
