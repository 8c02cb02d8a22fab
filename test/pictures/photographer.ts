/** Takes pictures of the desk and of a wall as people see them. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import type { Registry } from '../../shared/live/down.ts';
import { eventually } from '../helpers/browser.ts';
import type { AnyDesk } from '../helpers/desk.ts';
import type { Shot } from './shots.ts';

/** What is fetched when a page opens is there, and rows stand still. */
const SETTLED_MS = 3_000;
/** What a key opens is there. */
const OPENED_MS = 700;
const QUALITY = 88;

/** In a page: whatever scrolls up and down, the page too, this far down. */
const scrollDown = (part: number): string =>
  `for (const one of [document.scrollingElement, ...document.querySelectorAll('main, main > .view, main > article')])
    one.scrollTop = (one.scrollHeight - one.clientHeight) * ${part}`;

async function shootToLook(page: Page, path: string): Promise<void> {
  await page.screenshot({ path: `${path}.png` });
  const { width, height } = page.viewportSize() ?? { width: 0, height: 0 };
  if (width < 2000) return;
  for (const [part, x] of ['left', 'right'].entries())
    await page.screenshot({
      path: `${path}-${x}.png`,
      clip: { x: (part * width) / 2, y: 0, width: width / 2, height },
    });
}

/** What the views of a desk are of, in this installation. */
interface Views {
  region: string;
  la: string;
  trust: string;
  hub: string;
  school: string;
}

export interface Photographer {
  readonly views: Views;
  /** Writes a picture of a page as it stands. */
  shoot(page: Page, name: string): Promise<void>;
  /** Writes a picture of this name; answers what was done, or why it was not. */
  take(shot: Shot): Promise<string>;
}

/** `png`: pictures to be looked at, large ones as halves besides, in which small letters can be judged. */
export async function createPhotographer(
  desk: AnyDesk,
  folder: string,
  format: 'webp' | 'png',
): Promise<Photographer> {
  const { url } = desk.installation;
  const views = await findViews(url);
  const walls = new Map<string, Promise<Page>>();

  async function shoot(page: Page, name: string): Promise<void> {
    if (format === 'png') return shootToLook(page, join(folder, name));
    const devtools = await page.context().newCDPSession(page);
    const { data } = await devtools.send('Page.captureScreenshot', { format, quality: QUALITY });
    writeFileSync(join(folder, `${name}.webp`), Buffer.from(data, 'base64'));
    await devtools.detach();
  }

  async function takeDesk(shot: Shot): Promise<void> {
    const { role, of, size, theme, more, press, write, down, to } = shot;
    const scope = { hub: views.hub, la: views.la, school: views.school }[role as string] ?? 'england';
    const isAdmin = role === 'admin';
    const { context, page } = await desk.as(isAdmin ? 'central' : role, scope, size);
    if (isAdmin) await context.request.post(`${url}/session`, { data: { role } });
    const view = views[of as keyof Views];
    const query = [view && `view=${view}`, `theme=${theme}`, more].filter(Boolean).join('&');
    await page.goto(`${url}/?${query}`);
    await page.waitForTimeout(SETTLED_MS);
    const isFetching = async () => /Fetching|Adding this year/.test(await page.locator('body').innerText());
    await eventually('all is fetched', async () => !(await isFetching()), 30_000).catch(() => undefined);
    if (down !== undefined) await page.evaluate(scrollDown(down));
    if (to) await page.evaluate(`document.querySelector('${to}').scrollIntoView()`);
    if (press) await page.keyboard.press(press);
    if (press) await page.waitForTimeout(OPENED_MS);
    if (write) await page.keyboard.type(write);
    if (press || to || down !== undefined) await page.waitForTimeout(OPENED_MS);
    await shoot(page, shot.name);
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
        if (of === 'calm' || (await page.locator('[data-scene]').getAttribute('data-scene')) === of)
          return true;
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
    views,
    shoot,
    take: (shot) =>
      (shot.role === 'wall' ? takeWall(shot) : takeDesk(shot)).then(
        () => shot.name,
        (error: Error) => `${shot.name}: ${error.message}`,
      ),
  };
}

/** The hub with most slipping schools, the largest trust, and the surest slipping school: its page says why it is listed and what clears it. */
async function findViews(url: string): Promise<Views> {
  const read = async (path: string) =>
    (await fetch(url + path, { headers: { authorization: 'Bearer demo-central' } })).json();
  const { hubs, schools, las, trusts } = (await read('/api/v1/live/schools?view=england')) as Registry;
  const { date } = (await read('/api/v1/live/england/snapshot')) as { date: string };
  const found = (await read(
    `/api/v1/sessions/${date}/AM/leaderboard?area=england&state=slipping&limit=1000`,
  )) as { items?: { urn: number }[] };
  const urn = found.items?.[0]?.urn ?? hubs[0]?.urns[0];
  if (urn === undefined) throw new Error('no school is slipping and no hub has one: wait longer (--until)');
  const slipping = new Set(found.items?.map((one) => one.urn));
  const listed = hubs.map((one) => one.urns.filter((each) => slipping.has(each)).length);
  const hub = hubs[listed.indexOf(Math.max(...listed))];
  const la = las[schools.la[schools.urn.indexOf(urn)] ?? 0];
  const largest = mostFrequent(schools.trust.filter((trust) => trust >= 0));
  return {
    region: `region:${la?.region}`,
    la: `la:${la?.code}`,
    trust: `trust:${trusts[largest]?.id}`,
    hub: `hub:${hub?.id ?? ''}`,
    school: `school:${urn}`,
  };
}

function mostFrequent(values: readonly number[]): number {
  const times = new Map<number, number>();
  for (const value of values) times.set(value, (times.get(value) ?? 0) + 1);
  return [...times].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 0;
}

async function openWall(desk: AnyDesk, size: Shot['size']): Promise<{ page: Page; context: BrowserContext }> {
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
async function hangWall(desk: AnyDesk, size: Shot['size'], theme: Shot['theme']): Promise<Page> {
  const { page } = await openWall(desk, size);
  const code = page.locator('.code:not(.wait)');
  await code.waitFor();
  const name = roomOf(size, theme);
  const set = { scope: 'england', diagonal: 65, distance: 5, place: 1, names: false };
  const room = { name, room: name, theme, code: (await code.innerText()).toLowerCase() };
  await asAdmin(desk.installation.url, '', { ...set, ...room });
  await page.locator('[data-scene], section h2').first().waitFor();
  return page;
}

const roomOf = (size: Shot['size'], theme: Shot['theme']): string => `Room ${size.width} ${theme}`;

const nextScene = (url: string, room: string): Promise<void> =>
  asAdmin(url, `/rooms/${encodeURIComponent(room)}`, { command: 'next' });
