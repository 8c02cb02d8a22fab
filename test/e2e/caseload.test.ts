/** What hub, authority and trust staff use every morning, in a real browser. */
import { mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually, findBarriers } from '../helpers/browser.ts';
import { beyondTheEdge, type Desk, hiddenStops, type Opened, openDesk, sideways } from '../helpers/desk.ts';

const PICTURES = 'test-results';
const SCHOOLS = 300;
const UPN = /[A-Z]\d{11}[0-9A-Z]/;

/** A trust of so many schools. */
const LARGE = 3000;
const RISE = 'region:E12000007';
/** 90 characters, with what must never be run. */
const LONG_NAME = `The <script>alert(1)</script> ${'Very Long Name of a Church of England '.repeat(2)}`.slice(
  0,
  90,
);

let desk: Desk;
let hub: string;

const as = (...who: Parameters<Desk['as']>): Promise<Opened> => desk.as(...who);
const open = (page: Page, query = '') => page.goto(`${desk.installation.url}/${query}`);
const PHONE = { width: 390, height: 844 };

/** A trust of three thousand schools, one of them with a name nobody should have, and a trust of one. */
function manySchools() {
  return Array.from({ length: LARGE + 1 }, (_, i) => ({
    URN: 700_000 + i,
    EstablishmentName: i === 0 ? LONG_NAME : `School ${i}`,
    'LA (code)': '888',
    'PhaseOfEducation (name)': 'Primary',
    'Trusts (code)': i < LARGE ? 99_001 : 99_002,
    'Trusts (name)': i < LARGE ? 'Trust of three thousand' : 'Trust of one',
  }));
}
async function postMany(): Promise<void> {
  const headers = { authorization: 'Bearer demo-admin', 'content-type': 'application/json' };
  const body = JSON.stringify(manySchools());
  const answer = await fetch(`${desk.installation.url}/api/v1/schools`, { method: 'POST', headers, body });
  expect(answer.status).toBe(202);
}
const rows = (page: Page) => page.locator('[role=grid] [role=rowgroup] [role=row]');
const pupilsOf = (page: Page) => page.getByRole('grid', { name: /Absent pupils/ });

beforeAll(async () => {
  mkdirSync(PICTURES, { recursive: true });
  desk = await openDesk(SCHOOLS);
  const { context, page } = await as('central', 'england');
  const coverage = async () =>
    Number(/Registers in\s+<?(\d+)%/.exec(await page.locator('header dl').innerText())?.[1] ?? -1);
  await open(page);
  await page.locator('header dl').waitFor();
  await eventually('registers come in', async () => (await coverage()) > 25, 200_000);
  const registry = await context.request.get(`${desk.installation.url}/api/v1/live/schools?view=england`);
  hub = `hub:${((await registry.json()) as { hubs: { id: string }[] }).hubs[0].id}`;
  await context.close();
  const staff = (await as('hub', hub)).context;
  const absentees = `${desk.installation.url}/api/v1/sessions/2026-11-20/AM/absentees`;
  await eventually('pupils of its enhanced schools are absent', async () => {
    const { pupils } = (await (await staff.request.get(absentees)).json()) as { pupils: unknown[] };
    return pupils.length > 2;
  });
  await staff.close();
}, 300_000);

afterAll(async () => {
  await desk?.clear();
  expect(desk.faults).toEqual([]);
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
    // Its title is what the grid finds, in words of its own.
    await page.locator('#week-title').waitFor();
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

  test('[CASE6] a rectangle drawn on the funnel filters the table, and its tag takes it away', async () => {
    const { context, page } = await as('rise', RISE);
    await open(page);
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
  const name = await rows(page).first().locator('a').innerText();
  await rows(page)
    .first()
    .getByRole('button', { name: `contact with ${name}` })
    .click();
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
    const { context, page } = await as('hub', hub);
    await open(page);
    const name = await enterContact(page, 'Ms Lind');
    await page.reload();
    const row = rows(page).filter({ hasText: name });
    for (const words of ['Ms Lind', '20 Nov', 'Visit the attendance lead', '27 Nov'])
      await row.getByText(words).first().waitFor();
    await row.getByRole('button', { name: `contact with ${name}` }).click();
    await page.getByRole('dialog').getByText('Warm call, breakfast club starts').waitFor();
    await page.getByRole('dialog').getByText('by Fri 27 Nov').waitFor();
    await context.close();
  });

  test('[CASE51] a region has a caseload of its own', async () => {
    const { context, page } = await as('rise', RISE);
    await open(page);
    const name = await enterContact(page, 'Mr Ash');
    await rows(page).filter({ hasText: name }).getByText('Mr Ash').waitFor();
    await context.close();
  });

  test('[CASE52] what came of a call is saved from the list of absentees, and is there again', async () => {
    const { context, page } = await as('hub', hub);
    await open(page, '?page=absentees&session=AM');
    await pupilsOf(page).waitFor();
    await pupilsOf(page).focus();
    await page.keyboard.press('c');
    await page.getByRole('dialog').getByText('Only the outcome is kept').waitFor();
    await page.keyboard.press('1');
    await eventually('it is saved', async () => (await page.getByRole('dialog').count()) === 0);
    await pupilsOf(page).getByText('Reached the family').waitFor();
    await page.reload();
    await pupilsOf(page).getByText('Reached the family').first().waitFor();
    expect(page.url()).not.toMatch(UPN);
    await context.close();
  });
});

