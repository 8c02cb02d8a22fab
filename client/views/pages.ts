/** Pages beside the figures of a view, each fetched when it is first opened. */
import type { Component } from 'svelte';
import type { Page } from '../state/address.ts';

type Load = () => Promise<{ default: Component<{ view: string }> }>;

const LOADERS: Partial<Record<Page, Load>> = {
  absentees: () => import('../absentees/AbsenteesPage.svelte'),
  admin: () => import('../admin/AdminPage.svelte'),
  displays: () => import('../displays/DisplaysPage.svelte'),
  disputes: () => import('../disputes/DisputesPage.svelte'),
  help: () => import('../help/HelpPage.svelte'),
};

/** How the page of an address is fetched; null for the figures themselves. */
export function pageOf(page: Page | null): Load | null {
  return (page && LOADERS[page]) ?? null;
}
