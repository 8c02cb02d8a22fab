/** An area against its own schools' targets: the ratio of sums over the schools that have one. */
import { COUNT, COUNTS, type SchoolTable } from './schools.ts';
import type { SignalTable } from './signals.ts';

export interface AreaTarget {
  /** Percent, over the schools with a target, weighted by the marks they have sent. */
  attendance: number;
  target: number;
  /** Points. */
  gap: number;
  schools: number;
}

/** Null while no school with a target has sent a mark. `session`: 0 AM, 1 PM. */
export function areaTarget(
  table: SchoolTable,
  signals: Pick<SignalTable, 'targetOf'>,
  schools: Iterable<number>,
  session: number,
): AreaTarget | null {
  let [possible, attending, wanted, known] = [0, 0, 0, 0];
  for (const school of schools) {
    const target = signals.targetOf(table.registry.schools.urn[school]);
    const at = (2 * school + session) * COUNTS;
    const of = table.counts[at + COUNT.possible];
    if (target === null || of === 0) continue;
    possible += of;
    attending += table.counts[at + COUNT.attending];
    wanted += of * target;
    known++;
  }
  if (possible === 0) return null;
  const attendance = (100 * attending) / possible;
  const target = wanted / possible / 10;
  return { attendance, target, gap: attendance - target, schools: known };
}
