/** A mark's place in the merge order. Identity: (urn, upn, date, session), here already a slot of a school-session. */

/** `minutesLate` of a mark that gives none. */
export const NO_MINUTES = -1;
/** Greatest `minutesLate` accepted: one day. */
export const MAX_MINUTES_LATE = 1440;

/**
 * Whether mark A wins over mark B of the same identity: the greater by `recordedAt` (ms), then the code's row, then
 * `minutesLate` (contract, *Merge*). Equal marks do not win over each other, so a repeat changes nothing.
 */
export function wins(
  atA: number,
  rowA: number,
  lateA: number,
  atB: number,
  rowB: number,
  lateB: number,
): boolean {
  if (atA !== atB) return atA > atB;
  if (rowA !== rowB) return rowA > rowB;
  return lateA > lateB;
}
