/** How numbers and times are written. One place, so that a figure looks the same wherever it stands. */
import { londonTime, type Session, toDay, weekday } from '../../shared/attendance/dates.ts';
import { toTenth } from '../state/shown.ts';

const counts = new Intl.NumberFormat('en-GB');
const MINUS = '\u2212';

/** 8103241 as `8,103,241`. */
export const count = (value: number): string => counts.format(value);

/** A difference in pupils with its sign: `+4`, `−1,204`, `0`. */
export const signedCount = (value: number): string =>
  value === 0 ? '0' : (value < 0 ? MINUS : '+') + counts.format(Math.abs(value));

/** A percentage to one decimal, without the sign: `92.4`; a dash where there is none. */
export const rate = (percent: number | null): string =>
  percent === null ? '–' : toTenth(percent).toFixed(1);

/** Points with their sign: `+0.4`, `−1.1`, `0.0`; a dash where there are none. */
export function points(value: number | null): string {
  if (value === null) return '–';
  const text = Math.abs(toTenth(value)).toFixed(1);
  if (text === '0.0') return text;
  return (value < 0 ? MINUS : '+') + text;
}

/** Hundredths of a point with their sign, nothing rounded away: `+0.40`, `−1.13`, `0.00`. */
export function pointsExact(hundredths: number): string {
  const text = (Math.abs(hundredths) / 100).toFixed(2);
  if (hundredths === 0) return text;
  return (hundredths < 0 ? MINUS : '+') + text;
}

/** A share of 0 to 1 as whole percent. Never 100 before all is in, never 0 once something is. */
export function share(value: number | null): string {
  if (value === null) return '–';
  const percent = Math.round(value * 100);
  if (percent === 100 && value < 1) return '99%';
  if (percent === 0 && value > 0) return '<1%';
  return `${percent}%`;
}

/** London wall clock of an instant, `08:52`. */
export const clock = (instant: number): string => londonTime(instant).clock.slice(0, 5);

/** How long ago, in the largest unit that says enough: `12 s`, `4 min`, `3 h`. */
export function age(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 100) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 100 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
}

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const LONG_DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/** `2026-11-20` as `Fri 20 Nov`. */
export function shortDate(date: string): string {
  const [, month, day] = date.split('-').map(Number);
  return `${DAYS[weekday(toDay(date)) - 1]} ${day} ${MONTHS[month - 1]}`;
}

/** The day of the week in full, `Friday`. */
export const dayName = (date: string): string => LONG_DAYS[weekday(toDay(date)) - 1];

/** `Friday morning`, `Friday afternoon`. */
export const sessionName = (date: string, session: Session): string =>
  `${dayName(date)} ${session === 'AM' ? 'morning' : 'afternoon'}`;

/** `1 school`, `2 schools`. */
export const plural = (value: number, one: string, many = `${one}s`): string =>
  `${count(value)} ${value === 1 ? one : many}`;
