/** Cohorts as they stand in an answer, as much of them as the reader may see. */
import { sightOf } from '../../shared/access/policy.ts';
import type { Reader } from '../../shared/access/roles.ts';
import { withholdSmall } from '../../shared/access/withhold.ts';
import type { CohortsBody } from '../../shared/api/sessions.ts';
import { codeCounts, cohortMeasures, type Measures, type Tallies } from '../../shared/attendance/measures.ts';

/** Measures of one cohort for a reader. */
export function shownMeasures(measures: Partial<Measures>, reader: Reader): Partial<Measures> {
  return sightOf(reader).smallNumbers ? measures : withholdSmall(measures);
}

/**
 * Cohorts of tallies; with `codes` the marks by code of `all`. `single` says that they are of one school: then
 * readers who see no small numbers get no counts by code.
 */
export function cohortsBody(
  tallies: Tallies | Float64Array,
  reader: Reader,
  codes?: { counts: ArrayLike<number>; single: boolean },
): CohortsBody {
  const { smallNumbers } = sightOf(reader);
  const body: CohortsBody = {};
  for (const [cohort, measures] of Object.entries(cohortMeasures(tallies))) {
    const shown = smallNumbers ? measures : withholdSmall(measures);
    if (Object.keys(shown).length > 0 || cohort === 'all') body[cohort] = shown;
  }
  if (codes && (smallNumbers || !codes.single)) {
    const letters = Object.entries(codeCounts(codes.counts)).filter(
      ([, marks]) => smallNumbers || marks >= 5,
    );
    body.all = { ...body.all, codes: Object.fromEntries(letters) };
  }
  return body;
}
