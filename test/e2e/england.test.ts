import { mkdirSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TOUR } from '../../client/help/tour.ts';
import { WORDS } from '../../client/help/words.ts';
import { POINT_FILLS, rgbOf } from '../../client/map/colours.ts';
import { eventually, findBarriers } from '../helpers/browser.ts';
import { type Desk, openDesk, sideways } from '../helpers/desk.ts';

const PICTURES = 'test-results';
const SCHOOLS = 150;
/** Errors of the console. */
const said: string[] = [];

let desk: Desk;
let page: Page;

beforeAll(async () => {
  mkdirSync(PICTURES, { recursive: true });
  desk = await openDesk(SCHOOLS);
  const context = await desk.browser.newContext({ viewport: { width: 1440, height: 900 } });
  page = await context.newPage();
  page.on('pageerror', (error) => desk.faults.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') said.push(message.text());
  });
});

afterAll(async () => {
  await desk?.clear();
});

const open = (query = '') => page.goto(`${desk.installation.url}/${query}`);
const clocks = () => page.locator('header dl').innerText();
const isLive = async () => /This screen.*\s+(Live|Catching)/.test(await clocks());
const coverage = async () => Number(/Registers in\s+<?(\d+)%/.exec(await clocks())?.[1] ?? -1);
const inWords = (text: string) => page.getByText(text).first().waitFor({ timeout: 30_000 });

