/** Which of a school's targets the signal goes by on a day. */
import type { TargetRow } from '../api/intake/targets.ts';
import { fromDay, schoolYearOf } from '../attendance/dates.ts';
import type { Target } from '../signal/moment.ts';
import { targetInForce } from '../targets/in-force.ts';

/** The imported target in force; a modelled one lists nobody and is shown where targets are asked for. */
export function targetOn(rows: readonly TargetRow[], day: number): Target | undefined {
  if (rows.length === 0) return undefined;
  const row = targetInForce(rows, schoolYearOf(day), fromDay(day));
  return row && { value: row.target, kind: row.kind };
}
