/** A room with two walls and a desk, in a real browser. Nobody touches the walls after their first start. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectRedis } from '../../shared/node/redis.ts';
import { globalKeys } from '../../shared/redis/keys.ts';
import { BROWSER_ARGS, eventually, findBarriers, launchBrowser } from '../helpers/browser.ts';
import { createSite, type TestInstallation, type TestSite } from '../helpers/installation.ts';

const DATE = '2026-11-20';
const OPTIONS = ['--feed-schools', '60', '--workers', '1'];
const SIZE = { width: 1920, height: 1080 };

let site: TestSite;
let installation: TestInstallation;
let browser: Browser;
let desk: Page;
let left: Wall;
let right: Page;
let schools: { urn: number[]; name: string[] };
const faults: string[] = [];

/** A television: a browser of its own with a profile that outlives it. */
interface Wall {
  page: Page;
  /** Takes the power away: nothing is closed, nothing is said. */
  cut(): Promise<void>;
}

let profile: string;
const running: ChildProcess[] = [];

async function turnOn(address: string): Promise<Wall> {
  const television = spawn('/usr/bin/chromium', [
    ...BROWSER_ARGS,
    '--headless=new',
    '--remote-debugging-port=0',
    '--hide-crash-restore-bubble',
    `--window-size=${SIZE.width},${SIZE.height}`,
    `--user-data-dir=${profile}`,
    address,
  ]);
  running.push(television);
  const line = await new Promise<string>((settle, reject) => {
    let said = '';
    television.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const found = /DevTools listening on (ws:\S+)/.exec(said);
      if (found) settle(found[1]);
    });
    television.once('exit', () => reject(new Error(`chromium ended: ${said}`)));
  });
  // Who speaks to a browser in the moment it takes its page back up may wait in vain.
  const join = () => chromium.connectOverCDP(line, { timeout: 10_000 });
  const itself = await join().catch(join).catch(join);
  const context = itself.contexts()[0];
  const page = context.pages()[0] ?? (await context.waitForEvent('page'));
  page.on('pageerror', (error) => faults.push(error.message));
  await page.setViewportSize(SIZE);
  return {
    page,
    cut: async () => {
      const ended = once(television, 'exit');
      television.kill('SIGKILL');
      await ended;
    },
  };
}

const textOf = (page: Page) => page.locator('main').innerText();
const shows = async (page: Page, what: RegExp, ms?: number) => {
  let told = '';
  const isShown = async () => {
    told = await textOf(page);
    return what.test(told);
  };
  await eventually(`the wall shows ${what}`, isShown, ms).catch((error: Error) => {
    throw new Error(`${error.message}; it shows: ${told}`);
  });
};
const isAlive = (page: Page) => shows(page, /Now \d\d:\d\d\s+(Live s|S)imulation/, 100_000);
const sceneOf = (page: Page) => page.locator('[data-scene]').getAttribute('data-scene');
const codeOn = (page: Page) => page.locator('.code:not(.wait)').innerText();
const say = (name: string) => desk.getByRole('button', { name, exact: true }).click();

async function setUp(page: Page, name: string, place: number): Promise<void> {
  await page.locator('.code:not(.wait)').waitFor();
  await desk.getByLabel('Code on the display').fill((await codeOn(page)).toLowerCase());
  await desk.getByLabel('Name of the screen').fill(name);
  await desk.getByRole('combobox', { name: 'Room' }).fill('Ops room');
  await desk.getByLabel('Place from the left').fill(String(place));
  await desk.getByLabel('Name schools on this screen').check();
  await desk.getByRole('button', { name: 'Set up', exact: true }).click();
  await desk.getByText(`${name} is set up`).waitFor();
  await isAlive(page);
}

/** A gateway has seen that a school dropped. */
async function note(urn: number, at = Date.now()): Promise<void> {
  const redis = connectRedis(installation.run().redis);
  await redis.hset(globalKeys.suddenDrops(DATE), String(urn), JSON.stringify({ at, points: -9.25 }));
  redis.disconnect();
}

/** Lets a screen's own clock be moved. */
async function hang(token: string): Promise<Page> {
  const context = await browser.newContext({ viewport: SIZE });
  await context.addInitScript((kept) => localStorage.setItem('bellwether-display', kept), token);
  const page = await context.newPage();
  page.on('pageerror', (error) => faults.push(error.message));
  await page.clock.install();
  await page.goto(`${installation.url}/wall`);
  await isAlive(page);
  return page;
}

