/** A browser on an installation of its own: what journeys over the desk's screens are made in. */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { type Run, readRun } from '../../shared/node/run-file.ts';
import { launchBrowser } from './browser.ts';
import { createSite, type TestInstallation } from './installation.ts';

export interface Opened {
  context: BrowserContext;
  page: Page;
}

/** What every installation says of itself, also one that was started elsewhere. */
export type RunningInstallation = Pick<TestInstallation, 'url' | 'data' | 'run'>;

export interface Desk<Of extends RunningInstallation = TestInstallation> {
  readonly installation: Of;
  readonly browser: Browser;
  /** What any page threw. */
  readonly faults: string[];
  /** A browser of its own, signed in; `size` in pixels. */
  as(role: string, scope: string, size?: { width: number; height: number }): Promise<Opened>;
  /** Ends everything that was begun for it and removes it. */
  clear(): Promise<void>;
}

/** A desk wherever it sits. */
export type AnyDesk = Desk<RunningInstallation>;

const SIZE = { width: 1440, height: 900 };

/** Simulated England with some schools, a minute a second. `date`: the school day that is played. */
export async function openDesk(schools: number, ...more: readonly string[]): Promise<Desk> {
  const site = await createSite();
  const options = ['--feed-schools', String(schools), '--feed-speed', '60', '--workers', '1', ...more];
  return sitAt(await site.start(options), () => site.clear());
}

/** A desk on the installation that runs from a data folder; it goes on running afterwards. */
export async function deskOn(data: string): Promise<AnyDesk> {
  const run = (): Run => {
    const found = readRun(data);
    if (!found) throw new Error(`nothing runs from ${data}`);
    return found;
  };
  return sitAt({ url: run().url, data, run }, () => Promise.resolve());
}

async function sitAt<Of extends RunningInstallation>(
  installation: Of,
  clear: () => Promise<void>,
): Promise<Desk<Of>> {
  const browser = await launchBrowser();
  const faults: string[] = [];
  return {
    installation,
    browser,
    faults,
    as: async (role, scope, size = SIZE) => {
      const context = await browser.newContext({ viewport: size, acceptDownloads: true, locale: 'en-GB' });
      const answer = await context.request.post(`${installation.url}/session`, { data: { role, scope } });
      if (!answer.ok()) throw new Error(await answer.text());
      const page = await context.newPage();
      page.on('pageerror', (error) => faults.push(error.message));
      return { context, page };
    },
    clear: async () => {
      await browser.close();
      await clear();
    },
  };
}

/** How far a page scrolls sideways, pixels. */
export const sideways = (page: Page) =>
  page.evaluate('document.documentElement.scrollWidth - innerWidth') as Promise<number>;

/** What stands out to the right of a page that scrolls sideways; empty when it does not. */
export async function beyondTheEdge(page: Page): Promise<string[]> {
  if ((await sideways(page)) <= 0) return [];
  return (await page.evaluate(`[...document.querySelectorAll('body *')]
    .filter((one) => one.getBoundingClientRect().right > innerWidth + 0.5)
    .map((one) => one.tagName + '.' + one.className + ' ' + (one.textContent || '').trim().slice(0, 40))`)) as string[];
}

/** What is wrong with where the keyboard is: off the screen, without size, or behind something; empty when nothing. */
const FOCUS_FAULT = `(() => {
  const at = document.activeElement;
  if (!at || at === document.body) return 'nowhere';
  const box = at.getBoundingClientRect();
  const name = at.tagName + ' ' + (at.getAttribute('aria-label') || at.textContent || '').trim().slice(0, 40);
  const [left, right] = [Math.max(0, box.left), Math.min(innerWidth, box.right)];
  const [top, bottom] = [Math.max(0, box.top), Math.min(innerHeight, box.bottom)];
  if (right - left < 1 || bottom - top < 1) return 'off the screen: ' + name;
  const over = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
  const seen = over === null || at.contains(over) || over.contains(at) || over.closest('svg') === at.closest('svg');
  return seen ? '' : 'behind ' + over.tagName + ': ' + name;
})()`;

/** Goes through a page by Tab and lists where the focus could not be seen; stops where it comes round. */
export async function hiddenStops(page: Page, most = 60): Promise<string[]> {
  const faults = new Set<string>();
  for (let stop = 0; stop < most; stop++) {
    await page.keyboard.press('Tab');
    const fault = (await page.evaluate(FOCUS_FAULT)) as string;
    if (fault === 'nowhere') break;
    if (fault) faults.add(fault);
  }
  return [...faults];
}
