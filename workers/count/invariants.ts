/**
 * What must hold of the counts of every school-session that is written, whatever happened before (contract, *Always*).
 * A breach is told, never put right silently: it means that something is wrong with the counting itself.
 */

import { CODE_COUNT, KIND_COUNT } from '../../shared/attendance/codes.ts';
import { ALL, COHORT_COUNT } from '../../shared/attendance/cohorts.ts';
import type { SessionCounts } from '../../shared/redis/layouts/counts.ts';

const UNMARKED = 0;

/** The first rule that the counts break, in words; undefined when they break none. */
export function brokenRule({ tallies, codes, version }: SessionCounts): string | undefined {
  if (version < 1) return `a version of ${version}: versions only rise`;
  const all = tallies.subarray(ALL * KIND_COUNT, (ALL + 1) * KIND_COUNT);
  for (let cohort = 0; cohort < COHORT_COUNT; cohort++)
    for (let kind = 0; kind < KIND_COUNT; kind++) {
      const pupils = tallies[cohort * KIND_COUNT + kind];
      if (pupils < 0) return `${pupils} pupils in a cell`;
      if (pupils > all[kind]) return 'a cohort with more pupils than the school';
    }
  let marked = 0;
  for (let kind = 0; kind < KIND_COUNT; kind++) if (kind !== UNMARKED) marked += all[kind];
  let byCode = 0;
  for (let row = 0; row < CODE_COUNT; row++) byCode += codes[row];
  return byCode === marked ? undefined : `${byCode} marks by code and ${marked} marked pupils`;
}
