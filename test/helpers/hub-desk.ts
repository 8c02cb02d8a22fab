/** A desk on which a hub's morning is under way: registers come in, and pupils of its enhanced schools are absent. */
import type { Page } from 'playwright-core';
import { eventually } from './browser.ts';
import { type Desk, openDesk } from './desk.ts';

export const PHONE = { width: 390, height: 844 };
/** A pupil's number, wherever it should not be. */
export const UPN = /[A-Z]\d{11}[0-9A-Z]/;

export interface HubDesk extends Desk {
  /** The hub, as a scope. */
  readonly hub: string;
  open(page: Page, query?: string): Promise<unknown>;
}

/** The schools of the table in sight. */
export const rowsOf = (page: Page) => page.locator('[role=grid] [role=rowgroup] [role=row]');

/** The list of absent pupils. */
export const pupilsOf = (page: Page) => page.getByRole('grid', { name: /Absent pupils/ });

/** How much of England's registers is in, as the screen says, percent. */
async function coverageOf(page: Page): Promise<number> {
  return Number(/Registers in\s+<?(\d+)%/.exec(await page.locator('header dl').innerText())?.[1] ?? -1);
}

/** Waits for registers, and answers the first hub. */
async function firstHub(desk: Desk): Promise<string> {
  const { context, page } = await desk.as('central', 'england');
  await page.goto(`${desk.installation.url}/`);
  await page.locator('header dl').waitFor();
  await eventually('registers come in', async () => (await coverageOf(page)) > 25, 200_000);
  const answer = await context.request.get(`${desk.installation.url}/api/v1/live/schools?view=england`);
  const { hubs } = (await answer.json()) as { hubs: { id: string }[] };
  await context.close();
  return `hub:${hubs[0].id}`;
}

async function waitForAbsentees(desk: Desk, hub: string): Promise<void> {
  const staff = (await desk.as('hub', hub)).context;
  const absentees = `${desk.installation.url}/api/v1/sessions/2026-11-20/AM/absentees`;
  await eventually('pupils of its enhanced schools are absent', async () => {
    const { pupils } = (await (await staff.request.get(absentees)).json()) as { pupils: unknown[] };
    return pupils.length > 2;
  });
  await staff.close();
}

export async function openHubDesk(schools: number): Promise<HubDesk> {
  const desk = await openDesk(schools);
  try {
    const hub = await firstHub(desk);
    await waitForAbsentees(desk, hub);
    const open = (page: Page, query = '') => page.goto(`${desk.installation.url}/${query}`);
    return { ...desk, hub, open };
  } catch (error) {
    await desk.clear();
    throw error;
  }
}
