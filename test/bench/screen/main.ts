/**
 * `npm run bench:screen`: what England costs the browser: recolouring, frames while schools change, the first picture.
 * A small installation, its picture made 21,000 schools large on the way to the browser.
 */
import { cpus } from 'node:os';
import { resolve } from 'node:path';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { build } from 'vite';
import type { Registry, Snapshot } from '../../../shared/live/down.ts';
import { launchBrowser } from '../../helpers/browser.ts';
import { createSite, type TestInstallation } from '../../helpers/installation.ts';
import { ENGLAND, largeRegistry, largeSnapshot } from './england.ts';

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

interface Picture {
  registry: Registry;
  snapshot: Snapshot;
}

async function readPicture({ url }: TestInstallation): Promise<Picture> {
  const headers = { authorization: 'Bearer demo-central' };
  const read = async <T>(path: string) => (await (await fetch(url + path, { headers })).json()) as T;
  const small = await read<Registry>('/api/v1/live/schools?view=england');
  const snapshot = await read<Snapshot>('/api/v1/live/england/snapshot');
  const urns = small.schools.urn;
  return { registry: largeRegistry(small), snapshot: largeSnapshot(snapshot, urns) };
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

/** Makes the page get the large picture; the installation's own changes are kept from it. */
async function enlarge(page: Page, { registry, snapshot }: Picture): Promise<(changes: number[][]) => void> {
  let sequence = snapshot.seq;
  let line: { send(text: string): void } | null = null;
  await page.route('**/api/v1/live/schools*', (route) => route.fulfill({ json: registry }));
  await page.route('**/api/v1/live/england/snapshot*', (route) =>
    route.fulfill({ json: { ...snapshot, seq: sequence } }),
  );
  await page.routeWebSocket(/socket\.io/, (socket) => {
    const server = socket.connectToServer();
    line = socket;
    server.onMessage((text) => {
      if (!String(text).startsWith('42/live,["delta"')) socket.send(text);
    });
  });
  return (changes) => {
    const { epoch, date } = snapshot;
    const delta = { view: 'england', epoch, seq: ++sequence, at: snapshot.at + sequence, date, changes };
    line?.send(`42/live,${JSON.stringify(['delta', delta])}`);
  };
}

async function metrics(devtools: CDPSession): Promise<Record<string, number>> {
  const { metrics: list } = await devtools.send('Performance.getMetrics');
  return Object.fromEntries(list.map(({ name, value }) => [name, value]));
}

const WATCH = `
  window.long = [];
  new PerformanceObserver((list) => { for (const { duration, startTime } of list.getEntries()) window.long.push([startTime, duration]); })
    .observe({ type: 'longtask', buffered: true });
  const look = () => {
    if (location.search.includes('map')) return;
    if (document.querySelectorAll('main svg a').length >= 153 && /\\d\\d\\.\\d/.test(document.querySelector('main')?.innerText ?? ''))
      window.england = performance.now();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);`;

/** The course of a page on which a hundred schools change four times a second. */
async function benchFrames(browser: Browser, installation: TestInstallation, picture: Picture, show: string) {
  const page = await (
    await browser.newContext({ viewport: { width: 1440, height: 900 }, bypassCSP: true })
  ).newPage();
  await page.addInitScript(WATCH);
  const change = await enlarge(page, picture);
  await page.goto(`${installation.url}/${show}`);
  await page.waitForFunction('window.england > 0 || location.search.includes("map")', undefined, {
    timeout: 60_000,
  });
  await page.waitForTimeout(5_000);
  if (show === '') {
    const [first, long] = (await page.evaluate('[window.england, window.long]')) as [
      number,
      [number, number][],
    ];
    const paint = (await page.evaluate(
      'performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? NaN',
    )) as number;
    const busyUntil = long.filter(([at]) => at < first + 3_000).map(([at, lasts]) => at + lasts);
    print(
      'first paint, England painted, last long task of the start',
      `${ms(paint)}, ${ms(first)}, ${ms(Math.max(0, ...busyUntil))}`,
    );
  }
  await page.evaluate('window.long.length = 0');
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Performance.enable');
  const before = await metrics(devtools);
  const { rows } = picture.snapshot;
  for (let update = 0; update < UPDATES; update++) {
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
  const after = await metrics(devtools);
  const spent = (name: string) => (1000 * ((after[name] ?? 0) - (before[name] ?? 0))) / UPDATES;
  const long = (await page.evaluate('window.long')) as [number, number][];
  const what = show === '' ? 'hexagons' : 'points';
  print(
    `${what}: script + style + layout an update of ${SCHOOLS_AN_UPDATE} schools`,
    `${ms(spent('ScriptDuration'))} + ${ms(spent('RecalcStyleDuration'))} + ${ms(spent('LayoutDuration'))}`,
  );
  print(
    `${what}: tasks over 50 ms in ${(UPDATES * EVERY_MS) / 1000} s, the longest`,
    `${long.length}, ${ms(Math.max(0, ...long.map(([, lasts]) => lasts)))}`,
  );
  await page.context().close();
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
  await benchRecolour(browser, picture);
  await benchFrames(browser, installation, picture, '');
  await benchFrames(browser, installation, picture, '?show=map');
  process.kill(installation.run().processes.feed, 'SIGCONT');
} finally {
  await browser.close();
  await site.clear();
}
process.exit(0);
