/** How many of a list chance would explain (the false discovery rate, in numbers of schools). */

/** What lists are known by, from the simulated years of docs/method.md. */
const USUAL = {
  /** Share of the schools that have not fallen which is listed all the same, on any day. */
  wronglyListed: 1 / 502,
  /** Share of the fallen that is listed. */
  found: 0.5,
  /** Share of schools that are in a fall, and how many schools this counts as much as. */
  fallen: 0.03,
  schools: 500,
};

/**
 * Odds, before looking at its own evidence, that a school is in a fall: by how many more are listed than chance lists among
 * so many, drawn towards what is usual where few are judged. A fixed share would believe too much of a list in times or
 * places in which hardly a school falls.
 */
function oddsBeforehand(listed: number, judged: number): number {
  const { wronglyListed, found, fallen, schools } = USUAL;
  const beyond = Math.max(0, listed - judged * wronglyListed) / found;
  const share = Math.min(0.5, (beyond + fallen * schools) / (judged + schools));
  return share / (1 - share);
}

/**
 * Schools of a list that chance would explain.
 *
 * @param downs log odds of a fall of every listed school (`SchoolYear.down`)
 * @param judged schools of the same area with a standing, listed or not
 */
export function chanceOfList(downs: readonly number[], judged: number): number {
  const odds = oddsBeforehand(downs.length, judged);
  return downs.reduce((sum, down) => sum + 1 / (1 + odds * Math.exp(down)), 0);
}
