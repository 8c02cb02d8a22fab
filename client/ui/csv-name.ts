/** The name of a file: what was asked and of when, so that its rows stay readable by machine. */
import { londonTime } from '../../shared/attendance/dates.ts';

export interface FileOf {
  view: string;
  name: string;
  date: string | null;
  session: string;
  /** ms; null when not known. */
  at: number | null;
}

/** `bellwether_la-201_schools_2026-11-20_AM_as-at-0940.csv`. */
export function fileName({ view, name, date, session, at }: FileOf): string {
  const time = at === null ? [] : [`as-at-${londonTime(at).clock.slice(0, 5).replace(':', '')}`];
  const parts = ['bellwether', view, name, ...(date ? [date] : []), session, ...time];
  return `${parts.map((part) => part.replaceAll(/[^\w.-]+/g, '-')).join('_')}.csv`;
}
