/** How many of a list chance would explain (the false discovery rate, in numbers of schools). */

/** Odds, before looking, that a school is in a fall: from the simulated years of docs/method.md. */
const PRIOR_ODDS = 0.07;

/** Chance that one school is listed by chance alone, from its log odds of a fall (`SchoolYear.down`). */
export function byChance(down: number): number {
  return 1 / (1 + PRIOR_ODDS * Math.exp(down));
}

/** Schools of a list that chance would explain. */
export function chanceOfList(downs: Iterable<number>): number {
  let sum = 0;
  for (const down of downs) sum += byChance(down);
  return sum;
}
