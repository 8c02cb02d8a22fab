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
  { state, counts, usualPossible, usualAttending, phase }: SchoolTable,
  school: number,
  session: number,
  national: readonly number[] | null,
): number {
  const cell = 2 * school + session;
  if (state[cell] === NO_ROW) return SILENT;
  if (state[cell] === CLOSED) return SHUT;
  const at = cell * COUNTS;
  const marked = counts[at + COUNT.marked];
  if (marked === 0) return SILENT;
  const possible = counts[at + COUNT.possible];
  const usual = usualPossible[cell];
  if (possible === 0 || usual === 0 || marked < JUDGED_FROM * counts[at + COUNT.onRoll]) return WAITING;
  const gap = 100 * (counts[at + COUNT.attending] / possible - usualAttending[cell] / usual);
  return classOf(national === null ? gap : gap - national[phase[school]], 'school');
}

/** Classes of all schools into `into`, one byte each. */
export function paintClasses(table: SchoolTable, session: number, into: Uint8Array): void {
  const national = table.sharedGaps(session);
  for (let school = 0; school < table.size; school++)
    into[school] = schoolClass(table, school, session, national);
}
