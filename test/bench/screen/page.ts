/** A desk in the browser that gets the large picture, and the tasks that hold it up. */
import type { Page } from 'playwright-core';
import type { Registry, Snapshot } from '../../../shared/live/down.ts';
import type { TestInstallation } from '../../helpers/installation.ts';
import { largeRegistry, largeSnapshot } from './england.ts';

export interface Picture {
  registry: Registry;
  snapshot: Snapshot;
}

export async function readPicture({ url }: TestInstallation): Promise<Picture> {
  const headers = { authorization: 'Bearer demo-central' };
  const read = async <T>(path: string) => (await (await fetch(url + path, { headers })).json()) as T;
  const small = await read<Registry>('/api/v1/live/schools?view=england');
  const snapshot = await read<Snapshot>('/api/v1/live/england/snapshot');
  const urns = small.schools.urn;
  return { registry: largeRegistry(small), snapshot: largeSnapshot(snapshot, urns) };
}

/** Makes the page get the large picture; the installation's own changes are kept from it. */
export async function enlarge(
  page: Page,
  { registry, snapshot }: Picture,
): Promise<(changes: number[][]) => void> {
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

/** Notes every long task, and when England was painted. */
export const WATCH = `
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
