/** Sums over some schools by phase. */
import { PHASES } from '../../shared/api/schools.ts';
import { COUNT, COUNTS, NO_ROW, type SchoolTable } from './schools.ts';
import { type AreaFigures, figuresAt, SUM, SUM_LENGTH } from './sums.ts';

/** Figures of the given schools by phase, in the order of `PHASES`; phases without schools have nobody on roll. */
export function phaseFigures(table: SchoolTable, schools: readonly number[], session: number): AreaFigures[] {
  const sums = new Float64Array(PHASES.length * SUM_LENGTH);
  for (const school of schools) {
    const cell = 2 * school + session;
    if (table.state[cell] === NO_ROW) continue;
    const phase = table.phase[school];
    const to = phase * SUM_LENGTH;
    const at = cell * COUNTS;
    if (table.counts[at + COUNT.onRoll] > 0) sums[to + table.state[cell]]++;
    for (let field = 0; field < COUNTS; field++) sums[to + SUM.onRoll + field] += table.counts[at + field];
    const expected = table.expectedOf(cell);
    if (expected < 0) continue;
    sums[to + SUM.judged] += table.counts[at + COUNT.possible];
    sums[to + SUM.judgedAttending] += table.counts[at + COUNT.attending];
    sums[to + SUM.expected] += expected;
    sums[to + SUM.judgedByPhase + phase] += table.counts[at + COUNT.possible];
  }
  const national = table.sharedGaps(session);
  return PHASES.map((_, phase) => figuresAt(sums, phase * SUM_LENGTH, national));
}
