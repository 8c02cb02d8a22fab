/**
 * The URL is the state: everything a person chose is in it, in one order, so that a link shows another person the same
 * screen. Nothing about a pupil ever is.
 */
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
  /** Null: the session under way. */
  session: 'AM' | 'PM' | null;
  sort: Sort;
  /** Filters and order of an area's schools. */
  choice: Choice;
  theme: 'dark' | 'light';
}

export const HOME: Address = {
  view: 'england',
  page: null,
  picture: null,
  session: null,
  sort: 'own',
  choice: NO_CHOICE,
  theme: 'dark',
};

const oneOf = <T extends string>(value: string | null, list: readonly T[]): T | null =>
  list.find((entry) => entry === value) ?? null;

/** Reads a query string; what it does not understand it leaves at its default. `home`: the view of one without. */
export function parseAddress(query: string, home = HOME.view): Address {
  const search = new URLSearchParams(query);
  const view = viewSchema.safeParse(search.get('view') ?? home);
  return {
    view: view.success ? view.data : home,
    page: oneOf(search.get('page'), PAGES),
    picture: oneOf(search.get('show'), PICTURES),
    session: oneOf(search.get('session'), ['AM', 'PM'] as const),
    sort: oneOf(search.get('sort'), SORTS) ?? HOME.sort,
    choice: readChoice(search),
    theme: oneOf(search.get('theme'), ['dark', 'light'] as const) ?? HOME.theme,
  };
}

/** Writes the query string, without what is at its default: `?view=la:355&show=table`, or `./` for the first screen. */
export function formatAddress(address: Address, home = HOME.view): string {
  const parts: string[] = [];
  if (address.view !== home) parts.push(`view=${address.view}`);
  if (address.page) parts.push(`page=${address.page}`);
  if (address.picture) parts.push(`show=${address.picture}`);
  if (address.session) parts.push(`session=${address.session}`);
  if (address.sort !== HOME.sort) parts.push(`sort=${address.sort}`);
  parts.push(...writeChoice(address.choice));
  if (address.theme !== HOME.theme) parts.push(`theme=${address.theme}`);
  return parts.length > 0 ? `?${parts.join('&')}` : './';
}
