/** An area against its own schools' targets: the ratio of sums over the schools that have one. */
import { COUNT, COUNTS, type SchoolTable } from './schools.ts';
import { shownDifference } from './shown.ts';
import type { SignalTable } from './signals.ts';

export interface AreaTarget {
  /** Percent, over the schools with a target, weighted by the marks they have sent. */
  attendance: number;
  target: number;
  /** Points, of the figures shown. */
  gap: number;
  schools: number;
}

/** Targets of schools in tenths of a percent, in their order; 0 for none. They change seldom: figures each second. */
export function targetsOf(
  table: SchoolTable,
  signals: Pick<SignalTable, 'targetOf'>,
  schools: readonly number[],
): Int16Array {
  const { urn } = table.registry.schools;
  return Int16Array.from(schools, (school) => signals.targetOf(urn[school]) ?? 0);
}

/** Null while no school with a target has sent a mark. `targets` are those of `schools`; `session`: 0 AM, 1 PM. */
export function areaTarget(
  table: SchoolTable,
  targets: Int16Array,
  schools: readonly number[],
  session: number,
): AreaTarget | null {
  let [possible, attending, wanted, known] = [0, 0, 0, 0];
  for (let i = 0; i < schools.length; i++) {
    const at = (2 * schools[i] + session) * COUNTS;
    const of = table.counts[at + COUNT.possible];
    if (targets[i] === 0 || of === 0) continue;
    possible += of;
    attending += table.counts[at + COUNT.attending];
    wanted += of * targets[i];
    known++;
  }
  if (possible === 0) return null;
  const attendance = (100 * attending) / possible;
  const target = wanted / possible / 10;
  return { attendance, target, gap: shownDifference(attendance, target), schools: known };
}
