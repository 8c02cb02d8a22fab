/** Where a partial session of a school will close. */
import { countRange } from './count-range.ts';
import { PARAMETERS, type Parameters } from './parameters.ts';
import { type Forecast, forecastSchool, type SessionSoFar, type Shift } from './school.ts';

/** Percent attendance at the end of the session's day, and the range that holds it 95% of the time. */
export interface Close {
  readonly close: number;
  readonly low: number;
  readonly high: number;
}

export const NO_SHIFT: Shift = { points: 0, error: 0 };

/**
 * The close of one school's session from what is in so far: a pure function of counts, so that it moves only when
 * evidence lands. Before the first mark it says what is expected; null where no pupil is possible.
 *
 * @param shift what the school shares with others today (`shiftOf` in `shifts.ts`)
 * @param parameters what `learnHabits` made of the last mornings; without any, the table as it ships
 */
export function projectClose(
  so: SessionSoFar,
  shift: Shift = NO_SHIFT,
  parameters: Parameters = PARAMETERS,
): Close | null {
  const forecast = forecastSchool(so, shift, parameters);
  return forecast ? closeOf(forecast) : null;
}

/** Mean and range in percent of a forecast in fractions and pupils. */
export function closeOf({ possible, close, variance, unknown, settled }: Forecast): Close {
  const open = Math.max(0, possible * (1 - close) - settled);
  const [least, most] = countRange(open, variance * possible ** 2, unknown);
  const percent = (absentees: number) => Math.max(0, 100 * (1 - (settled + absentees) / possible));
  return { close: 100 * close, low: percent(most), high: percent(least) };
}
