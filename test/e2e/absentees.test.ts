/** Who is away today, by name, in a real browser: looked at with a need, kept from paper, let go of when idle. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually, findBarriers } from '../helpers/browser.ts';
import { type HubDesk, openHubDesk, pupilsOf, UPN } from '../helpers/hub-desk.ts';

let desk: HubDesk;

beforeAll(async () => {
  desk = await openHubDesk(300);
}, 300_000);

afterAll(async () => {
  await desk?.clear();
  expect(desk?.faults).toEqual([]);
});

describe('the list of absent pupils', () => {
  test('[CASE21] sensitive reasons are asked for with the need, which goes along', async () => {
    const { context, page } = await desk.as('hub', desk.hub);
    await desk.open(page, '?page=absentees');
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
    const { context, page } = await desk.as('hub', desk.hub);
    await page.clock.install();
    await desk.open(page, '?page=absentees');
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
    const { context, page } = await desk.as('hub', desk.hub);
    await desk.open(page, '?page=absentees');
    await pupilsOf(page).waitFor();
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('main').innerText()).toMatch(/^Lists of pupils are not printed/);
    expect(await page.locator('main').innerText()).not.toMatch(UPN);
    await context.close();
  });

  test('[CASE52] what came of a call is saved from the list of absentees, and is there again', async () => {
    const { context, page } = await desk.as('hub', desk.hub);
    await desk.open(page, '?page=absentees&session=AM');
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

  test('[CASE54] a school reads on its own page which roles looked at its pupils', async () => {
    const { context, page } = await desk.as('hub', desk.hub);
    await desk.open(page, '?page=absentees&session=AM');
    await pupilsOf(page).waitFor();
    const answer = await context.request.get(
      `${desk.installation.url}/api/v1/sessions/2026-11-20/AM/absentees`,
    );
    const { pupils } = (await answer.json()) as { pupils: { urn: number }[] };
    await context.close();
    const own = await desk.as('school', `school:${pupils[0].urn}`);
    await desk.open(own.page);
    const log = own.page.locator('section', { hasText: 'Who has looked at your pupils' }).last();
    await log.getByText('opened the list of absentees').first().waitFor();
    await log.getByText('hub', { exact: true }).first().waitFor();
    expect(await findBarriers(own.page)).toEqual([]);
    await own.context.close();
  });
});
