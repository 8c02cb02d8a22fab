/** Contract, *Measures* and *State*: what the marks of the pupils on roll add up to. */
import { CODES } from '../../../shared/attendance/codes.ts';

export const MEASURES = [
  'onRoll',
  'marked',
  'unmarked',
  'possible',
  'attending',
  'absent',
  'present',
  'late',
  'approvedActivity',
  'authorised',
  'unauthorised',
  'unexplained',
  'lateAfterClose',
  'notPossible',
  'administrative',
] as const;
export type OracleMeasures = Record<(typeof MEASURES)[number], number>;
export type ByCohort = Record<string, OracleMeasures>;

/** The measures that a pupil with this code adds one to; no code is no mark. */
export function measuresOfCode(code: string | undefined): (keyof OracleMeasures)[] {
  const kind = CODES.find((entry) => entry.code === code)?.kind ?? 'unmarked';
  if (kind === 'unmarked') return ['onRoll', 'unmarked'];
  if (kind === 'notPossible' || kind === 'administrative') return ['onRoll', 'marked', kind];
  const possible: (keyof OracleMeasures)[] = ['onRoll', 'marked', 'possible'];
  if (kind === 'present') return [...possible, 'attending', 'present'];
  if (kind === 'late') return [...possible, 'attending', 'present', 'late'];
  if (kind === 'approvedActivity') return [...possible, 'attending', 'approvedActivity'];
  if (kind === 'authorised') return [...possible, 'absent', 'authorised'];
  if (kind === 'unauthorised') return [...possible, 'absent', 'unauthorised'];
  return [...possible, 'absent', 'unauthorised', kind];
}

const NOTHING = Object.fromEntries(MEASURES.map((measure) => [measure, 0])) as OracleMeasures;

export function addTo(cohorts: ByCohort, cohort: string, measures: Iterable<keyof OracleMeasures>): void {
  cohorts[cohort] ??= { ...NOTHING };
  for (const measure of measures) cohorts[cohort][measure]++;
}

/** Adds the sums of one session to a sum over sessions. */
export function addSession(sum: ByCohort, session: ByCohort): void {
  for (const [cohort, measures] of Object.entries(session)) {
    addTo(sum, cohort, []);
    for (const measure of MEASURES) sum[cohort][measure] += measures[measure];
  }
}

export function stateOf(all: OracleMeasures, codes: Record<string, number>): string {
  if (all.marked === 0) return 'none';
  if ((codes['#'] ?? 0) + (codes.Y4 ?? 0) === all.marked) return 'closed';
  return all.unmarked === 0 ? 'complete' : 'partial';
}
