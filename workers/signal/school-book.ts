/** One school in the worker's memory: what it is judged by, its days of this school year, and what was last told. */
import { schoolYearStart } from '../../shared/attendance/dates.ts';
import type { SchoolYear } from '../../shared/signal/school-year.ts';
import type { DaySeries } from '../../shared/signal/series.ts';
import type { JudgedSchool } from '../../shared/watch/assess.ts';
import type { KnownSignal } from '../../shared/watch/known-signal.ts';
import { isOwn } from '../../shared/watch/own-days.ts';

export interface SchoolBook extends JudgedSchool {
  place: JudgedSchool['place'];
  baseline: JudgedSchool['baseline'];
  days: JudgedSchool['days'];
  targetOn: JudgedSchool['targetOn'];
  series: DaySeries;
  /** Bits of the days, from 1 September, that are the school's own: they have marks. */
  readonly ownDays: Uint8Array;
  /** The year closed through `closedThrough` of England; replaced when an earlier day changes. */
  year: SchoolYear;
  signal: KnownSignal | undefined;
  /** The signal told last, as JSON: what readers have is what would be worked out again, to the last digit. */
  told: string;
}

/** Which days of a book are its own. */
export function ownDaysOf(book: SchoolBook, schoolYear: number): (day: number) => boolean {
  const start = schoolYearStart(schoolYear);
  return (day) => isOwn(book.ownDays, day - start);
}