describe('England on the screen', () => {
  test('[SCREEN100] the page signs itself in, says that it is a demo and simulated, and is live', async () => {
    await open();
    await inWords('Demo access: central');
    await inWords('Not official statistics');
    await eventually('the screen is live', async () =>
      /This screen.*\s+Live simulation/.test(await clocks()),
    );
    expect(await clocks()).toMatch(/This screen\s×60, \d\d:\d\d/);
    expect(said).toEqual([]);
  });

  test('[SCREEN101] the picture moves as registers come in', async () => {
    await eventually('registers come in', async () => (await coverage()) > 30);
    const before = await coverage();
    await eventually('more registers come in', async () => (await coverage()) > before);
    expect(await page.locator('main').innerText()).toMatch(/\d\d\.\d\s*%/);
    await page.screenshot({ path: `${PICTURES}/england.png` });
  });

  test('[SCREEN441] the tour leads in five steps to one school’s gap in its three parts', async () => {
    await open('?page=help');
    await page.getByRole('link', { name: 'Start the tour' }).click();
    const bar = page.getByRole('complementary', { name: 'Tour' });
    for (let step = 1; step < TOUR.length; step++) {
      await bar.getByText(`${step} of 5. ${TOUR[step - 1].title}`).waitFor();
      expect(page.url()).not.toContain('view=school');
      await bar.getByRole('link', { name: 'Next' }).click();
    }
    await bar.getByText('5 of 5. Why this school').waitFor();
    expect(page.url()).toMatch(/view=school:\d{6}/);
    const gap = page.getByRole('region', { name: /(below|above|at) (target|expected)/ });
    // A school may have been chosen before its first register of the day: its parts come with that.
    await gap.getByRole('listitem').first().waitFor({ timeout: 120_000 });
    for (const part of ['Target', 'Season', 'England-wide', 'This school', 'Today so far'])
      expect(await gap.getByRole('listitem').filter({ hasText: part }).count()).toBe(1);
    await bar.getByRole('link', { name: 'Done' }).click();
    await bar.waitFor({ state: 'detached' });
  });

  test('[SCREEN102] one Tab stop leads into the cartogram, arrows move in it, Enter opens', async () => {
    await open();
    const hexes = page.locator('main svg a');
    await hexes.nth(152).waitFor();
    expect(await hexes.count()).toBe(153);
    expect(await page.locator('main svg a[tabindex="0"]').count()).toBe(1);
    await page.locator('main svg a[tabindex="0"]').focus();
    await page.keyboard.press('2');
    await page.keyboard.press('ArrowDown');
    const name = (await page.locator(':focus').getAttribute('aria-label'))?.split(':')[0] ?? '';
    await page.keyboard.press('Enter');
    await eventually('the authority is open', async () => (await page.title()).startsWith(name));
    expect(page.url()).toContain('view=la:');
    await page.goBack();
    await eventually('England is back', async () => (await page.title()).startsWith('England'));
  });

  test('[SCREEN103] the table shows the authorities of the cartogram', async () => {
    await page.getByRole('button', { name: 'Table' }).click();
    expect(page.url()).toContain('show=table');
    await page.locator('main .table tbody tr').first().waitFor();
    expect(await page.locator('main .table tbody tr').count()).toBe(153);
    await page.getByRole('button', { name: 'Map', exact: true }).click();
    await page.locator('main canvas').waitFor();
    await page.screenshot({ path: `${PICTURES}/map.png` });
  });

  test('[SCREEN104] a slash finds a school, which shows its cohorts, its codes and its years', async () => {
    await page.keyboard.press('/');
    await page.getByLabel('School, URN, authority, trust or hub').fill('primary');
    await page.getByRole('listbox', { name: 'Answers' }).getByRole('option').first().waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1 }).waitFor();
    await inWords('Ages 5 to 15 (statutory)');
    await inWords('Year 3');
    await page.screenshot({ path: `${PICTURES}/school.png` });
    expect(page.url()).toMatch(/view=school:\d{6}/);
  });

  test('[SCREEN105] Space holds the picture and says so, Space again lets it in', async () => {
    await open();
    await inWords('Registers in');
    await page.keyboard.press('Space');
    await inWords('Paused');
    await page.keyboard.press('Space');
    await eventually('not paused', async () => (await page.getByText('Paused').count()) === 0);
  });

  test.each([
    '',
    '?show=table',
    '?show=map',
    '?theme=light',
    '?view=la:888',
    '?view=region:E12000007&theme=light',
  ])('[SCREEN106] no barrier by WCAG 2.2 AA on /%s', async (query) => {
    await open(query);
    await page.locator('main h1').waitFor();
    expect(await findBarriers(page)).toEqual([]);
  });

  test('[SCREEN106] no barrier by WCAG 2.2 AA on a school, with the panel, the keys and the search open', async () => {
    await open();
    await page.locator('main h1').waitFor();
    await page.keyboard.press('/');
    await page.getByLabel('School, URN, authority, trust or hub').fill('school');
    await page.getByRole('listbox', { name: 'Answers' }).getByRole('option').first().waitFor();
    expect(await findBarriers(page)).toEqual([]);
    await page.keyboard.press('Enter');
    await inWords('Ages 5 to 15 (statutory)');
    await page.keyboard.press('m');
    await page.getByRole('button', { name: /curl/ }).waitFor();
    expect(await findBarriers(page)).toEqual([]);
    await page.keyboard.press('?');
    await inWords('Search by name');
    expect(await findBarriers(page)).toEqual([]);
  });

  test('[SCREEN107] a school that is made to fall is asked for through the public door, and the panel says which', async () => {
    await open();
    await eventually('schools have registers', async () => (await coverage()) > 0);
    await page.getByRole('button', { name: 'Make something happen' }).click();
    await page.getByRole('button', { name: 'A school falls 3 points' }).click();
    await page.getByText(/falls 3 points\. /).waitFor();
    await page.getByRole('link', { name: 'Watch it' }).waitFor();
  });

  test('[SCREEN108] a mark posted by the copied curl is on the screen, with its milliseconds', async () => {
    await page.getByRole('button', { name: /curl/ }).click();
    const command = await page.locator('pre').innerText();
    const [, url, token, body] = /curl -sS (\S+) .*Bearer ([\w-]+)'.* -d '(.*)'$/.exec(command) ?? [];
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const answer = await fetch(url, { method: 'POST', headers, body });
    expect(answer.status).toBe(202);
    await page.getByText(/[\d,]+ ms from the mark’s stamp|[\d,]+ ms from the mark's stamp/).waitFor();
  });

  test('[SCREEN180] this looks wrong shows the counts behind a figure, opens a dispute and leaves a badge beside it', async () => {
    await open();
    await page.locator('main h1').waitFor();
    await eventually('registers come in', async () => (await coverage()) > 60);
    await page.keyboard.press('/');
    await page.getByLabel('School, URN, authority, trust or hub').fill('primary');
    await page.getByRole('listbox', { name: 'Answers' }).getByRole('option').first().waitFor();
    await page.keyboard.press('Enter');
    await inWords('Ages 5 to 15 (statutory)');
    await page.getByRole('button', { name: /^This looks wrong\W+attendance$/ }).focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.getByText('The counts behind it').waitFor();
    expect(await dialog.locator('tbody tr').count()).toBeGreaterThan(8);
    expect(await findBarriers(page)).toEqual([]);
    await dialog.getByRole('textbox').first().fill('Year 4 was on a trip');
    await dialog.getByRole('button', { name: 'Send to central' }).click();
    await dialog.getByText('Disputed, reply by Fri 27 Nov').first().waitFor();
    await dialog.getByRole('textbox').first().fill('We look at it');
    await dialog.getByRole('button', { name: 'Take it up' }).click();
    await dialog.getByText('took it up').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /Being looked at, reply by Fri 27 Nov/ }).waitFor();
    await page.screenshot({ path: `${PICTURES}/school-disputed.png` });
  });

  test('[SCREEN181] totals out of the school’s own system come back with each difference by cause', async () => {
    const totals = ['date,session,year_group,on_roll,possible,attending', '2026-11-20,AM,13,4,4,4'].join(
      '\n',
    );
    const file = { name: 'totals.csv', mimeType: 'text/csv', buffer: Buffer.from(totals) };
    await page.getByLabel('File').setInputFiles(file);
    await page.getByText('Bellwether minus yours').waitFor();
    await page.getByText('pupils who are on one roll and not on the other').first().waitFor();
  });

  test.each(['dark', 'light'])(
    '[SCREEN106] no barrier by WCAG 2.2 AA on a school page, %s',
    async (theme) => {
      await page.goto(`${page.url().replace(/&theme=\w+/, '')}&theme=${theme}`);
      await inWords('What drives it');
      await inWords('Ages 5 to 15 (statutory)');
      expect(await findBarriers(page)).toEqual([]);
    },
  );

  test('[SCREEN109] a school’s page 390 pixels wide does not scroll sideways', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
    await page.setViewportSize({ width: 1440, height: 900 });
  });

  test('[SCREEN461] a school’s page scrolls in one place, and not beyond its end', async () => {
    const beyond =
      'document.querySelector("main").scrollHeight - document.querySelector("main").clientHeight';
    expect(await page.evaluate(beyond)).toBeLessThanOrEqual(1);
    expect(await page.evaluate('document.documentElement.scrollHeight - innerHeight')).toBeLessThanOrEqual(1);
  });

  test('[SCREEN109] a page 320 pixels wide does not scroll sideways', async () => {
    await page.setViewportSize({ width: 320, height: 700 });
    await open();
    await page.locator('main h1').waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(320);
    await page.setViewportSize({ width: 1440, height: 900 });
  });

  test('[SCREEN431] England goes on one sheet of A4 with its title and its time', async () => {
    await open();
    await page.locator('main h1').waitFor();
    await eventually('England is there', async () =>
      /\d\d\.\d\s*%/.test(await page.locator('main').innerText()),
    );
    const sheet = await page.pdf({ format: 'A4', preferCSSPageSize: true });
    expect(sheet.toString('latin1').match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
    await page.emulateMedia({ media: 'print' });
    await inWords('as at');
    await page.emulateMedia({ media: null });
  });

  test('[SCREEN472] a sheet is made in the colours of paper, its points too', async () => {
    await open('?show=map');
    await page.locator('main canvas').waitFor();
    const looks = `(() => {
      const canvas = document.querySelector('main canvas');
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      const inks = new Set();
      for (let at = 0; at < data.length; at += 4)
        if (data[at + 3] === 255) inks.add([data[at], data[at + 1], data[at + 2]].join());
      return [...inks];
    })()`;
    await eventually('points are drawn', async () => ((await page.evaluate(looks)) as string[]).length > 2);
    await page.evaluate(`addEventListener('beforeprint', () => { window.printed = ${looks}; })`);
    await page.pdf({ format: 'A4' });
    const onPaper = (await page.evaluate('window.printed')) as string[];
    const inksOf = (theme: 'dark' | 'light') => POINT_FILLS[theme].map((ink) => rgbOf(ink).join());
    expect(onPaper.filter((ink) => inksOf('light').includes(ink)).length).toBeGreaterThan(0);
    const screenOnly = inksOf('dark').filter((ink) => !inksOf('light').includes(ink));
    expect(onPaper.filter((ink) => screenOnly.includes(ink))).toEqual([]);
  });

  test('[SCREEN473] at 1440 by 900 each list shows four schools whole; at 1920 by 1080 nine regions', async () => {
    await open();
    const lists = page.locator('.boards .rows');
    await lists.nth(1).waitFor();
    for (const at of [0, 1]) {
      const box = await lists.nth(at).boundingBox();
      const row = (await page.evaluate(
        '2.875 * parseFloat(getComputedStyle(document.documentElement).fontSize)',
      )) as number;
      expect(box?.height ?? 0).toBeGreaterThanOrEqual(4 * row);
    }
    await page.setViewportSize({ width: 1920, height: 1080 });
    await open('?beside=parts');
    const regions = page.getByRole('region', { name: 'Regions' });
    await regions.getByRole('row').nth(9).waitFor();
    const hidden = 'document.querySelector(".beside .scroll")';
    expect(await page.evaluate(`${hidden}.scrollHeight - ${hidden}.clientHeight`)).toBeLessThanOrEqual(1);
    await page.setViewportSize({ width: 1440, height: 900 });
  });

  test('[SCREEN310] a moment gone by says that it is not live, and one key is live again', async () => {
    await open('?at=08:50');
    await inWords('As it stood at 08:50');
    await inWords('Not live');
    expect(await clocks()).toMatch(/This screen.*\s+As it stood at 08:50/);
    expect(await findBarriers(page)).toEqual([]);
    await page.keyboard.press('l');
    await eventually('the screen is live', isLive);
    expect(page.url()).not.toContain('at=');
    expect(await page.getByText('Not live').count()).toBe(0);
  });

  test.each(['dark', 'light'])(
    '[SCREEN311] help explains every word without a barrier, %s',
    async (theme) => {
      await open(`?page=help&theme=${theme}`);
      await page.getByRole('heading', { name: 'Every word' }).waitFor();
      for (const { word } of WORDS)
        expect(await page.locator('dt', { hasText: word }).count()).toBeGreaterThan(0);
      expect(await findBarriers(page)).toEqual([]);
    },
  );

  test('[SCREEN442] on a 4K screen letters and the rows of long tables grow together, and nothing scrolls sideways', async () => {
    const { context, page: large } = await desk.as('central', 'england', { width: 3840, height: 2160 });
    await large.goto(`${desk.installation.url}/?view=region:E12000007`);
    const row = large.getByRole('grid').getByRole('rowgroup').getByRole('row').first();
    await row.waitFor();
    const letters = (await large.evaluate('parseFloat(getComputedStyle(document.body).fontSize)')) as number;
    expect(letters).toBeGreaterThan(24);
    const height = (await row.boundingBox())?.height ?? 0;
    expect(Math.abs(height / letters - 36 / 16)).toBeLessThan(0.03);
    expect(await sideways(large)).toBeLessThanOrEqual(0);
    await context.close();
  });
});
