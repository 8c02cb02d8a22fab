import { afterAll, beforeAll, expect, test } from 'vitest';
import { PENDING_LIMIT } from '../../shared/ops/alerts.ts';
import { bellwether, createSite, type TestInstallation, type TestSite } from '../helpers/installation.ts';
import { makeUpn } from '../helpers/upns.ts';

const SOON = { timeout: 120_000, interval: 500 };

let site: TestSite;
let installation: TestInstallation;

const asked = (path: string, token: string, init: RequestInit = {}) =>
  fetch(installation.url + path, { ...init, headers: { authorization: `Bearer ${token}`, ...init.headers } });

const rules = async (): Promise<string[]> => {
  const { alerts } = (await (await asked('/api/v1/alerts', 'demo-admin')).json()) as {
    alerts: { rule: string }[];
  };
  return alerts.map(({ rule }) => rule);
};

const report = () =>
  asked('/api/v1/displays/report', 'demo-wall', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ scene: 'england', frameMs: 9 }),
  });

const signal = (name: NodeJS.Signals, ...names: string[]) => {
  const { processes } = installation.run();
  for (const process_ of names) process.kill(processes[process_], name);
};

/** Registers that count workers must each take up, of a school that is there. */
async function postMany(count: number): Promise<void> {
  const registry = (await (await asked('/api/v1/live/schools', 'demo-central')).json()) as {
    schools: { urn: number[] };
  };
  const [urn] = registry.schools.urn;
  const line = (n: number) =>
    JSON.stringify({
      urn,
      date: '2026-11-19',
      session: 'AM',
      recordedAt: '2026-11-19T09:00:00Z',
      marks: [{ upn: makeUpn(n), code: '/' }],
    });
  const answer = await asked('/api/v1/registers', 'demo-supplier', {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson' },
    body: Array.from({ length: count }, (_, n) => line(n)).join('\n'),
  });
  expect(answer.status).toBe(202);
}

beforeAll(async () => {
  site = await createSite();
  installation = await site.start(['--feed', 'england', '--feed-schools', '40', '--feed-speed', '60']);
  await report();
}, 120_000);
afterAll(() => site?.clear());

test('[CHAOS3] a feed that stops in the minutes registers are due is an alert, and ends when it goes on', async () => {
  const clock = async () => {
    const { stdout } = await bellwether('status', '--data', installation.data, '--json');
    return (JSON.parse(stdout) as { clock: { time: string } }).clock.time;
  };
  await expect.poll(clock, SOON).toMatch(/^(08:5[2-9]|09)/);
  signal('SIGSTOP', 'feed');
  await expect.poll(rules, SOON).toContain('newest-mark-age');
  signal('SIGCONT', 'feed');
  await expect.poll(rules, SOON).not.toContain('newest-mark-age');
});

test('[CHAOS4] count workers that hang are alerts of lag and of what waits, and both end by themselves', async () => {
  signal('SIGSTOP', 'count-1', 'count-2');
  await postMany(PENDING_LIMIT + 100);
  await expect.poll(rules, SOON).toEqual(expect.arrayContaining(['pending-registers', 'commit-lag']));
  const { code, stdout } = await bellwether('doctor', '--data', installation.data);
  expect(code).toBe(1);
  expect(stdout).toMatch(/partition \d+ has waited \d+ s, held by/);
  signal('SIGCONT', 'count-1', 'count-2');
  await expect.poll(rules, SOON).not.toEqual(expect.arrayContaining(['pending-registers']));
  await expect.poll(rules, SOON).not.toEqual(expect.arrayContaining(['commit-lag']));
});

test('[CHAOS5] a wall that fell silent is an alert until it reports again', async () => {
  await expect.poll(rules, SOON).toContain('silent-wall');
  await report();
  await expect.poll(rules, { timeout: 40_000, interval: 500 }).not.toContain('silent-wall');
});