describe('everywhere', () => {
  test('[CASE27] [CASE60] on a phone the first three schools are on the first screen, with when they were last spoken to; figures, map and funnel when asked for, and nothing scrolls sideways', async () => {
    const { context, page } = await as('hub', hub, PHONE);
    await open(page);
    await rows(page).first().waitFor();
    const third = await rows(page).nth(2).boundingBox();
    expect((third?.y ?? PHONE.height) + (third?.height ?? 0)).toBeLessThanOrEqual(PHONE.height);
    expect(await rows(page).first().innerText()).toMatch(/Spoke|Not spoken to yet/);
    expect(await page.locator('#funnel-title').isVisible()).toBe(false);
    expect(await sideways(page)).toBeLessThanOrEqual(0);
    await page.getByRole('button', { name: 'Filters, map' }).click();
    await page.locator('#funnel-title').waitFor();
    expect(await sideways(page)).toBeLessThanOrEqual(0);
    await open(page, '?page=absentees&session=AM');
    await pupilsOf(page).waitFor();
    expect(await sideways(page)).toBeLessThanOrEqual(0);
    await context.close();
  });

  test('[CASE28] a visitor of the demo becomes another role on the screen', async () => {
    const { context, page } = await as('central', 'england');
    await open(page, `?view=${hub}`);
    await page.getByRole('grid').waitFor();
    await page.getByLabel('Try the demo as').selectOption(`hub|${hub}`);
    await page.getByText('Demo access: hub').waitFor();
    await page.getByRole('grid').waitFor();
    await context.close();
  });

  test('[CASE53] the keyboard is never behind or beside the screen, also at 400% of 1280 pixels', async () => {
    const { context, page } = await as('hub', hub, { width: 320, height: 256 });
    for (const query of ['', '?page=absentees&session=AM']) {
      await open(page, query);
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
    const { context, page } = await as('hub', hub);
    const parts: [string, () => Promise<void>][] = [
      [`?theme=${theme}`, () => rows(page).first().waitFor()],
      [`?page=absentees&session=AM&theme=${theme}`, () => pupilsOf(page).waitFor()],
      [`?page=disputes&theme=${theme}`, () => page.locator('main h1').waitFor()],
    ];
    for (const [query, ready] of parts) {
      await open(page, query);
      await ready();
      expect(await findBarriers(page)).toEqual([]);
    }
    await context.close();
    const { context: office, page: admin } = await as('admin', '');
    await open(admin, `?theme=${theme}`);
    await admin.getByText('Demo access: admin').waitFor();
    await admin.getByRole('heading').first().waitFor();
    expect(await findBarriers(admin)).toEqual([]);
    await office.close();
  });

  test('[CASE54] a school reads on its own page which roles looked at its pupils', async () => {
    const { context, page } = await as('hub', hub);
    await open(page, '?page=absentees&session=AM');
    await pupilsOf(page).waitFor();
    const answer = await context.request.get(
      `${desk.installation.url}/api/v1/sessions/2026-11-20/AM/absentees`,
    );
    const { pupils } = (await answer.json()) as { pupils: { urn: number }[] };
    await context.close();
    const own = await as('school', `school:${pupils[0].urn}`);
    await open(own.page);
    const log = own.page.locator('section', { hasText: 'Who has looked at your pupils' }).last();
    await log.getByText('opened the list of absentees').first().waitFor();
    await log.getByText('hub', { exact: true }).first().waitFor();
    expect(await findBarriers(own.page)).toEqual([]);
    await own.context.close();
  });
});

// Last: the others count the schools that are played.
describe('a trust of three thousand schools, and a trust of one', () => {
  beforeAll(postMany);

  test('[CASE26] three thousand schools are a table of a few dozen rows, and End reaches the last', async () => {
    const { context, page } = await as('trust', 'trust:99001');
    await open(page, '?order=name');
    await page.getByRole('heading', { name: '3,000 schools' }).waitFor();
    expect(await rows(page).count()).toBeLessThan(60);
    expect(await page.getByRole('grid').getAttribute('aria-rowcount')).toBe('3001');
    await page.getByRole('grid').focus();
    await page.keyboard.press('End');
    await eventually('the last row is there', async () =>
      (await rows(page).last().innerText()).includes('<script>'),
    );
    expect(await sideways(page)).toBeLessThanOrEqual(0);
    await context.close();
  });

  test('[CASE26] one school is a table too', async () => {
    const { context, page } = await as('trust', 'trust:99002');
    await open(page);
    await page.getByRole('heading', { name: '1 school', exact: true }).waitFor();
    expect(await rows(page).count()).toBe(1);
    await context.close();
  });

  test('[CASE55] a name of 90 characters with a script in it is words, on a phone too', async () => {
    const { context, page } = await as('trust', 'trust:99001', PHONE);
    await open(page, '?view=school:700000');
    await page.getByRole('heading', { level: 1, name: LONG_NAME }).waitFor();
    expect(await sideways(page)).toBeLessThanOrEqual(0);
    expect(await page.locator('h1 script').count()).toBe(0);
    await context.close();
  });
});
