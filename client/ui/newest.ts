/** How old the newest mark is, as far as a screen can know. */
import type { Link } from '../live/link.ts';
import { age, clock } from './format.ts';

/**
 * `12 s ago` while the server is heard. A screen that hears nothing knows neither whether newer marks have come nor
 * whether the clock they live in goes on: it says when the newest that it knows of was made, `at 09:41`.
 * @param at of the newest mark, on the clock in use, ms
 * @param now the same clock, carried on from what was heard last; null before that
 */
export function newestWords(at: number, now: number | null, link: Link): string {
  if (link.kind === 'stopped' || link.kind === 'reconnecting') return `at ${clock(at)}`;
  return now === null ? '–' : `${age(now - at)} ago`;
}
