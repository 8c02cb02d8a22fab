/** The Sunday on which the clocks go back: nobody is at school, and the hours are those of London all the same. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually, findBarriers } from '../helpers/browser.ts';
import { type Desk, openDesk } from '../helpers/desk.ts';
import { makeUpn } from '../helpers/upns.ts';

const SUNDAY = '2026-10-25';
const URN = 700_000;
const UPNS = [makeUpn(1), makeUpn(2)];

let desk: Desk;
let page: Page;

beforeAll(async () => {
  desk = await openDesk(20, '--date', SUNDAY);
  // A desk far away reads the time of England.
  const context = await desk.browser.newContext({ timezoneId: 'America/New_York' });
  page = await context.newPage();
  page.on('pageerror', (error) => desk.faults.push(error.message));
  await page.goto(desk.installation.url);
}, 180_000);
afterAll(async () => {
  await desk?.clear();
  expect(desk.faults).toEqual([]);
});

async function post(kind: string, body: string, role: string, type: string): Promise<void> {
  const headers = { authorization: `Bearer demo-${role}`, 'content-type': type };
  const answer = await fetch(`${desk.installation.url}/api/v1/${kind}`, { method: 'POST', headers, body });
  expect(answer.status).toBe(202);
}

test('[SCREEN428] a day without school is said to be one, and its hours are those of London after the change', async () => {
  await page.getByRole('heading', { level: 1, name: /no school this Sunday/ }).waitFor({ timeout: 60_000 });
  // The clock comes with the first beat.
  const head = page.locator('header dl', { hasText: /×60, \d\d:\d\d/ });
  await head.waitFor();
  const { at } = (await (
    await page.context().request.get(`${desk.installation.url}/api/v1/live/england/snapshot`)
  ).json()) as { at: number };
  const shown = /×60, (\d\d):(\d\d)/.exec(await head.innerText());
  const minutes = Number(shown?.[1]) * 60 + Number(shown?.[2]);
  // After the change London has the hours of UTC.
  expect(Math.abs(minutes - Math.floor((at % 86_400_000) / 60_000))).toBeLessThan(15);
  await page.getByText('Sun 25 Oct').first().waitFor();
  expect(await findBarriers(page)).toEqual([]);
});

test('[SCREEN428] the marks of such a day are shown all the same', async () => {
  const school = {
    URN,
    EstablishmentName: 'Sunday School',
    'LA (code)': '888',
    'PhaseOfEducation (name)': 'Primary',
  };
  await post('schools', JSON.stringify([school]), 'admin', 'application/json');
  const pupils = UPNS.map((upn) => ({ upn, yearGroup: '4', dateOfBirth: '2018-03-14' }));
  const roster = JSON.stringify({ urn: URN, asOf: '2026-09-01', pupils });
  await post('rosters', roster, 'supplier', 'application/x-ndjson');
  const marks = UPNS.map((upn, i) => ({ upn, code: i === 0 ? '/' : 'I' }));
  const register = { urn: URN, date: SUNDAY, session: 'AM', recordedAt: `${SUNDAY}T08:26:00Z`, marks };
  await post('registers', JSON.stringify(register), 'supplier', 'application/json');
  await page.goto(`${desk.installation.url}/?view=school:${URN}&session=AM`);
  await page.getByRole('heading', { level: 1, name: 'Sunday School' }).waitFor({ timeout: 60_000 });
  await eventually('its marks are there', async () =>
    /50\.0\s*%/.test(await page.locator('main').innerText()),
  );
});
