/** Takes pictures of the desk and of a wall as people see them. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { eventually } from '../helpers/browser.ts';
import type { Desk } from '../helpers/desk.ts';
import type { Shot } from './shots.ts';

/** What is fetched when a page opens is there, and rows stand still. */
const SETTLED_MS = 3_000;
const QUALITY = 88;

export interface Photographer {
  /** Writes `<name>.webp`; answers what was done, or why it was not. */
  take(shot: Shot): Promise<string>;
}

export async function createPhotographer(desk: Desk, folder: string): Promise<Photographer> {
  const { url } = desk.installation;
  const views = await findViews(url);
  const walls = new Map<string, Promise<Page>>();

  async function shoot(page: Page, name: string): Promise<void> {
    const devtools = await page.context().newCDPSession(page);
    const { data } = await devtools.send('Page.captureScreenshot', { format: 'webp', quality: QUALITY });
    writeFileSync(join(folder, `${name}.webp`), Buffer.from(data, 'base64'));
    await devtools.detach();
  }

  async function takeDesk({ name, role, of, size, theme, more }: Shot): Promise<void> {
    const { context, page } = await desk.as(role, role === 'hub' ? views.hub : 'england', size);
    const address = { england: '', hub: '', absentees: 'page=absentees', school: `view=${views.school}` };
    const query = [address[of as keyof typeof address], `theme=${theme}`, more].filter(Boolean).join('&');
    await page.goto(`${url}/?${query}`);
    await page.waitForTimeout(SETTLED_MS);
    const isFetching = async () => /Fetching|Adding this year/.test(await page.locator('main').innerText());
    await eventually('all is fetched', async () => !(await isFetching()), 30_000).catch(() => undefined);
    await shoot(page, name);
    await context.close();
  }

  async function takeWall({ name, of, size, theme }: Shot): Promise<void> {
    if (of === 'code') {
      const { page, context } = await openWall(desk, size);
      await page.locator('.code:not(.wait)').waitFor();
      await shoot(page, name);
      return context.close();
    }
    const key = roomOf(size, theme);
    let wall = walls.get(key);
    if (!wall) {
      wall = hangWall(desk, size, theme);
      walls.set(key, wall);
    }
    const page = await wall;
    await eventually(
      `the scene ${of}`,
      async () => {
        if ((await page.locator('[data-scene]').getAttribute('data-scene')) === of) return true;
        await nextScene(url, key);
        await page.waitForTimeout(1_500);
        return false;
      },
      30_000,
    );
    await page.waitForTimeout(1_500);
    await shoot(page, name);
  }

  return {
    take: (shot) =>
      (shot.role === 'wall' ? takeWall(shot) : takeDesk(shot)).then(
        () => shot.name,
        (error: Error) => `${shot.name}: ${error.message}`,
      ),
  };
}

/** The first hub, and the school that is slipping, the surest: its page says why it is listed and what clears it. */
async function findViews(url: string): Promise<{ hub: string; school: string }> {
  const read = async (path: string) =>
    (await fetch(url + path, { headers: { authorization: 'Bearer demo-central' } })).json();
  const { hubs } = (await read('/api/v1/live/schools?view=england')) as {
    hubs: { id: string; urns: number[] }[];
  };
  const hub = `hub:${hubs[0]?.id ?? ''}`;
  const { date } = (await read('/api/v1/live/england/snapshot')) as { date: string };
  const found = (await read(
    `/api/v1/sessions/${date}/AM/leaderboard?area=england&state=slipping&limit=1`,
  )) as { items?: { urn: number }[] };
  return { hub, school: `school:${found.items?.[0]?.urn ?? hubs[0]?.urns[0]}` };
}

async function openWall(desk: Desk, size: Shot['size']): Promise<{ page: Page; context: BrowserContext }> {
  const large = size.width > 1920;
  const context = await desk.browser.newContext({
    viewport: large ? { width: 1920, height: 1080 } : size,
    deviceScaleFactor: large ? 2 : 1,
  });
  const page = await context.newPage();
  page.on('pageerror', (error) => desk.faults.push(error.message));
  await page.goto(`${desk.installation.url}/wall`);
  return { page, context };
}

const asAdmin = async (url: string, path: string, body: object): Promise<void> => {
  const headers = { authorization: 'Bearer demo-admin', 'content-type': 'application/json' };
  const answer = await fetch(`${url}/api/v1/displays${path}`, {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(await answer.text());
};

/** A wall set up with names off, in a room of its own. */
async function hangWall(desk: Desk, size: Shot['size'], theme: Shot['theme']): Promise<Page> {
  const { page } = await openWall(desk, size);
  const code = page.locator('.code:not(.wait)');
  await code.waitFor();
  const name = roomOf(size, theme);
  const set = { scope: 'england', diagonal: 65, distance: 5, place: 1, names: false };
  const room = { name, room: name, theme, code: (await code.innerText()).toLowerCase() };
  await asAdmin(desk.installation.url, '', { ...set, ...room });
  await page.locator('[data-scene]').waitFor();
  return page;
}

const roomOf = (size: Shot['size'], theme: Shot['theme']): string => `Room ${size.width} ${theme}`;

const nextScene = (url: string, room: string): Promise<void> =>
  asAdmin(url, `/rooms/${encodeURIComponent(room)}`, { command: 'next' });