const signal = (name: string, what: NodeJS.Signals) => process.kill(installation.run().processes[name], what);

beforeAll(async () => {
  profile = await mkdtemp(join(tmpdir(), 'bellwether-television-'));
  site = await createSite();
  installation = await site.start([...OPTIONS, '--feed-speed', '30']);
  browser = await launchBrowser();
  const office = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  await office.request.post(`${installation.url}/session`, { data: { role: 'admin' } });
  desk = await office.newPage();
  const headers = { authorization: 'Bearer demo-central' };
  const registry = `${installation.url}/api/v1/live/schools?view=england`;
  await eventually('schools are known', async () => {
    ({ schools } = await (await fetch(registry, { headers })).json());
    return schools.urn.length === 60;
  });
}, 300_000);

afterAll(async () => {
  await browser?.close();
  for (const television of running) television.kill('SIGKILL');
  await site?.clear();
  await rm(profile, { recursive: true, force: true, maxRetries: 5 });
});

describe('walls in a room', () => {
  test('[WALL70] a display is set up at a desk by the code it shows, and then shows attendance by itself', async () => {
    left = await turnOn(`${installation.url}/wall`);
    await left.page.locator('.code:not(.wait)').waitFor();
    expect(await findBarriers(left.page)).toEqual([]);
    await desk.goto(`${installation.url}/?page=displays`);
    await setUp(left.page, 'Left screen', 1);
    expect(await findBarriers(desk)).toEqual([]);
    await left.page.locator('[data-scene]').waitFor();
    expect(await textOf(left.page)).toContain('England');
    expect(await findBarriers(left.page)).toEqual([]);
  });

  test('[WALL95] in a bright room it is light, without a barrier by WCAG 2.2 AA', async () => {
    await left.page.goto(`${installation.url}/wall?theme=light`);
    await isAlive(left.page);
    expect(await left.page.evaluate(() => getComputedStyle(document.body).colorScheme)).toBe('light');
    expect(await findBarriers(left.page)).toEqual([]);
    await left.page.goto(`${installation.url}/wall`);
    await isAlive(left.page);
  });

  test('[WALL71] after a power cut it comes back by itself', async () => {
    // A browser writes to its disk a few seconds late.
    await left.page.waitForTimeout(6_000);
    await left.cut();
    left = await turnOn(`${installation.url}/wall`);
    await isAlive(left.page);
    expect(await left.page.locator('.code').count()).toBe(0);
  });

  test('[WALL72] of two screens the left keeps the map, and they never show the same', async () => {
    right = await (await browser.newContext({ viewport: SIZE })).newPage();
    right.on('pageerror', (error) => faults.push(error.message));
    await right.goto(`${installation.url}/wall`);
    await setUp(right, 'Right screen', 2);
    const seen = new Set<string | null>();
    for (let step = 0; step < 4; step++) {
      expect(await sceneOf(left.page)).toBe('area');
      const before = await sceneOf(right);
      expect(before).not.toBe('area');
      seen.add(before);
      await say('Next');
      await eventually('the right screen goes on', async () => (await sceneOf(right)) !== before);
    }
    expect(seen).toEqual(new Set(['slipping', 'recovering', 'region', 'feed']));
  });

  test('[WALL73] hold and the test card at the desk are on every screen at once', async () => {
    await say('Hold');
    for (const page of [left.page, right]) await shows(page, /picture stays/, 10_000);
    await say('Test card');
    for (const page of [left.page, right]) await shows(page, /65 inches, read from 5 m/, 10_000);
    expect(await findBarriers(right)).toEqual([]);
    await say('End test card');
    await say('Go on');
    for (const page of [left.page, right]) await isAlive(page);
    await eventually('the room goes on', async () => !(await textOf(right)).includes('picture stays'));
  });

  test('[WALL74] the right screen jumps to a sudden drop, with names only until they are switched off', async () => {
    const at = schools.urn.indexOf(Math.min(...schools.urn));
    await note(schools.urn[at]);
    await eventually('the right screen jumps', async () => (await sceneOf(right)) === 'jump');
    expect(await textOf(right)).toContain('One school has dropped suddenly today');
    expect(await textOf(right)).toMatch(/\u22129\.3|\u22129\.2/);
    expect(await sceneOf(left.page)).toBe('area');
    const isNamed = async () =>
      (await textOf(right)).includes(schools.name[at].split(' ').slice(0, 2).join(' '));
    expect(await isNamed()).toBe(true);
    expect(await findBarriers(right)).toEqual([]);
    await say('Names off');
    await eventually('the name goes', async () => !(await isNamed()), 10_000);
    for (const page of [left.page, right]) {
      const told = await page.locator('main').innerHTML();
      expect(schools.name.filter((name) => told.includes(name))).toEqual([]);
      expect(await page.locator('main svg polygon').count()).toBeGreaterThan(100);
    }
    await say('Seen: back to the round');
    await eventually('the round goes on', async () => (await sceneOf(right)) !== 'jump');
  });

  test('[WALL75] no letter on a wall is smaller than 16 minutes of arc, and all of it is on the screen', async () => {
    for (const page of [left.page, right]) {
      const { small, beyond } = await page.evaluate(() => {
        const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        const tooSmall: string[] = [];
        const out: string[] = [];
        while (texts.nextNode()) {
          const parent = texts.currentNode.parentElement;
          const text = texts.currentNode.textContent?.trim();
          if (!parent || !text || parent.closest('noscript, script, title, .apart')) continue;
          const scale = parent.closest('svg')?.getScreenCTM()?.a ?? 1;
          const size = Number.parseFloat(getComputedStyle(parent).fontSize) * scale;
          if (size < 43.5) tooSmall.push(`${text} (${size}, ${parent.outerHTML.slice(0, 80)})`);
          const { left: from, right: to, top, bottom } = parent.getBoundingClientRect();
          if (from < 0 || top < 0 || to > 1920 || bottom > 1080) out.push(text);
        }
        return { small: tooSmall, beyond: out };
      });
      expect(small).toEqual([]);
      expect(beyond).toEqual([]);
    }
  });

  test('[WALL76] its mark of life steps with every answer of the server, about once a second', async () => {
    const steps = await right.evaluate(
      () =>
        new Promise<number>((settle) => {
          let count = 0;
          const mark = document.querySelector('.screen svg');
          if (!mark) throw new Error('no mark of life');
          new MutationObserver(() => count++).observe(mark.children[0], { attributes: true });
          setTimeout(() => settle(count), 6_000);
        }),
    );
    expect(steps).toBeGreaterThanOrEqual(3);
  });

  test('[WALL77] when no counts come the wall says within a minute that it stopped, over the data, though it is answered', async () => {
    const page = await hang('demo-wall');
    await page.route('**/api/v1/displays/scene*', async (route) => {
      const wall = await (await route.fetch()).json();
      wall.beat.heardAt = wall.beat.at - 61_000 * wall.beat.simulated.speed;
      await route.fulfill({ json: wall });
    });
    await shows(page, /As at \d\d:\d\d/);
    expect(await textOf(page)).toContain('No new counts reach the server');
    expect(await page.locator('.data').evaluate((data) => getComputedStyle(data).opacity)).toBe('0.4');
    expect(await findBarriers(page)).toEqual([]);
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await isAlive(page);
    await page.context().close();
  });

  test('[WALL78] with Redis or the server standing still it stops too, and comes back by itself', async () => {
    const page = await hang('demo-wall');
    for (const [name, end] of [
      ['redis', 'SIGCONT'],
      ['server', 'SIGKILL'],
    ] as const) {
      signal(name, 'SIGSTOP');
      await page.waitForTimeout(1_500);
      await page.clock.fastForward(20_000);
      await shows(page, /No word, \d+ s/);
      await page.clock.fastForward(45_000);
      await shows(page, /As at \d\d:\d\d/);
      await shows(page, /As at \d\d:\d\d\s+Stopped/);
      signal(name, end);
      await isAlive(page);
      expect(await textOf(page)).not.toContain('As at');
    }
    for (const wall of [left.page, right]) await isAlive(wall);
    await page.context().close();
  });

  test('[WALL79] ended at the desk, a screen shows a code again and keeps nothing', async () => {
    await desk.getByRole('button', { name: 'End Right screen' }).click();
    await right.locator('.code:not(.wait)').waitFor();
    expect(await right.evaluate(() => localStorage.length)).toBe(0);
  });

  test('[WALL80] started anew and left till the evening it is calm, until when and how the day ended', async () => {
    await installation.end('SIGTERM');
    const port = new URL(installation.url).port;
    installation = await site.start([...OPTIONS, '--port', port, '--feed-speed', '2000']);
    await shows(left.page, /The school day is over|Schools closed until Mon 23 Nov/, 90_000);
    await shows(left.page, /Mon 23 Nov[\s\S]*in the morning/);
    expect(await findBarriers(left.page)).toEqual([]);
    expect(faults).toEqual([]);
  });
});
