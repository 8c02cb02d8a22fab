/** What hub, authority and trust staff use every morning, in a real browser. */
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually, findBarriers } from '../helpers/browser.ts';
import { beyondTheEdge, hiddenStops, sideways } from '../helpers/desk.ts';
import { type HubDesk, openHubDesk, PHONE, pupilsOf, rowsOf, UPN } from '../helpers/hub-desk.ts';

const RISE = 'region:E12000007';

let desk: HubDesk;

beforeAll(async () => {
  desk = await openHubDesk(300);
}, 300_000);

afterAll(async () => {
  await desk?.clear();
  expect(desk?.faults).toEqual([]);
});

describe('a hub’s morning', () => {
  test('[CASE20] its schools come first; the keyboard leads from the caseload to a school, and to who is absent', async () => {
    const { context, page } = await desk.as('hub', desk.hub);
    await desk.open(page);
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

  test('[CASE24] a school’s page goes on one sheet of A4', async () => {
    const { context, page } = await desk.as('hub', desk.hub);
    await desk.open(page);
    // A school whose days are judged has everything that the sheet may hold.
    await rowsOf(page).filter({ hasText: 'On track' }).first().locator('a').click();
    await page.getByText('similar school').first().waitFor();
    // Its title is what the grid finds, in words of its own.
    await page.locator('#week-title').waitFor();
    const sheet = await page.pdf({ format: 'A4', preferCSSPageSize: true });
    expect(sheet.toString('latin1').match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
    await context.close();
  });
});

describe('an authority’s reader', () => {
  test('[CASE25] filters, orders and takes the table along, and the filters stand in the file', async () => {
    const { context, page } = await desk.as('rise', 'region:E12000007');
    await desk.open(page);
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

  test('[CASE6] a rectangle drawn on the funnel filters the table, and its tag takes it away', async () => {
    const { context, page } = await desk.as('rise', RISE);
    await desk.open(page);
    const plot = page.locator('section:has(#funnel-title) svg rect.surface');
    await plot.waitFor();
    const box = await plot.boundingBox();
    if (!box) throw new Error('the funnel has no size');
    await page.mouse.move(box.x + 5, box.y + 5);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 2, box.y + box.height - 5, { steps: 3 });
    await page.mouse.up();
    expect(page.url()).toContain('funnel=');
    await page.getByRole('heading', { name: /\d+ of \d+ schools/ }).waitFor();
    await page.getByRole('button', { name: /Take away/ }).click();
    expect(page.url()).not.toContain('funnel=');
    await context.close();
  });
});

/** Enters a contact with the first school of the table, and answers its name. */
async function enterContact(page: Page, owner: string): Promise<string> {
  const grid = page.getByRole('grid', { name: /^Schools of/ });
  await grid.waitFor();
  const first = rowsOf(page).first();
  let name = '';
  // Another school comes first once the standings are in.
  await eventually('the contact of the first school opens', async () => {
    name = await first.locator('a').innerText();
    const button = first.getByRole('button', { name: `contact with ${name}` });
    return button.click({ timeout: 2_000 }).then(
      () => true,
      () => false,
    );
  });
  const dialog = page.getByRole('dialog');
  await dialog.getByText('Nothing was written down yet').waitFor();
  expect(await findBarriers(page)).toEqual([]);
  await dialog.getByLabel('Who looks after the school').fill(owner);
  await dialog.getByLabel('Next step').fill('Visit the attendance lead');
  await dialog.getByLabel('Due').fill('2026-11-27');
  await dialog.getByLabel('Note').fill('Warm call, breakfast club starts');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await eventually('it is saved', async () => (await page.getByRole('dialog').count()) === 0);
  return name;
}

describe('contacts', () => {
  test('[CASE50] a contact with a school is saved with owner, last contact, next step, due date and note, and is there again', async () => {
    const { context, page } = await desk.as('hub', desk.hub);
    await desk.open(page);
    const name = await enterContact(page, 'Ms Lind');
    await page.reload();
    const row = rowsOf(page).filter({ hasText: name });
    for (const words of ['Ms Lind', '20 Nov', 'Visit the attendance lead', '27 Nov'])
      await row.getByText(words).first().waitFor();
    await row.getByRole('button', { name: `contact with ${name}` }).click();
    await page.getByRole('dialog').getByText('Warm call, breakfast club starts').waitFor();
    await page.getByRole('dialog').getByText('by Fri 27 Nov').waitFor();
    await context.close();
  });

  test('[CASE51] a region has a caseload of its own', async () => {
    const { context, page } = await desk.as('rise', RISE);
    await desk.open(page);
    const name = await enterContact(page, 'Mr Ash');
    await rowsOf(page).filter({ hasText: name }).getByText('Mr Ash').waitFor();
    await context.close();
  });
});

describe('everywhere', () => {
  test('[CASE27] [CASE60] on a phone the first three schools are on the first screen, with when they were last spoken to; figures, map and funnel when asked for, and nothing scrolls sideways', async () => {
    const { context, page } = await desk.as('hub', desk.hub, PHONE);
    await desk.open(page);
    await rowsOf(page).first().waitFor();
    const third = await rowsOf(page).nth(2).boundingBox();
    expect((third?.y ?? PHONE.height) + (third?.height ?? 0)).toBeLessThanOrEqual(PHONE.height);
    expect(await rowsOf(page).first().innerText()).toMatch(/Spoke|Not spoken to yet/);
    expect(await page.locator('#funnel-title').isVisible()).toBe(false);
    expect(await sideways(page)).toBeLessThanOrEqual(0);
    await page.getByRole('button', { name: 'Filters, map' }).click();
    await page.locator('#funnel-title').waitFor();
    expect(await sideways(page)).toBeLessThanOrEqual(0);
    await desk.open(page, '?page=absentees&session=AM');
    await pupilsOf(page).waitFor();
    expect(await sideways(page)).toBeLessThanOrEqual(0);
    await context.close();
  });

  test.each([390, 320])(
    '[SCREEN465] on a phone %i pixels wide nothing of a school’s card lies over anything else of it',
    async (width) => {
      const { context, page } = await desk.as('central', 'england', { width, height: 844 });
      await desk.open(page, '?view=region:E12000002');
      await rowsOf(page).first().waitFor();
      const over =
        await page.evaluate(`[...document.querySelectorAll('[role="grid"] [role="row"]:not([data-head])')].flatMap((row) => {
        const cells = [...row.querySelectorAll('[role="gridcell"], [role="rowheader"]')].map((cell) => cell.getBoundingClientRect());
        return cells.some((a, i) => cells.some((b, j) => j > i && a.right > b.left + 1 && b.right > a.left + 1 && a.bottom > b.top + 2 && b.bottom > a.top + 2))
          ? [row.textContent] : [];
      })`);
      expect(over).toEqual([]);
      await context.close();
    },
  );

  test('[CASE28] a visitor of the demo becomes another role on the screen', async () => {
    const { context, page } = await desk.as('central', 'england');
    await desk.open(page, `?view=${desk.hub}`);
    await page.getByRole('grid').waitFor();
    await page.getByLabel('Try the demo as').selectOption(`hub|${desk.hub}`);
    await page.getByText('Demo access: hub').waitFor();
    await page.getByRole('grid').waitFor();
    await context.close();
  });

  test('[CASE53] the keyboard is never behind or beside the screen, also at 400% of 1280 pixels', async () => {
    const { context, page } = await desk.as('hub', desk.hub, { width: 320, height: 256 });
    for (const query of ['', '?page=absentees&session=AM']) {
      await desk.open(page, query);
      await page.getByRole('grid').first().waitFor();
      expect(await beyondTheEdge(page)).toEqual([]);
      expect(await hiddenStops(page)).toEqual([]);
      await page.setViewportSize({ width: 1440, height: 900 });
      expect(await hiddenStops(page)).toEqual([]);
      await page.setViewportSize({ width: 320, height: 256 });
    }
    await context.close();
  });

  test.each(['dark', 'light'])('[CASE29] no barrier by WCAG 2.2 AA, %s', async (theme) => {
    const { context, page } = await desk.as('hub', desk.hub);
    const parts: [string, () => Promise<void>][] = [
      [`?theme=${theme}`, () => rowsOf(page).first().waitFor()],
      [`?page=absentees&session=AM&theme=${theme}`, () => pupilsOf(page).waitFor()],
      [`?page=disputes&theme=${theme}`, () => page.locator('main h1').waitFor()],
    ];
    for (const [query, ready] of parts) {
      await desk.open(page, query);
      await ready();
      expect(await findBarriers(page)).toEqual([]);
    }
    await context.close();
    const { context: office, page: admin } = await desk.as('admin', '');
    await desk.open(admin, `?theme=${theme}`);
    await admin.getByText('Demo access: admin').waitFor();
    await admin.getByRole('heading').first().waitFor();
    expect(await findBarriers(admin)).toEqual([]);
    await office.close();
  });
});
