/**
 * `npm run bench:screen`: what England costs the browser: recolouring, frames while schools change, the first picture.
 * A small installation, its picture made 21,000 schools large on the way to the browser. With `-- --trace` it says instead
 * what each task over 50 ms is made of; names are readable after `npx vite build --minify false`.
 */
import { cpus } from 'node:os';
import { resolve } from 'node:path';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { build } from 'vite';
import { launchBrowser } from '../../helpers/browser.ts';
import { createSite, type TestInstallation } from '../../helpers/installation.ts';
import { ENGLAND } from './england.ts';
import { enlarge, type Picture, readPicture, WATCH } from './page.ts';
import { traceTasks } from './trace.ts';

const RECOLOURINGS = 120;
const UPDATES = 60;
const EVERY_MS = 250;
const SCHOOLS_AN_UPDATE = 100;

const print = (what: string, figure: string): void => console.log(`${what.padEnd(64)} ${figure}`);
const ms = (value: number): string => `${value.toFixed(1)} ms`;

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

async function bundle(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'silent',
    build: {
      write: false,
      lib: { entry: resolve(import.meta.dirname, 'recolour-page.ts'), formats: ['iife'], name: 'bench' },
    },
  });
  const [{ output }] = built as { output: { code?: string }[] }[];
  return output[0].code ?? '';
}

async function benchRecolour(browser: Browser, picture: Picture): Promise<void> {
  const page = await browser.newPage();
  await page.addScriptTag({ content: await bundle() });
  const devtools = await page.context().newCDPSession(page);
  const run = (which: string) =>
    page.evaluate(
      `recolour(...${JSON.stringify([picture.registry, picture.snapshot])}, ${RECOLOURINGS}, '${which}')`,
    ) as Promise<Record<'classes' | 'discs' | 'raster' | 'changed', number[]>>;
  for (const rate of [1, 4])
    for (const which of ['all', 'hundred']) {
      await devtools.send('Emulation.setCPUThrottlingRate', { rate });
      const { classes, discs, raster, changed } = await run(which);
      const script = classes.map((one, i) => one + discs[i]);
      const slowed = rate === 1 ? '' : `, processor slowed ${rate} times`;
      const rows = which === 'all' ? '' : ' after 100 rows';
      print(
        `script for recolouring ${ENGLAND} schools${rows}${slowed}: median, 95%`,
        `${ms(quantile(script, 0.5))}, ${ms(quantile(script, 0.95))}`,
      );
      print(
        '  of that classes, discs; beside it the copy into the bitmap',
        [classes, discs, raster].map((list) => ms(quantile(list, 0.5))).join(', '),
      );
      print('  schools that got another colour, median', String(quantile(changed, 0.5)));
    }
  await page.close();
}

async function metrics(devtools: CDPSession): Promise<Record<string, number>> {
  const { metrics: list } = await devtools.send('Performance.getMetrics');
  return Object.fromEntries(list.map(({ name, value }) => [name, value]));
}

/** Opens the desk; answers what sends it changes. */
async function openDesk(browser: Browser, installation: TestInstallation, picture: Picture, show: string) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, bypassCSP: true });
  const page = await context.newPage();
  await page.addInitScript(WATCH);
  const change = await enlarge(page, picture);
  const open = async (): Promise<void> => {
    await page.goto(`${installation.url}/${show}`);
    await page.waitForFunction('window.england > 0 || location.search.includes("map")', undefined, {
      timeout: 60_000,
    });
    await page.waitForTimeout(5_000);
  };
  return { context, page, open, changing: (updates: number) => sendChanges(page, picture, change, updates) };
}

/** A hundred schools four times a second. */
async function sendChanges(
  page: Page,
  { snapshot: { rows } }: Picture,
  change: (changes: number[][]) => void,
  updates: number,
): Promise<void> {
  for (let update = 0; update < updates; update++) {
    const at = update * SCHOOLS_AN_UPDATE;
    change(
      Array.from({ length: SCHOOLS_AN_UPDATE }, (_, i) => {
        const row = [...rows[(at + i) % rows.length]];
        row[3] += 1 + update;
        row[7] = Math.max(0, row[7] - (update % 3));
        return row;
      }),
    );
    await page.waitForTimeout(EVERY_MS);
  }
}

type Task = [at: number, lasts: number];
const longest = (tasks: readonly Task[]): string =>
  `${tasks.length}, ${ms(Math.max(0, ...tasks.map(([, lasts]) => lasts)))}`;

/** The course of a page on which a hundred schools change four times a second. */
async function benchFrames(browser: Browser, installation: TestInstallation, picture: Picture, show: string) {
  const { context, page, open, changing } = await openDesk(browser, installation, picture, show);
  await open();
  const what = show === '' ? 'hexagons' : 'points';
  const paint = (await page.evaluate(
    'performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? NaN',
  )) as number;
  const start = (await page.evaluate('window.long.splice(0)')) as Task[];
  if (show === '')
    print(
      'first paint, England painted',
      `${ms(paint)}, ${ms((await page.evaluate('window.england')) as number)}`,
    );
  print(
    `${what}: tasks over 50 ms from first paint on until it stands, the longest`,
    longest(start.filter(([at]) => at > paint)),
  );
  const devtools = await context.newCDPSession(page);
  await devtools.send('Performance.enable');
  const before = await metrics(devtools);
  await changing(UPDATES);
  const after = await metrics(devtools);
  const spent = (name: string) => (1000 * ((after[name] ?? 0) - (before[name] ?? 0))) / UPDATES;
  print(
    `${what}: script + style + layout an update of ${SCHOOLS_AN_UPDATE} schools`,
    `${ms(spent('ScriptDuration'))} + ${ms(spent('RecalcStyleDuration'))} + ${ms(spent('LayoutDuration'))}`,
  );
  print(
    `${what}: tasks over 50 ms in ${(UPDATES * EVERY_MS) / 1000} s, the longest`,
    longest((await page.evaluate('window.long')) as Task[]),
  );
  await context.close();
}

/** What the long tasks of a start and of some changes are made of. */
async function explain(browser: Browser, installation: TestInstallation, picture: Picture, show: string) {
  const { context, page, open, changing } = await openDesk(browser, installation, picture, show);
  console.log(`\n${show === '' ? 'hexagons' : 'points'}`);
  for (const line of await traceTasks(browser, page, async () => {
    await open();
    await changing(UPDATES);
  }))
    console.log(line);
  await context.close();
}

const [processor] = cpus();
console.log(
  `Node ${process.version}, ${cpus().length} x ${processor.model.trim()}, Chromium without a graphics card`,
);
const site = await createSite();
const browser = await launchBrowser();
try {
  const installation = await site.start(['--feed-schools', '210', '--feed-speed', '60', '--workers', '1']);
  let picture = await readPicture(installation);
  while (picture.snapshot.rows.length < ENGLAND || picture.snapshot.usual.length < ENGLAND / 2) {
    await new Promise((settle) => setTimeout(settle, 2_000));
    picture = await readPicture(installation);
  }
  // From here on the installation stands still: what is measured is the browser.
  process.kill(installation.run().processes.feed, 'SIGSTOP');
  await new Promise((settle) => setTimeout(settle, 3_000));
  picture = await readPicture(installation);
  const isTraced = process.argv.includes('--trace');
  if (!isTraced) await benchRecolour(browser, picture);
  for (const show of ['', '?show=map'])
    await (isTraced ? explain : benchFrames)(browser, installation, picture, show);
  process.kill(installation.run().processes.feed, 'SIGCONT');
} finally {
  await browser.close();
  await site.clear();
}
process.exit(0);
