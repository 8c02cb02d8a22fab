/** Attendance by weekday and session over a school's last days: ten cells, each with how many sessions it is made of. */
import type { History, HistorySessionBody } from '../../shared/api/history.ts';
import { SESSIONS, type Session, toDay, weekday } from '../../shared/attendance/dates.ts';
import { judgedOf, lastDays } from './drivers.ts';

const WEEK_DAYS = 60;
export const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri'] as const;

export interface WeekCell {
  weekday: number;
  session: Session;
  /** Percent; null where no such session was held. */
  attendance: number | null;
  /** Points from the mean of all ten. */
  gap: number | null;
}

export interface WeekGrid {
  cells: WeekCell[];
  mean: number | null;
  days: number;
}

function rateOf(sessions: readonly HistorySessionBody[]): number | null {
  const sum = (field: 'possible' | 'attending') =>
    sessions.reduce((total, one) => total + (judgedOf(one)[field] ?? 0), 0);
  const possible = sum('possible');
  return possible > 0 ? (100 * sum('attending')) / possible : null;
}

/** Up to `date`, ages 5 to 15 where they are known. */
export function weekGrid(history: History, date: string): WeekGrid {
  const sessions = lastDays(history, date, WEEK_DAYS).filter((one) => weekday(toDay(one.date)) <= 5);
  const mean = rateOf(sessions);
  const cells = WEEKDAYS.flatMap((_, i) =>
    SESSIONS.map((session) => {
      const of = sessions.filter((one) => one.session === session && weekday(toDay(one.date)) === i + 1);
      const attendance = rateOf(of);
      return {
        weekday: i,
        session,
        attendance,
        gap: attendance === null || mean === null ? null : attendance - mean,
      };
    }),
  );
  return { cells, mean, days: new Set(sessions.map((one) => one.date)).size };
}

const NAMES = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday'];
const LEAST = 0.5;

/** `Friday afternoons are 1.8 below the rest of the week`, or that the week is even. */
export function weekFinding({ cells }: WeekGrid): string {
  const known = cells.flatMap((cell) => (cell.gap === null ? [] : [{ ...cell, gap: cell.gap }]));
  if (known.length < 2) return 'By weekday and session';
  const low = known.reduce((least, cell) => (cell.gap < least.gap ? cell : least));
  if (low.gap > -LEAST) return 'Every weekday about alike';
  const half = low.session === 'AM' ? 'mornings' : 'afternoons';
  return `Lowest on ${NAMES[low.weekday]} ${half}: ${Math.abs(low.gap).toFixed(1)} below its mean`;
}
