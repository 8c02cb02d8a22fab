import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from '../helpers/browser.ts';
import { type Held, playWall } from '../helpers/wall-stage.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

test('[WALL81] a wall left to itself holds no more after five minutes than after one', async () => {
  const page = await (await browser.newContext({ viewport: { width: 1920, height: 1080 } })).newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  const seen: Held[] = [];
  await playWall(page, { seconds: 300, looks: 2 }, (held) => void seen.push(held));
  const [first, last] = [seen[0], seen[seen.length - 1]];
  expect(last.heapBytes).toBeLessThan(1.5 * first.heapBytes);
  expect(last.nodes).toBeLessThan(2 * first.nodes);
  expect(faults).toEqual([]);
}, 240_000);
