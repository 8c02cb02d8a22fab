import AxeBuilder from '@axe-core/playwright';
import { type Browser, chromium, type Page } from 'playwright-core';

/** Quiet: it looks for no updates, accounts or networks. */
export const BROWSER_ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-sync',
  '--no-first-run',
];

/** Debian's Chromium. */
export const launchBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: '/usr/bin/chromium', args: BROWSER_ARGS });

/** Waits until a condition of the test's own holds; fails with what it was waiting for. */
export async function eventually(what: string, holds: () => Promise<boolean>, ms = 60_000): Promise<void> {
  const end = Date.now() + ms;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`waited ${ms / 1000} s in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const STANDARDS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** Rows that change places pass over each other for as long. */
const ROWS_MOVE_MS = 700;

/** What axe finds wrong on a page by WCAG 2.2 AA, as lines; empty when nothing. */
export async function findBarriers(page: Page): Promise<string[]> {
  const found = await lookForBarriers(page);
  if (!found.some((line) => line.startsWith('target-size'))) return found;
  await page.waitForTimeout(ROWS_MOVE_MS);
  return lookForBarriers(page);
}

async function lookForBarriers(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).withTags(STANDARDS).analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(
      (node) =>
        `${id}: ${node.target.join(' ')} ${node.failureSummary?.split('\n').slice(1).join(' ') ?? ''}`,
    ),
  );
}
