/** Words and figures of a wall. */
import { fromDay, weekday } from '../../shared/attendance/dates.ts';

const MINUS = '\u2212';
const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const LONG_DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const counts = new Intl.NumberFormat('en-GB');

export const count = (value: number): string => counts.format(value);
export const plural = (value: number, one: string): string =>
  `${count(value)} ${one}${value === 1 ? '' : 's'}`;
export const rate = (percent: number | null): string => (percent === null ? '–' : percent.toFixed(1));

/** A share of 0 to 1 as whole percent: never 100 before all is in. */
export function share(value: number | null): string {
  if (value === null) return '–';
  const percent = Math.round(value * 100);
  return percent === 100 && value < 1 ? '99' : String(percent);
}

/** A share of 0 to 1 as far as a wall tells it. */
export const wholePercent = (value: number | null): number | null =>
  value === null ? null : Number(share(value)) / 100;

/** Points with their sign. */
export function signedPoints(points: number): string {
  const text = Math.abs(points).toFixed(1);
  return text === '0.0' ? text : (points < 0 ? MINUS : '+') + text;
}

/** `Mon 7 Dec`. */
export function dateWords(day: number): string {
  const [, month, date] = fromDay(day).split('-').map(Number);
  return `${DAYS[weekday(day) - 1]} ${date} ${MONTHS[month - 1]}`;
}

export const dayName = (day: number): string => LONG_DAYS[weekday(day) - 1];

/** Since when: the day of the week within the last six days, else the date; nothing before the first close. */
export function sinceWords(since: number, today: number): string {
  if (since === 0) return '';
  if (today - since < 7) return DAYS[weekday(since) - 1];
  const [, month, date] = fromDay(since).split('-').map(Number);
  return `${date} ${MONTHS[month - 1]}`;
}

/** `0.4 below`, `0.4 above`; null where there is no difference to speak of. */
export function awayWords(points: number): string | null {
  const size = Math.abs(points).toFixed(1);
  return size === '0.0' ? null : `${size} ${points < 0 ? 'below' : 'above'}`;
}
