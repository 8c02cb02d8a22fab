/** One run: an installation behind fault proxies, suppliers that never give up, faults until enough were done. */
import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { embeddedLocation, findProgram, spawnRedis, waitForRedis } from '../../shared/node/embedded-redis.ts';
import { bellwether, createSite, type TestInstallation } from '../helpers/installation.ts';
import { SCHOOLS_HEADER, schoolLine } from '../helpers/server.ts';
import { differences } from './compare.ts';
import { FaultProxy } from './fault-proxy.ts';
import { doFault, type FaultCounts, type Targets, total } from './faults.ts';
import { CHAOS_URNS, type ChaosPost, Morning } from './morning.ts';
import { seeded } from './random.ts';
import { deliver, noneSent, type SupplierCounts } from './supplier.ts';

const SUPPLIERS = 4;
const SETTLE_WITHIN_MS = 120_000;
const REPEAT_SHARE = 0.1;
const ROSTER_SHARE = 0.04;
const TOLD_EVERY = 25;
/** The next fault waits so long for a 202 behind a kill: most strike what has recovered, some what has not. */
const RECOVERY_WAIT_MS = 2_000;
const LOOK_MS = 20;

export interface ChaosOutcome {
  seed: number;
  faults: FaultCounts;
  kills: number;
  supplier: SupplierCounts;
  posts: number;
  /** What differs from the recount; empty when all is exact. */
  differences: string[];
  /** What `bellwether reconcile --json` found. */
  reconcile: { cells: number; differences: number };
  /** From each kill to the next 202, ms; as long as was waited where none came. */
  recoveries: number[];
  /** How long faults were done, ms. */
  wreckedMs: number;
  /** Time from the last fault until everything was counted, ms. */
  settledMs: number;
}

/** A redis-server with the product's own settings, that can be killed and started again on its files. */
async function startRedis(data: string) {
  const program = findProgram('redis-server');
  if (program === undefined) throw new Error('redis-server is not installed; npm test installs it');
  const location = embeddedLocation(data);
  const launch = async (): Promise<ChildProcess> => {
    const child = spawnRedis(program, data);
    await waitForRedis(location, () => child.exitCode !== null);
    return child;
  };
  let child = await launch();
  const kill = async (): Promise<void> => {
    const ended = new Promise((settle) => child.once('exit', settle));
    child.kill('SIGKILL');
    await ended;
  };
  return {
    socket: location.replace('unix://', ''),
    pid: () => child.pid ?? 0,
    kill,
    bounce: async () => {
      await kill();
      child = await launch();
    },
  };
}

/** @param say told what happens, line by line */
export async function chaosRun(
  options: { seed: number; kills: number },
  say: (line: string) => void,
): Promise<ChaosOutcome> {
  const data = await mkdtemp(join(tmpdir(), 'bellwether-chaos-'));
  const redis = await startRedis(data);
  const redisProxy = await FaultProxy.before({ path: redis.socket });
  const site = await createSite();
  try {
    const location = `redis://127.0.0.1:${redisProxy.port}`;
    const installation = await site.start(['--feed', 'none', '--redis', location]);
    const doorProxy = await FaultProxy.before({
      port: Number(new URL(installation.url).port),
      host: '127.0.0.1',
    });
    const processes = () => installation.run().processes;
    const targets: Targets = {
      processes,
      bounceRedis: redis.bounce,
      redisPid: redis.pid,
      redisProxy,
      doorProxy,
    };
    const outcome = await play(options, installation, targets, say);
    await doorProxy.stop();
    return outcome;
  } finally {
    await site.clear();
    await redisProxy.stop();
    await redis.kill();
    await rm(data, { recursive: true, force: true });
  }
}

interface Play {
  seed: number;
  targets: Targets;
  morning: Morning;
  /** The front door, through its proxy. */
  url: string;
  posts: ChaosPost[];
  supplier: SupplierCounts;
  faults: FaultCounts;
  recoveries: number[];
}

async function play(
  { seed, kills }: { seed: number; kills: number },
  installation: TestInstallation,
  targets: Targets,
  say: (line: string) => void,
): Promise<ChaosOutcome> {
  const morning = new Morning(seeded(seed + 1), Date.now());
  const url = `http://127.0.0.1:${targets.doorProxy.port}`;
  const supplier = noneSent(Date.now());
  const faults: FaultCounts = new Map();
  const played: Play = { seed, targets, morning, url, posts: [], supplier, faults, recoveries: [] };
  const { posts } = played;
  await postSchools(installation.url);
  for (const urn of CHAOS_URNS) posts.push(morning.roster(urn));
  for (const post of posts) await deliver(url, post, supplier, new AbortController().signal);
  const began = Date.now();
  await wreckWhileSupplied(played, kills, say);
  const from = Date.now();
  await settled(installation.url);
  const settledMs = Date.now() - from;
  const found = await differences(readerOf(installation.url), posts, morning.days);
  const reconcile = await reconciled(installation.data);
  const done = total(faults, 'kill');
  return {
    seed,
    faults,
    kills: done,
    supplier,
    posts: posts.length,
    differences: found,
    reconcile,
    recoveries: played.recoveries,
    wreckedMs: from - began,
    settledMs,
  };
}

