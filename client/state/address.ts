/**
 * The URL is the state: everything a person chose is in it, in one order, so that a link shows another person the same
 * screen. Nothing about a pupil ever is.
 */
import { toDay } from '../../shared/attendance/dates.ts';
import { viewSchema } from '../../shared/live/views.ts';
import { type Choice, NO_CHOICE, readChoice, writeChoice } from '../caseload/choice.ts';

export const PICTURES = ['hex', 'map', 'table'] as const;
export type Picture = (typeof PICTURES)[number];
export const SORTS = ['name', 'own', 'gap', 'attendance', 'coverage', 'pupils'] as const;
export type Sort = (typeof SORTS)[number];

/** What is shown of a view: its figures, or a page beside them. */
export const PAGES = ['absentees', 'disputes', 'help', 'admin', 'displays'] as const;
export type Page = (typeof PAGES)[number];

export interface Address {
  view: string;
  /** Null: the view's figures. */
  page: Page | null;
  /** Null: the one that suits the view. */
  picture: Picture | null;
  /** Null: today. */
  date: string | null;
  /** London time, `09:40`; null: now, and of a day gone by its evening. */
  at: string | null;
  /** Null: the session under way. */
  session: 'AM' | 'PM' | null;
  sort: Sort;
  /** Filters and order of an area's schools. */
  choice: Choice;
  /** What stands beside the lists: the year (null), or what the area is made of. */
  beside: 'parts' | null;
  /** Step of the tour, from 1; null outside it. */
  tour: number | null;
  theme: 'dark' | 'light';
}

export const HOME: Address = {
  view: 'england',
  page: null,
  picture: null,
  date: null,
  at: null,
  session: null,
  sort: 'own',
  choice: NO_CHOICE,
  beside: null,
  tour: null,
  theme: 'dark',
};

const oneOf = <T extends string>(value: string | null, list: readonly T[]): T | null =>
  list.find((entry) => entry === value) ?? null;

const matching = (value: string | null, pattern: RegExp): string | null =>
  value !== null && pattern.test(value) ? value : null;

const isDate = (text: string | null): text is string => text !== null && toDay(text) >= 0;

/** Reads a query string; what it does not understand it leaves at its default. `home`: the view of one without. */
export function parseAddress(query: string, home = HOME.view): Address {
  const search = new URLSearchParams(query);
  const view = viewSchema.safeParse(search.get('view') ?? home);
  return {
    view: view.success ? view.data : home,
    page: oneOf(search.get('page'), PAGES),
    picture: oneOf(search.get('show'), PICTURES),
    date: isDate(search.get('date')) ? search.get('date') : null,
    at: matching(search.get('at'), /^([01]\d|2[0-3]):[0-5]\d$/),
    session: oneOf(search.get('session'), ['AM', 'PM'] as const),
    sort: oneOf(search.get('sort'), SORTS) ?? HOME.sort,
    choice: readChoice(search),
    tour: search.has('tour') ? Number(matching(search.get('tour'), /^[1-5]$/)) || null : null,
    beside: oneOf(search.get('beside'), ['parts'] as const),
    theme: oneOf(search.get('theme'), ['dark', 'light'] as const) ?? HOME.theme,
  };
}

/** Writes the query string, without what is at its default: `?view=la:355&show=table`, or `./` for the first screen. */
export function formatAddress(address: Address, home = HOME.view): string {
  const parts: string[] = [];
  if (address.view !== home) parts.push(`view=${address.view}`);
  if (address.page) parts.push(`page=${address.page}`);
  if (address.picture) parts.push(`show=${address.picture}`);
  if (address.date) parts.push(`date=${address.date}`);
  if (address.at) parts.push(`at=${address.at}`);
  if (address.session) parts.push(`session=${address.session}`);
  if (address.sort !== HOME.sort) parts.push(`sort=${address.sort}`);
  parts.push(...writeChoice(address.choice));
  if (address.beside) parts.push(`beside=${address.beside}`);
  if (address.tour) parts.push(`tour=${address.tour}`);
  if (address.theme !== HOME.theme) parts.push(`theme=${address.theme}`);
  return parts.length > 0 ? `?${parts.join('&')}` : './';
}
