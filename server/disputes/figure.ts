/** A disputed figure as the counts give it now. */
import { type Figure, isCounted } from '../../shared/api/disputes.ts';
import type { MeasuresBody } from '../../shared/api/sessions.ts';
import { COHORTS } from '../../shared/attendance/cohorts.ts';
import { toDay } from '../../shared/attendance/dates.ts';
import { type Measures, measuresOf } from '../../shared/attendance/measures.ts';
import type { FigureNow } from '../../shared/disputes/life.ts';
import type { Store } from '../../shared/node/packed-values.ts';
import type { Subjects } from '../access/subjects.ts';
import type { Live } from '../live/live.ts';
import { schoolWindow } from '../read/cohorts.ts';
import { countsOf } from '../read/counts-source.ts';

export interface FigureParts {
  live: Live;
  store: Store;
  subjects: Subjects;
}

async function countsBehind(parts: FigureParts, urn: number, figure: Figure): Promise<Measures> {
  const { date, session, window, cohort } = figure;
  const row = COHORTS.indexOf(cohort);
  if (window !== undefined) {
    const school = await parts.subjects.knownSchool(urn);
    return measuresOf((await schoolWindow(parts, school, { window, day: toDay(date) })).tallies, row);
  }
  const table = await countsOf(parts.live, parts.store, [urn], date, session ?? 'AM');
  return table.measuresAt(table.indexOf(urn), row);
}

/** Hundredths of a percent: as much as anybody is shown. */
const percent = (part: number, whole: number): number => Math.round((10_000 * part) / whole) / 100;

/** The value of a counted figure; undefined where there is nothing to divide by. */
function figureOf(name: Figure['name'], counts: MeasuresBody): number | undefined {
  const { possible = 0, attending = 0, onRoll = 0, marked = 0 } = counts;
  if (name === 'attendance') return possible > 0 ? percent(attending, possible) : undefined;
  if (name === 'coverage') return onRoll > 0 ? percent(marked, onRoll) : undefined;
  return counts[name as keyof MeasuresBody];
}

/** Value and counts of a figure that is counted from marks; nothing for one that is not. */
export async function readFigure(parts: FigureParts, urn: number, figure: Figure): Promise<FigureNow> {
  if (!isCounted(figure.name)) return {};
  const counts = await countsBehind(parts, urn, figure);
  const value = figureOf(figure.name, counts);
  return { counts, ...(value === undefined ? {} : { value }) };
}
