/** The last school days of a school in the session shown, and where they stand in the picture. */
import { scaleLinear } from 'd3';
import type { History } from '../../shared/api/history.ts';
import { type Session, toDay, weekday } from '../../shared/attendance/dates.ts';

export interface Day {
  date: string;
  /** Percent. */
  attendance: number;
  /** The same day of the week as the one shown: what usual is made of. */
  alike: boolean;
  today: boolean;
}

const SHOWN = 20;

/** Attendance of ages 5 to 15 where it is known, else of the whole school, for the last twenty days up to `date`. */
export function recentDays(history: History, date: string, session: Session): Day[] {
  return history.sessions
    .filter((one) => one.session === session && one.date <= date)
    .flatMap(({ date: day, statutory, possible = 0, attending = 0 }) => {
      const of = statutory?.possible ?? possible;
      if (of === 0) return [];
      const at = statutory?.attending ?? attending;
      const alike = weekday(toDay(day)) === weekday(toDay(date));
      return [{ date: day, attendance: (100 * at) / of, alike, today: day === date }];
    })
    .slice(-SHOWN);
}

/** Places of the days in a box, and a scale that starts where the lowest day needs it to. */
export function layOut(days: readonly Day[], width: number, height: number) {
  const values = days.map((day) => day.attendance);
  const low = Math.min(90, Math.floor(Math.min(...values) - 1));
  const y = scaleLinear([low, 100], [height, 0]);
  const x = scaleLinear([0, Math.max(1, days.length - 1)], [8, width - 8]);
  return { y, ticks: y.ticks(4), dots: days.map((day, i) => ({ ...day, x: x(i), y: y(day.attendance) })) };
}
