import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningServer, startServer } from '../../../server/app.ts';
import { Screens } from '../../bench/screens.ts';
import {
  FRIDAY,
  registerBody,
  rosterBody,
  SCHOOLS_HEADER,
  schoolLine,
  startTestBellwether,
  type TestBellwether,
} from '../../helpers/server.ts';
import { makeUpn } from '../../helpers/upns.ts';

const SCREENS = 60;
const VIEWS = ['england', 'la:201', 'la:202'];
const URNS = [100_000, 100_001, 100_002, 100_003];
const SOON = { timeout: 60_000, interval: 100 };
/** Of all tries in a row of a quarter of a second. Waits are spread over as long as their half. */
const MOST_AT_ONCE = 0.7;

let app: TestBellwether;
let gateway: RunningServer;
let port: number;
let screens: Screens;

const startGateway = (asked: number) =>
  startServer({ ...app.parts, config: { ...app.parts.config, port: asked } }, { tickMs: 20, beatMs: 100 });
const mark = (urn: number, code: string) =>
  app.post(
    'registers',
    registerBody(urn, [[makeUpn(urn), code]], { recordedAt: `${FRIDAY}T08:5${code === '/' ? 5 : 6}:00Z` }),
  );

beforeAll(async () => {
  app = await startTestBellwether();
  await app.post(
    'schools',
    [SCHOOLS_HEADER, ...URNS.map((urn, i) => schoolLine(urn, i % 2 ? '202' : '201'))].join('\n'),
  );
  const rosters = URNS.map((urn) => rosterBody(urn, '2026-09-01', [{ upn: makeUpn(urn), yearGroup: '4' }]));
  await app.post('rosters', rosters.join('\n'), { 'content-type': 'application/x-ndjson' });
  await mark(URNS[0], '/');
  await app.settled();
  gateway = await startGateway(0);
  port = gateway.port;
  screens = new Screens(`http://127.0.0.1:${port}`);
}, 60_000);
afterAll(async () => {
  screens?.close();
  await gateway?.stop();
  await app?.stop();
});

const live = () => screens.report().liveSince.filter((at) => at !== null).length;

test('[OPS47] screens whose gateway went away come back by themselves, spread over time, and all show the same', async () => {
  for (let n = 0; n < SCREENS; n++) {
    screens.open(VIEWS[n % VIEWS.length]);
    await sleep(10);
  }
  await expect.poll(live, SOON).toBe(SCREENS);
  await gateway.stop();
  const goneAt = Date.now();
  // What comes meanwhile is in the snapshot that they fetch.
  await mark(URNS[1], '/');
  await mark(URNS[0], 'I');
  await sleep(1_500);
  const { tries } = screens.report();
  expect(tries.length).toBeGreaterThanOrEqual(SCREENS);
  const slots = new Map<number, number>();
  for (const at of tries)
    slots.set(Math.floor((at - goneAt) / 250), (slots.get(Math.floor((at - goneAt) / 250)) ?? 0) + 1);
  expect(Math.max(...slots.values())).toBeLessThan(MOST_AT_ONCE * tries.length);
  gateway = await startGateway(port);
  await expect.poll(live, SOON).toBe(SCREENS);
  await app.settled();
  await expect
    .poll(() => new Set(screens.shown().map((shown) => Object.values(shown).join())).size, SOON)
    .toBe(VIEWS.length);
  const [england] = screens.shown();
  expect(england.seq).toBeGreaterThanOrEqual(0);
}, 200_000);
