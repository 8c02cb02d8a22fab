/** A gateway that is killed with many screens on it: when each shows live figures again, and that all show the same. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { readRun } from '../../shared/node/run-file.ts';
import { type Installation, startInstallation } from './installation.ts';
import type { Figures } from './morning.ts';
import { ENGLAND_SCHOOLS } from './morning-files.ts';
import type { ScreenReport, Shown } from './screens.ts';

const PROCESSES = 2;
const LOOK_MS = 250;
const WITHIN_MS = 300_000;
/** Marks that must have come in before it begins. */
const MARKS_A_SCHOOL = 20;
const TICKS_A_SECOND = 100;
const REST_MS = 5_000;
const LOOKS_AT_REST = 4;
const HEADERS = { authorization: 'Bearer demo-central' };

/** The fewer schools, the faster they are played: about as many change in a second as in all of England's morning. */
export async function benchReconnect(asked: { screens: number; schools: number }): Promise<Figures> {
  const speed = Math.max(1, Math.round(ENGLAND_SCHOOLS / asked.schools));
  const feed = ['--feed', 'england', '--feed-schools', String(asked.schools), '--feed-speed', String(speed)];
  const installation = await startInstallation(feed);
  const children: ChildProcess[] = [];
  try {
    await untilMarked(installation.url, asked.schools * MARKS_A_SCHOOL);
    const las = await lasOf(installation.url);
    const each = Math.ceil(asked.screens / PROCESSES);
    for (let n = 0; n < PROCESSES; n++)
      children.push(
        fork('test/bench/screens.ts', [installation.url, String(n * each), String(each), las.join()], {
          execArgv: ['--import', 'tsx'],
        }),
      );
    await untilLive(children, 0);
    const before = installation.memory().server;
    const spent = processorOf(installation, await untilLive(children, 0));
    const killedAt = Date.now();
    process.kill(pidOf(installation, 'server'), 'SIGKILL');
    const reports = await untilLive(children, killedAt);
    return [
      ...figuresOf(reports, killedAt),
      ...processorFigures(spent, processorOf(installation, reports)),
      ['memory of the gateway before, behind', `${before}, ${installation.memory().server} MB`],
      ...(await sameFigures(installation, children)),
    ];
  } finally {
    for (const child of children) child.kill('SIGKILL');
    await installation.stop();
  }
}

const pidOf = ({ data }: Installation, name: string): number => readRun(data)?.processes[name] ?? 0;

async function untilMarked(url: string, marks: number): Promise<void> {
  for (;;) {
    const answer = await fetch(`${url}/api/v1/status`, { headers: HEADERS });
    const { appliedMarks } = (await answer.json()) as { appliedMarks: number };
    if (appliedMarks >= marks) return;
    await sleep(LOOK_MS);
  }
}

async function lasOf(url: string): Promise<string[]> {
  const answer = await fetch(`${url}/api/v1/live/schools`, { headers: HEADERS });
  const { las } = (await answer.json()) as { las: { code: string }[] };
  return las.map(({ code }) => code);
}

async function ask<T>(child: ChildProcess, what: 'report' | 'shown'): Promise<T> {
  const answered = once(child, 'message');
  child.send(what);
  return (await answered)[0] as T;
}

/** Waits until every screen shows live figures that it did not before `since`. */
async function untilLive(children: readonly ChildProcess[], since: number): Promise<ScreenReport> {
  const deadline = Date.now() + WITHIN_MS;
  const tries: number[] = [];
  for (;;) {
    await sleep(LOOK_MS);
    const reports = await Promise.all(children.map((child) => ask<ScreenReport>(child, 'report')));
    tries.push(...reports.flatMap((report) => report.tries));
    const cpuSeconds = reports.reduce((sum, report) => sum + report.cpuSeconds, 0);
    const liveSince = reports.flatMap((report) => report.liveSince);
    if (liveSince.length > 0 && liveSince.every((at) => at !== null && at > since))
      return { liveSince, tries, cpuSeconds };
    if (Date.now() > deadline) throw new Error('not every screen showed live figures within five minutes');
  }
}

function figuresOf({ liveSince, tries }: ScreenReport, killedAt: number): Figures {
  const waits = liveSince.map((at) => (at ?? 0) - killedAt).sort((a, b) => a - b);
  const share = (part: number) => `${(waits[Math.floor((waits.length - 1) * part)] / 1000).toFixed(1)} s`;
  const bySecond = new Map<number, number>();
  for (const at of tries.filter((when) => when >= killedAt)) {
    const second = Math.floor((at - killedAt) / 1000);
    bySecond.set(second, (bySecond.get(second) ?? 0) + 1);
  }
  return [
    ['screens', String(waits.length)],
    ['first, half, 99 of 100 live again', `${share(0)}, ${share(0.5)}, ${share(0.99)}`],
    ['last live again', share(1)],
    ['most tries in a second', String(Math.max(...bySecond.values()))],
  ];
}

/** Processor seconds so far. */
interface Processor {
  /** Of the gateway that runs now. */
  gateway: number;
  screens: number;
  /** Of all other processes of the installation. */
  rest: number;
  /** What the host gave to other machines, while something here wanted to run. */
  stolen: number;
}

function processorOf(installation: Installation, { cpuSeconds }: ScreenReport): Processor {
  const { server = 0, ...others } = installation.cpu();
  const rest = Object.values(others).reduce((sum, seconds) => sum + seconds, 0);
  const stolen = Number(readFileSync('/proc/stat', 'utf8').split(/\s+/)[8]) / TICKS_A_SECOND;
  return { gateway: server, screens: cpuSeconds, rest, stolen };
}

function processorFigures(before: Processor, after: Processor): Figures {
  const since = (of: keyof Processor) => `${(after[of] - before[of]).toFixed(1)} s`;
  return [
    [
      'processor: new gateway, screens, all else',
      `${after.gateway.toFixed(1)} s, ${since('screens')}, ${since('rest')}`,
    ],
    ['of two cores taken by the host meanwhile', since('stolen')],
  ];
}

/**
 * With the feed at rest every screen of a view shows the same, up to the same change. What is still on its way to
 * some of them when they are asked is waited for; a screen that is left behind, or shows otherwise, stays different.
 */
async function sameFigures(installation: Installation, children: readonly ChildProcess[]): Promise<Figures> {
  process.kill(pidOf(installation, 'feed'), 'SIGSTOP');
  let differing: string[] = [];
  let views = 0;
  for (let looks = 0; looks < LOOKS_AT_REST; looks++) {
    await sleep(REST_MS);
    const shown = (await Promise.all(children.map((child) => ask<Shown[]>(child, 'shown')))).flat();
    const byView = picturesByView(shown);
    views = byView.size;
    differing = [...byView].filter(([, pictures]) => pictures.size > 1).map(([view]) => view);
    if (differing.length === 0) break;
  }
  process.kill(pidOf(installation, 'feed'), 'SIGCONT');
  return [['views, of them shown differently', [views, differing.length, ...differing].join(', ')]];
}

function picturesByView(shown: readonly Shown[]): Map<string, Set<string>> {
  const byView = new Map<string, Set<string>>();
  for (const { view, epoch, seq, digest } of shown)
    byView.set(view, (byView.get(view) ?? new Set()).add(`${epoch} ${seq} ${digest}`));
  return byView;
}
