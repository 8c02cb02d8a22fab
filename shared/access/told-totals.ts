/** Imported sessions, of which only totals are known, for readers without small numbers. */
import type { Measures } from '../attendance/measures.ts';
import { COMMON, MIDDLE, THOUSAND } from './told.ts';
import { cell, withholdSmall } from './withhold.ts';

/** Whole-school totals of a session; authorised and unauthorised are -1 where they are not known. */
export interface SessionTotals {
  possible: number;
  attending: number;
  authorised: number;
  unauthorised: number;
}

/** Of 1,000 pupils so many are usually absent. */
const ABSENT = COMMON[cell('authorised')] + COMMON[cell('unauthorised')];

/**
 * What may be told of a session of which only totals are known, in thousandths of a pupil.
 */
export function toldTotals(totals: SessionTotals): { possible: number; attending: number } {
  const { possible: whole, attending } = totals;
  const shown = withholdSmall(cellsOfTotals(totals));
  if (shown.possible === undefined) return { possible: 0, attending: 0 };
  const possible = whole * THOUSAND;
  if (shown.attending !== undefined) return { possible, attending: attending * THOUSAND };
  if (shown.absent !== undefined) return { possible, attending: possible - shown.absent * THOUSAND };
  const absent = Math.min(MIDDLE, Math.floor((possible * ABSENT) / THOUSAND));
  return { possible, attending: possible - absent };
}

/** The cells of an imported session; -1 is not known. */
export function cellsOfTotals(totals: SessionTotals): Partial<Measures> {
  const { possible, attending, authorised, unauthorised } = totals;
  return {
    possible,
    attending,
    absent: possible - attending,
    ...(authorised >= 0 ? { authorised } : {}),
    ...(unauthorised >= 0 ? { unauthorised } : {}),
  };
}
