/** Which of a school's targets the signal goes by on a day. */
import { fromDay, schoolYearOf } from '../attendance/dates.ts';
import type { Target } from '../signal/moment.ts';
import { type TargetBook, targetFor } from '../targets/succession.ts';

/** The imported target in force; a modelled one lists nobody and is shown where targets are asked for. */
export function targetOn(book: TargetBook, urn: number, day: number): Target | undefined {
  const row = targetFor(book, urn, schoolYearOf(day), fromDay(day));
  return row && { value: row.target, kind: row.kind };
}
