/** Cohorts as they stand in an answer, as much of them as the reader may see. */
import { sightOf } from '../../shared/access/policy.ts';
import type { Reader } from '../../shared/access/roles.ts';
import { withholdSmall } from '../../shared/access/withhold.ts';
import type { CohortsBody } from '../../shared/api/sessions.ts';
import { codeCounts, cohortMeasures, type Measures, type Tallies } from '../../shared/attendance/measures.ts';

const SMALLEST_SHOWN = 5;
/** The cohorts of sums that are not cut by cohort. */
const HEADLINE = ['all', 'statutory'];

/** What limits an answer: who asks, and which cohorts of the sums they get. */
export interface Shown {
  reader: Reader;
  cohorts: 'all' | 'headline';
}

/** Whether a cohort is part of an answer. */
export const isShown = (cohort: string, { cohorts }: Shown): boolean =>
  cohorts === 'all' || HEADLINE.includes(cohort);

/** Measures of one cohort for a reader; who gets rounded counts gets them from elsewhere (`rounded-sums.ts`). */
export function shownMeasures(measures: Partial<Measures>, reader: Reader): Partial<Measures> {
  const { smallNumbers } = sightOf(reader);
  return smallNumbers ? measures : withholdSmall(measures);
}

/** Marks by code: for who sees no small numbers not of one school, nor where one would follow. */
function shownCodes(
  codes: { counts: ArrayLike<number>; single: boolean },
  reader: Reader,
): Record<string, number> | undefined {
  const { smallNumbers } = sightOf(reader);
  if (!smallNumbers && codes.single) return undefined;
  const letters = Object.entries(codeCounts(codes.counts));
  return Object.fromEntries(letters.filter(([, marks]) => smallNumbers || marks >= SMALLEST_SHOWN));
}

/** Cohorts of tallies; with `codes` the marks by code of `all`. `single`: those of one school follow from them. */
export function cohortsBody(
  tallies: Tallies | Float64Array,
  shown: Shown,
  codes?: { counts: ArrayLike<number>; single: boolean },
): CohortsBody {
  const { reader } = shown;
  const body: CohortsBody = {};
  for (const [cohort, measures] of Object.entries(cohortMeasures(tallies))) {
    if (!isShown(cohort, shown)) continue;
    const cells = shownMeasures(measures, reader);
    if (Object.keys(cells).length > 0 || cohort === 'all') body[cohort] = cells;
  }
  const letters = codes && shownCodes(codes, reader);
  return letters ? { ...body, all: { ...body.all, codes: letters } } : body;
}
