/** Which colour class an area or a school has, and the few characters printed on a hexagon. */
import { COUNT, COUNTS, NO_ROW, type SchoolTable } from '../state/schools.ts';
import type { AreaFigures } from '../state/sums.ts';
import { points } from '../ui/format.ts';
import { AREA_JUDGED_FROM, classOf, DASHED_BELOW, JUDGED_FROM, SHUT, SILENT, WAITING } from './colours.ts';

/** Index of `closed` in `STATES`. */
const CLOSED = 3;

export interface AreaCell {
  colour: number;
  label: string;
  dashed: boolean;
}

/** How an authority is drawn. */
export function areaCell(figures: AreaFigures | null): AreaCell {
  if (!figures || figures.onRoll === 0) return { colour: SILENT, label: '', dashed: true };
  const { schools, coverage, own } = figures;
  if (schools.closed > schools.partial + schools.complete)
    return { colour: SHUT, label: 'shut', dashed: false };
  const dashed = (coverage ?? 0) < DASHED_BELOW;
  if (figures.marked === 0) return { colour: SILENT, label: '', dashed };
  if (own === null || (coverage ?? 0) < AREA_JUDGED_FROM) return { colour: WAITING, label: '', dashed };
  return { colour: classOf(own, 'area'), label: points(own), dashed };
}

/** The class of a school's point; `national` is what each phase shares, points. */
export function schoolClass(
  table: SchoolTable,
  school: number,
  session: number,
  national: readonly number[] | null,
): number {
  const cell = 2 * school + session;
  const state = table.state[cell];
  if (state === NO_ROW) return SILENT;
  if (state === CLOSED) return SHUT;
  const at = cell * COUNTS;
  const marked = table.counts[at + COUNT.marked];
  if (marked === 0) return SILENT;
  const possible = table.counts[at + COUNT.possible];
  const usualPossible = table.usualPossible[cell];
  if (possible === 0 || usualPossible === 0 || marked < JUDGED_FROM * table.counts[at + COUNT.onRoll])
    return WAITING;
  const gap = table.counts[at + COUNT.attending] / possible - table.usualAttending[cell] / usualPossible;
  return classOf(100 * gap - (national?.[table.phaseOf(school)] ?? 0), 'school');
}

/** Classes of all schools into `into`, one byte each. */
export function paintClasses(table: SchoolTable, session: number, into: Uint8Array): void {
  const national = table.sharedGaps(session);
  for (let school = 0; school < table.size; school++)
    into[school] = schoolClass(table, school, session, national);
}
