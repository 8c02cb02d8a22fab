/** How much of the registry has pupils yet: while rosters come in, the picture is of the schools loaded so far. */

import type { Session } from '../../shared/attendance/dates.ts';
import type { SchoolTable } from './schools.ts';
import { SUM, SUM_LENGTH } from './sums.ts';

/** Every school of the registry is England's, whatever is in view. */
const ENGLAND = 0;

export function loadedSchools(
  { sums, size }: SchoolTable,
  session: Session,
): { schools: number; of: number } {
  const at = (2 * ENGLAND + (session === 'PM' ? 1 : 0)) * SUM_LENGTH;
  const { none, partial, complete, closed } = SUM;
  return {
    schools: sums[at + none] + sums[at + partial] + sums[at + complete] + sums[at + closed],
    of: size,
  };
}
