/**
 * A school that was converted has a new URN, and the target that was set for it under the old one: the same pupils and
 * staff. A school made of several has none until one is set for it.
 */
import type { TargetRow } from '../api/intake/targets.ts';
import type { School } from '../api/schools.ts';
import { targetInForce } from './in-force.ts';

/** What is known of schools and their imported targets. */
export interface TargetBook {
  readonly schools: ReadonlyMap<number, Pick<School, 'predecessors'>>;
  targetsOf(urn: number): readonly TargetRow[];
}

/** Further back than any school changed its URN within a school year. */
const MOST_STEPS = 3;

/**
 * The imported target in force for a school: its own, else that of the one school it was.
 * @param schoolYear the year it starts in
 * @param date `YYYY-MM-DD`
 * @returns a row whose `urn` says for whom it was issued
 */
export function targetFor(
  book: TargetBook,
  urn: number,
  schoolYear: number,
  date: string,
): TargetRow | undefined {
  for (let at = urn, step = 0; step <= MOST_STEPS; step++) {
    const found = targetInForce(book.targetsOf(at), schoolYear, date);
    if (found) return found;
    const before = book.schools.get(at)?.predecessors ?? [];
    if (before.length !== 1) return undefined;
    at = before[0].urn;
  }
  return undefined;
}
