/** Rows of the live protocol (`ROW` in `shared/live/down.ts`), cohort statutory. */
import { STATUTORY } from '../../shared/attendance/cohorts.ts';
import { type Measures, STATES } from '../../shared/attendance/measures.ts';
import type { Row } from '../../shared/live/down.ts';
import type { CountsTable } from '../counts/counts-table.ts';

/** A row of a school or of several. */
export function measuresRow(
  urn: number,
  half: number,
  state: number,
  version: number,
  measures: Measures,
): Row {
  return [
    urn,
    half,
    state,
    version,
    measures.onRoll,
    measures.marked,
    measures.possible,
    measures.attending,
    measures.late,
    measures.approvedActivity,
    measures.authorised,
    measures.unauthorised,
    measures.unexplained,
  ];
}

/** Row of one school in the table of the morning (`half` 0) or the afternoon (1). */
export function schoolRow(table: CountsTable, half: number, index: number): Row {
  const state = STATES.indexOf(table.stateAt(index));
  return measuresRow(
    table.urnAt(index),
    half,
    state,
    table.versionAt(index),
    table.measuresAt(index, STATUTORY),
  );
}

/**
 * One row for several schools, under an id that is no URN (an LA's code, or 0 for the whole view). Undefined when
 * none of them is in the table.
 */
export function sumRow(
  table: CountsTable,
  half: number,
  id: number,
  urns: Iterable<number>,
): Row | undefined {
  const sum: Row = [id, half, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
  let schools = 0;
  for (const urn of urns) {
    const index = table.indexOf(urn);
    if (index < 0) continue;
    schools++;
    sum[3] += table.versionAt(index);
    const single = measuresRow(urn, half, 0, 0, table.measuresAt(index, STATUTORY));
    for (let i = 4; i < sum.length; i++) sum[i] += single[i];
  }
  if (schools === 0) return undefined;
  sum[2] = stateOfSum(sum[4], sum[5]);
  return sum;
}

/** The row of a sum of which no more than the rolls is told yet. */
export function rollsRow([id, half, _state, _version, onRoll]: Row): Row {
  return [id, half, STATES.indexOf('none'), 0, onRoll, 0, 0, 0, 0, 0, 0, 0, 0];
}

export const stateOfSum = (onRoll: number, marked: number): number =>
  STATES.indexOf(marked === 0 ? 'none' : marked === onRoll ? 'complete' : 'partial');
