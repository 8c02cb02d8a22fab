/** How much of the registry has pupils yet: while rosters come in, the picture is of the schools loaded so far. */

import type { Session } from '../../shared/attendance/dates.ts';
import { COUNT, COUNTS, type SchoolTable } from './schools.ts';

export function loadedSchools(table: SchoolTable, session: Session): { schools: number; of: number } {
  let schools = 0;
  const offset = session === 'PM' ? 1 : 0;
  for (let school = 0; school < table.size; school++) {
    if (table.counts[(2 * school + offset) * COUNTS + COUNT.onRoll] > 0) schools++;
  }
  return { schools, of: table.size };
}
