/** The year so far against the same weeks last year: sums over schools, never means of rates. Pure. */

/** Possible and attending sessions of a school, this year and in the same weeks last year; 0 where not known. */
export interface SchoolYears {
  possible: number;
  attending: number;
  lastPossible: number;
  lastAttending: number;
}

export interface YearComparison {
  thisYear: number;
  bothYears: number;
  /** Percent; null without a session. */
  attendance: number | null;
  both: { thisYear: number; lastYear: number } | null;
  daysGained: number | null;
  improved: { schools: number; share: number } | null;
}

const SESSIONS_A_DAY = 2;
const hundredths = (value: number): number => Math.round(value * 100) / 100;

/**
 * Days gained = (attending - possible x last year's rate) / 2, over the schools with both years. A school has improved
 * when its own ratio is greater than last year's; whole numbers are compared, so that no rounding decides.
 */
export function compareYears(schools: Iterable<SchoolYears>): YearComparison {
  const all = { schools: 0, possible: 0, attending: 0 };
  const both = { schools: 0, possible: 0, attending: 0, lastPossible: 0, lastAttending: 0, improved: 0 };
  for (const { possible, attending, lastPossible, lastAttending } of schools) {
    if (possible === 0) continue;
    all.schools++;
    all.possible += possible;
    all.attending += attending;
    if (lastPossible === 0) continue;
    both.schools++;
    both.possible += possible;
    both.attending += attending;
    both.lastPossible += lastPossible;
    both.lastAttending += lastAttending;
    if (attending * lastPossible > lastAttending * possible) both.improved++;
  }
  const isCompared = both.schools > 0;
  const lastRate = isCompared ? both.lastAttending / both.lastPossible : 0;
  return {
    thisYear: all.schools,
    bothYears: both.schools,
    attendance: all.possible > 0 ? hundredths((100 * all.attending) / all.possible) : null,
    both: isCompared
      ? { thisYear: hundredths((100 * both.attending) / both.possible), lastYear: hundredths(100 * lastRate) }
      : null,
    daysGained: isCompared ? Math.round((both.attending - both.possible * lastRate) / SESSIONS_A_DAY) : null,
    improved: isCompared
      ? { schools: both.improved, share: Math.round((1000 * both.improved) / both.schools) / 1000 }
      : null,
  };
}
