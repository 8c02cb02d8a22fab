/** A long table and the longest name, in a real browser. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from '../helpers/browser.ts';
import { type Desk, openDesk, sideways } from '../helpers/desk.ts';
import { PHONE, rowsOf } from '../helpers/hub-desk.ts';

/** A trust of so many schools. */
const LARGE = 3000;
/** 90 characters, with what must never be run. */
const LONG_NAME = `The <script>alert(1)</script> ${'Very Long Name of a Church of England '.repeat(2)}`.slice(
  0,
  90,
);

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
async function postMany(url: string): Promise<void> {
  const headers = { authorization: 'Bearer demo-admin', 'content-type': 'application/json' };
  const body = JSON.stringify(manySchools());
  const answer = await fetch(`${url}/api/v1/schools`, { method: 'POST', headers, body });
  expect(answer.status).toBe(202);
  await eventually('the screens’ gateway knows them', async () => {
    const central = { authorization: 'Bearer demo-central' };
    const registry = await fetch(`${url}/api/v1/live/schools?view=england`, { headers: central });
    return ((await registry.json()) as { schools: { urn: number[] } }).schools.urn.length > LARGE;
  });
}

let desk: Desk & { open(page: Page, query?: string): Promise<unknown> };

beforeAll(async () => {
  const opened = await openDesk(20);
  desk = { ...opened, open: (page, query = '') => page.goto(`${opened.installation.url}/${query}`) };
  await postMany(opened.installation.url);
}, 120_000);

afterAll(async () => {
  await desk?.clear();
  expect(desk?.faults).toEqual([]);
});

describe('a trust of three thousand schools, and a trust of one', () => {
  test('[CASE26] three thousand schools are a table of a few dozen rows, and End reaches the last', async () => {
    const { context, page } = await desk.as('trust', 'trust:99001');
    await desk.open(page, '?order=name');
    await page.getByRole('heading', { name: '3,000 schools' }).waitFor();
    expect(await rowsOf(page).count()).toBeLessThan(60);
    expect(await page.getByRole('grid').getAttribute('aria-rowcount')).toBe('3001');
    await page.getByRole('grid').focus();
    await page.keyboard.press('End');
    await eventually('the last row is there', async () =>
      (await rowsOf(page).last().innerText()).includes('<script>'),
    );
    expect(await sideways(page)).toBeLessThanOrEqual(0);
    await context.close();
  });

  test('[CASE26] one school is a table too', async () => {
    const { context, page } = await desk.as('trust', 'trust:99002');
    await desk.open(page);
    await page.getByRole('heading', { name: '1 school', exact: true }).waitFor();
    expect(await rowsOf(page).count()).toBe(1);
    await context.close();
  });

  test('[CASE55] a name of 90 characters with a script in it is words, on a phone too', async () => {
    const { context, page } = await desk.as('trust', 'trust:99001', PHONE);
    await desk.open(page, '?view=school:700000');
    await page.getByRole('heading', { level: 1, name: LONG_NAME }).waitFor();
    expect(await sideways(page)).toBeLessThanOrEqual(0);
    expect(await page.locator('h1 script').count()).toBe(0);
    await context.close();
  });
});
