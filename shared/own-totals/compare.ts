/**
 * A school's own totals against ours, each difference by cause, in whole pupils that add up exactly.
 *
 * On both sides possible = onRoll - unmarked - notPossible, so the difference in possible splits without a rest:
 *   roster     = onRoll ours - theirs
 *   late feed  = -(unmarked ours - theirs)
 *   code class = -(not possible or administrative ours - theirs)
 * Of the difference in attending each of these carries as much as it can (between none and all of its pupils). What is
 * left are pupils both count as possible, attending for one side and absent for the other: late after the register
 * closed or approved activity (code class), marks corrected since the totals were drawn, or nothing we can name.
 */
import type { Cause, OwnTotal } from '../api/own-totals.ts';
import type { Measures } from '../attendance/measures.ts';

export interface Sums {
  possible: number;
  attending: number;
}
export type Part = Sums & { cause: Cause };

/** What we count of a year group. */
export type OurTotals = Pick<
  Measures,
  | 'onRoll'
  | 'unmarked'
  | 'possible'
  | 'attending'
  | 'notPossible'
  | 'administrative'
  | 'lateAfterClose'
  | 'approvedActivity'
>;

/** Pupils whose mark is known to have changed since the totals were drawn: to attending, and away from it. */
export interface Corrections {
  up: number;
  down: number;
}

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

/** Shares a difference in attending among parts that can each carry 0 up to their own size; answers what is left. */
function carry(parts: Part[], attending: number): number {
  let left = attending;
  for (const part of parts) {
    part.attending = Math.min(0, part.possible);
    left -= part.attending;
  }
  for (const part of parts.toReversed()) {
    const more = clamp(left, 0, Math.abs(part.possible));
    part.attending += more;
    left -= more;
  }
  return left;
}

/** The causes of one year group's difference. Uses up `corrections` as it explains by them. */
export function causesOf(ours: OurTotals, theirs: OwnTotal, corrections: Corrections): Part[] {
  const notPossible = theirs.onRoll - theirs.unmarked - theirs.possible;
  const parts: Part[] = [
    { cause: 'late-feed', possible: theirs.unmarked - ours.unmarked, attending: 0 },
    { cause: 'roster', possible: ours.onRoll - theirs.onRoll, attending: 0 },
    { cause: 'code-class', possible: notPossible - ours.notPossible - ours.administrative, attending: 0 },
  ];
  let left = carry(parts, ours.attending - theirs.attending);
  const byClass = clamp(left, -ours.lateAfterClose, ours.approvedActivity);
  parts[2].attending += byClass;
  left -= byClass;
  const corrected = clamp(left, -corrections.down, corrections.up);
  if (corrected > 0) corrections.up -= corrected;
  else corrections.down += corrected;
  parts.push({ cause: 'correction', possible: 0, attending: corrected });
  parts.push({ cause: 'unexplained', possible: 0, attending: left - corrected });
  return withoutNaught(parts);
}

export const withoutNaught = (parts: readonly Part[]): Part[] =>
  parts.filter(({ possible, attending }) => possible !== 0 || attending !== 0);

/** Parts of many differences, added up by cause. */
export function addCauses(lists: readonly (readonly Part[])[]): Part[] {
  const sums = new Map<Cause, Part>();
  for (const { cause, possible, attending } of lists.flat()) {
    const sum = sums.get(cause) ?? { cause, possible: 0, attending: 0 };
    sum.possible += possible;
    sum.attending += attending;
    sums.set(cause, sum);
  }
  return withoutNaught([...sums.values()]);
}

/** What is known to have been corrected since: `then` and `now` are counts of the same session. */
export function correctionsSince(
  then: Pick<Measures, 'attending' | 'absent'>,
  now: Pick<Measures, 'attending' | 'absent'>,
): Corrections {
  return { up: Math.max(0, then.absent - now.absent), down: Math.max(0, then.attending - now.attending) };
}

export const minus = (a: Sums, b: Sums): Sums => ({
  possible: a.possible - b.possible,
  attending: a.attending - b.attending,
});

export const total = (list: readonly Sums[]): Sums =>
  list.reduce<Sums>(
    (sum, { possible, attending }) => ({
      possible: sum.possible + possible,
      attending: sum.attending + attending,
    }),
    { possible: 0, attending: 0 },
  );

/**
 * Why the headline of a session (ages 5 to 15) differs from all the totals sent for it: the causes within the year
 * groups, pupils of other ages, and year groups that were not sent.
 */
export function headlineCauses(
  { statutory, all, sent }: { statutory: Sums; all: Sums; sent: Sums },
  years: readonly (readonly Part[])[],
): Part[] {
  return addCauses([
    ...years,
    [
      { cause: 'age', ...minus(statutory, all) },
      { cause: 'not-sent', ...minus(all, sent) },
    ],
  ]);
}
