/** What long tasks of a page are made of, from the browser's own trace. */
import type { Browser, Page } from 'playwright-core';

const LONG_US = 50_000;
const SHOWN = 14;

interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  ts: number;
  dur?: number;
  args: {
    name?: string;
    data?: {
      functionName?: string;
      url?: string;
      cpuProfile?: { nodes?: ProfileNode[]; samples?: number[] };
      timeDeltas?: number[];
      startTime?: number;
    };
  };
}

interface ProfileNode {
  id: number;
  parent?: number;
  callFrame: { functionName: string; url?: string; lineNumber?: number };
}

const CATEGORIES = [
  'devtools.timeline',
  'disabled-by-default-devtools.timeline',
  'disabled-by-default-v8.cpu_profiler',
  'v8',
  'blink',
  'toplevel',
];

/** Traces `run`; a line for each task over 50 ms, then what it was made of, in ms. */
export async function traceTasks(browser: Browser, page: Page, run: () => Promise<void>): Promise<string[]> {
  await browser.startTracing(page, { categories: CATEGORIES });
  await run();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as {
    traceEvents: TraceEvent[];
  };
  const main = mainThread(traceEvents);
  const own = traceEvents.filter(({ pid, tid }) => pid === main?.pid && tid === main.tid);
  const samples = samplesOf(traceEvents.filter(({ pid }) => pid === main?.pid));
  const began = Math.min(...own.filter(({ ts }) => ts > 0).map(({ ts }) => ts));
  return own
    .filter(({ name, dur }) => name === 'RunTask' && (dur ?? 0) > LONG_US)
    .flatMap((task) => [
      `task of ${toMs(task.dur ?? 0)} ms at ${toMs(task.ts - began)} ms`,
      ...partsOf(own, task).map((line) => `    ${line}`),
      ...functionsOf(samples, task).map((line) => `      ${line}`),
    ]);
}

const toMs = (us: number): string => (us / 1000).toFixed(1);

/** The main thread of the busiest page. */
function mainThread(events: readonly TraceEvent[]): TraceEvent | undefined {
  const threads = events.filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain');
  const busy = (thread: TraceEvent): number =>
    events.reduce(
      (sum, { pid, tid, name, dur }) =>
        sum + (pid === thread.pid && tid === thread.tid && name === 'RunTask' ? (dur ?? 0) : 0),
      0,
    );
  return threads.sort((a, b) => busy(b) - busy(a))[0];
}

/** Kinds of work within a task by time of their own. */
function partsOf(events: readonly TraceEvent[], task: TraceEvent): string[] {
  const end = task.ts + (task.dur ?? 0);
  const inside = events
    .filter(({ ph, ts, dur }) => ph === 'X' && ts >= task.ts && ts + (dur ?? 0) <= end)
    .sort((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0));
  const sums = new Map<string, number>();
  const open: TraceEvent[] = [];
  const add = (name: string, us: number) => sums.set(name, (sums.get(name) ?? 0) + us);
  for (const event of inside) {
    while (open.length > 0 && (open.at(-1)?.ts ?? 0) + (open.at(-1)?.dur ?? 0) <= event.ts) open.pop();
    const outer = open.at(-1);
    if (outer) add(outer.name, -(event.dur ?? 0));
    add(event.name, event.dur ?? 0);
    open.push(event);
  }
  return largest(sums);
}

interface Samples {
  nodes: Map<number, ProfileNode>;
  at: { ts: number; node: number; us: number }[];
}

function samplesOf(events: readonly TraceEvent[]): Samples {
  const found: Samples = { nodes: new Map(), at: [] };
  let ts = 0;
  for (const { name, args } of events) {
    if (name === 'Profile') ts = args.data?.startTime ?? ts;
    if (name !== 'ProfileChunk') continue;
    for (const node of args.data?.cpuProfile?.nodes ?? []) found.nodes.set(node.id, node);
    const deltas = args.data?.timeDeltas ?? [];
    (args.data?.cpuProfile?.samples ?? []).forEach((node, i) => {
      ts += deltas[i] ?? 0;
      found.at.push({ ts, node, us: deltas[i + 1] ?? deltas[i] ?? 0 });
    });
  }
  return found;
}

/** Functions by the time within a task in which they or what they called ran. */
function functionsOf({ nodes, at }: Samples, task: TraceEvent): string[] {
  const sums = new Map<string, number>();
  for (const { ts, node, us } of at) {
    if (ts < task.ts || ts > task.ts + (task.dur ?? 0)) continue;
    const seen = new Set<string>();
    for (let one = nodes.get(node); one; one = one.parent === undefined ? undefined : nodes.get(one.parent)) {
      const { functionName, url, lineNumber } = one.callFrame;
      seen.add(`${functionName || '(anonymous)'} ${url?.split('/').at(-1) ?? ''}:${lineNumber ?? ''}`);
    }
    for (const name of seen) sums.set(name, (sums.get(name) ?? 0) + us);
  }
  return largest(sums, 40);
}

const largest = (sums: ReadonlyMap<string, number>, shown = SHOWN): string[] =>
  [...sums]
    .filter(([, us]) => us >= 1000)
    .sort(([, a], [, b]) => b - a)
    .slice(0, shown)
    .map(([name, us]) => `${toMs(us).padStart(7)}  ${name}`);