/** Suppliers post while faults are done, until there were enough kills and every post was accepted. */
async function wreckWhileSupplied(played: Play, kills: number, say: (line: string) => void): Promise<void> {
  const failed = new AbortController();
  const over = new AbortController();
  const suppliers = Array.from({ length: SUPPLIERS }, (_, n) =>
    supply(played, n, over.signal, failed.signal),
  );
  const supplying = Promise.all(suppliers).catch((error) => failed.abort(error));
  const { seed, targets, faults, supplier, recoveries } = played;
  const random = seeded(seed);
  while (total(faults, 'kill') < kills && !failed.signal.aborted) {
    const fault = await doFault(targets, random);
    if (fault !== null) faults.set(fault, (faults.get(fault) ?? 0) + 1);
    const done = total(faults, 'kill');
    if (fault?.startsWith('kill') && done % TOLD_EVERY === 0)
      say(`${done} kills, ${supplier.accepted} posts accepted, ${supplier.sentAgain} sent again`);
    if (fault?.startsWith('kill')) recoveries.push(await nextAccepted(supplier));
    await sleep(random.between(100, 700));
  }
  over.abort();
  await supplying;
  failed.signal.throwIfAborted();
}

/** How long it took until another post was accepted, ms; at most what is waited for it. */
async function nextAccepted(supplier: SupplierCounts): Promise<number> {
  const { accepted } = supplier;
  const began = performance.now();
  const elapsed = () => performance.now() - began;
  while (supplier.accepted === accepted && elapsed() < RECOVERY_WAIT_MS) await sleep(LOOK_MS);
  return Math.min(elapsed(), RECOVERY_WAIT_MS);
}

async function supply(played: Play, n: number, over: AbortSignal, failed: AbortSignal): Promise<void> {
  const { seed, morning, posts, url, supplier } = played;
  const random = seeded(seed + 2 + n);
  const fresh = (): ChaosPost =>
    random.next() < ROSTER_SHARE ? morning.roster(random.pick(CHAOS_URNS)) : morning.register();
  while (!over.aborted) {
    const repeat = random.next() < REPEAT_SHARE ? random.pick(posts) : undefined;
    const post = repeat ?? fresh();
    if (!repeat) posts.push(post);
    await deliver(url, post, supplier, failed);
  }
}

async function reconciled(data: string): Promise<ChaosOutcome['reconcile']> {
  const { stdout, stderr } = await bellwether('reconcile', '--data', data, '--json');
  if (stdout === '') throw new Error(`reconcile said nothing: ${stderr}`);
  return JSON.parse(stdout) as ChaosOutcome['reconcile'];
}

async function postSchools(url: string): Promise<void> {
  const body = [SCHOOLS_HEADER, ...CHAOS_URNS.map((urn) => schoolLine(urn, '201'))].join('\n');
  const headers = { authorization: 'Bearer demo-admin', 'content-type': 'text/csv' };
  const response = await fetch(`${url}/api/v1/schools`, { method: 'POST', headers, body });
  if (response.status !== 202) throw new Error(`schools refused: ${await response.text()}`);
}

const readerOf =
  (url: string) =>
  async <T>(path: string): Promise<T> => {
    const response = await fetch(url + path, { headers: { authorization: 'Bearer demo-central' } });
    if (response.status !== 200)
      throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as T;
  };

/** Waits until the installation is ready and nothing waits to be counted. */
async function settled(url: string): Promise<void> {
  const deadline = Date.now() + SETTLE_WITHIN_MS;
  let last = 'nothing was answered';
  while (Date.now() < deadline) {
    try {
      const ready = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(5_000) });
      last = await ready.text();
      const status = await readerOf(url)<{ pendingRegisters: number }>('/api/v1/status');
      last += JSON.stringify(status);
      if (ready.status === 200 && status.pendingRegisters === 0) return;
    } catch (error) {
      last = String(error);
    }
    await sleep(200);
  }
  throw new Error(`not settled within ${SETTLE_WITHIN_MS / 1_000} s after the last fault: ${last}`);
}
