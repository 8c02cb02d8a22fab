/**
 * A school's signal as screens get it live: small whole numbers, absolute, so that telling one twice does no harm.
 * Everything else (the season's part, the year to date, the sentence) is asked for by HTTP when somebody looks.
 */
import { z } from 'zod';
import { STANDINGS, type Standing } from '../signal/school-year.ts';
import { TODAYS, type Today } from '../signal/today.ts';
import type { Verdict } from '../signal/year-to-date.ts';

export { STANDINGS, type Standing, TODAYS, type Today, type Verdict };

/** Words of the year to date by their number in a row. */
export const VERDICTS = ['too-early', 'behind', 'on-path', 'ahead'] as const satisfies readonly Verdict[];

/**
 * Columns of a signal row. Unknown values are null.
 *
 * | column | unit |
 * |---|---|
 * | `standing`, `today`, `verdict` | place in `STANDINGS`, `TODAYS`, `VERDICTS` |
 * | `since` | day number (`attendance/dates.ts`) from which the standing holds |
 * | `likely` | chance in percent that tonight's close leaves it slipping |
 * | `attendance`, `expected`, `target` | tenths of a percent, both sessions of the day together |
 * | `evidence` | tenths; below 0 a fall, above 0 a rise |
 * | `extraAbsent` | pupils a day |
 * | `season`, `shared`, `own` | tenths of a point: the parts of attendance minus target (minus expected without one) |
 * | `silent` | 1 when the register of the session under way is late for this school, else 0 |
 * | `fall` | tenths of a point by which its own level has fallen (below 0) while it is slipping or recovering |
 */
export const SIGNAL = {
  urn: 0,
  standing: 1,
  since: 2,
  today: 3,
  likely: 4,
  attendance: 5,
  expected: 6,
  target: 7,
  evidence: 8,
  extraAbsent: 9,
  season: 10,
  shared: 11,
  own: 12,
  verdict: 13,
  silent: 14,
  fall: 15,
} as const;
export const SIGNAL_LENGTH = 16;
export const signalRowSchema = z.array(z.number().int().nullable()).length(SIGNAL_LENGTH);
export type SignalRow = (number | null)[];

/** Where a session of the whole view will close: `[session (0 AM, 1 PM), close, low, high]`, hundredths of a percent. */
export const closeRowSchema = z.tuple([
  z.number().int(),
  z.number().int(),
  z.number().int(),
  z.number().int(),
]);
export type CloseRow = z.infer<typeof closeRowSchema>;
