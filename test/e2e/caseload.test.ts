/** What hub, authority and trust staff use every morning, in a real browser. */
import { mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually, findBarriers, launchBrowser } from '../helpers/browser.ts';
import { createSite, type TestInstallation, type TestSite } from '../helpers/installation.ts';

const PICTURES = 'test-results';
const SCHOOLS = 300;
const UPN = /[A-Z]\d{11}[0-9A-Z]/;

let site: TestSite;
let installation: TestInstallation;
let browser: Browser;
let hub: string;
const faults: string[] = [];

interface Opened {
  context: BrowserContext;
  page: Page;
}
async function as(role: string, scope: string, size = { width: 1440, height: 900 }): Promise<Opened> {
  const context = await browser.newContext({ viewport: size, acceptDownloads: true });
  await context.request.post(`${installation.url}/session`, { data: { role, scope } });
  const page = await context.newPage();
  page.on('pageerror', (error) => faults.push(error.message));
  return { context, page };
}
const open = (page: Page, query = '') => page.goto(`${installation.url}/${query}`);
const rows = (page: Page) => page.locator('[role=grid] [role=rowgroup] [role=row]');
const pupilsOf = (page: Page) => page.getByRole('grid', { name: /Absent pupils/ });

beforeAll(async () => {
  mkdirSync(PICTURES, { recursive: true });
  site = await createSite();
  installation = await site.start([
    '--feed-schools',
    String(SCHOOLS),
    '--feed-speed',
    '60',
    '--workers',
    '1',
  ]);
  browser = await launchBrowser();
  const { context, page } = await as('central', 'england');
  const coverage = async () =>
    Number(/Registers in\s+<?(\d+)%/.exec(await page.locator('header dl').innerText())?.[1] ?? -1);
  await open(page);
  await page.locator('header dl').waitFor();
  await eventually('registers come in', async () => (await coverage()) > 25, 200_000);
  const registry = await context.request.get(`${installation.url}/api/v1/live/schools?view=england`);
  hub = `hub:${((await registry.json()) as { hubs: { id: string }[] }).hubs[0].id}`;
  await context.close();
  const staff = (await as('hub', hub)).context;
  const absentees = `${installation.url}/api/v1/sessions/2026-11-20/AM/absentees`;
  await eventually('pupils of its enhanced schools are absent', async () => {
    const { pupils } = (await (await staff.request.get(absentees)).json()) as { pupils: unknown[] };
    return pupils.length > 2;
  });
  await staff.close();
}, 300_000);

afterAll(async () => {
  expect(faults).toEqual([]);
  await browser?.close();
  await site?.clear();
});

describe('a hub’s morning', () => {
  test('[CASE20] its schools come first; the keyboard leads from the caseload to a school, and to who is absent', async () => {
    const { context, page } = await as('hub', hub);
    await open(page);
    const grid = page.getByRole('grid', { name: /^Schools of/ });
    await grid.waitFor();
    await eventually('the strips are there', async () => (await grid.getByRole('img').count()) > 3);
    expect(await page.locator('main [tabindex="0"][role=grid]').count()).toBe(1);
    await grid.focus();
    await page.keyboard.press('ArrowDown');
    const active = await grid.getAttribute('aria-activedescendant');
    const name = await page.locator(`#${active} a`).innerText();
    await page.keyboard.press('Enter');
    await eventually('the school is open', async () => (await page.title()).startsWith(name));
    await page.goBack();
    await page.getByRole('link', { name: 'Absentees today' }).click();
    await pupilsOf(page).waitFor();
    await page.getByText('Each look is recorded').waitFor();
    expect(await page.getByText('counts only').count()).toBeGreaterThan(0);
    await pupilsOf(page).focus();
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByText('By weekday').waitFor();
    expect(await findBarriers(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await pupilsOf(page).focus();
    await page.keyboard.press('c');
    await page.getByRole('dialog').getByText('Only the outcome is kept').waitFor();
    await page.keyboard.press('Escape');
    expect(page.url()).not.toMatch(UPN);
    await context.close();
  });

  test('[CASE21] sensitive reasons are asked for with the need, which goes along', async () => {
    const { context, page } = await as('hub', hub);
    await open(page, '?page=absentees');
    await pupilsOf(page).waitFor();
    await page.getByRole('button', { name: 'Show sensitive reasons' }).click();
    await page.getByLabel('Your need').fill('Calling families – today’s list');
    const asked = page.waitForRequest((request) => request.url().includes('/absentees?'));
    await page.getByRole('button', { name: 'Show the reasons' }).click();
    expect((await asked).headers()['access-reason']).toBe("Calling families - today's list");
    await page.getByText('Reasons shown: Calling families').waitFor();
    await context.close();
  });

  test('[CASE22] after nine idle minutes the page asks, after ten it lets go of every pupil; opening again reads anew', async () => {
    const { context, page } = await as('hub', hub);
    await page.clock.install();
    await open(page, '?page=absentees');
    await pupilsOf(page).waitFor();
    await page.clock.fastForward(9 * 60_000 + 5_000);
    await page.getByRole('dialog', { name: 'Are you still there?' }).waitFor();
    await page.keyboard.press('Shift');
    await pupilsOf(page).waitFor();
    await eventually('the question is gone', async () => (await page.getByRole('dialog').count()) === 0);
    await page.clock.fastForward(10 * 60_000 + 5_000);
    await page.getByRole('heading', { name: 'Locked' }).waitFor();
    expect(await page.content()).not.toMatch(UPN);
    expect(await pupilsOf(page).count()).toBe(0);
    await page.getByRole('button', { name: 'Open it again' }).click();
    await pupilsOf(page).waitFor();
    await context.close();
  });

  test('[CASE23] on paper there is no pupil, only a word why', async () => {
    const { context, page } = await as('hub', hub);
    await open(page, '?page=absentees');
    await pupilsOf(page).waitFor();
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('main').innerText()).toMatch(/^Lists of pupils are not printed/);
    expect(await page.locator('main').innerText()).not.toMatch(UPN);
    await context.close();
  });

  test('[CASE24] a school’s page goes on one sheet of A4', async () => {
    const { context, page } = await as('hub', hub);
    await open(page);
    // A school whose days are judged has everything that the sheet may hold.
    await rows(page).filter({ hasText: 'On track' }).first().locator('a').click();
    await page.getByText('similar school').first().waitFor();
    await page
      .getByText(/weekday/i)
      .first()
      .waitFor();
    const sheet = await page.pdf({ format: 'A4', preferCSSPageSize: true });
    expect(sheet.toString('latin1').match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
    await context.close();
  });
});

describe('an authority’s reader', () => {
  test('[CASE25] filters, orders and takes the table along, and the filters stand in the file', async () => {
    const { context, page } = await as('rise', 'region:E12000007');
    await open(page);
    await page.getByRole('grid').waitFor();
    await page.getByRole('button', { name: 'Phase' }).click();
    await page.getByLabel('Primary').check();
    expect(page.url()).toContain('phase=primary');
    await page.keyboard.press('Escape');
    await page.getByRole('columnheader', { name: 'School' }).click();
    expect(page.url()).toContain('order=name');
    const [saved] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'CSV' }).click(),
    ]);
    const csv = await readFile(await saved.path(), 'utf8');
    expect(csv).toContain('Filters,primary');
    expect(csv).not.toContain(',secondary,');
    await page.getByRole('button', { name: /Take away/ }).click();
    expect(page.url()).not.toContain('phase=');
    await context.close();
  });
});
