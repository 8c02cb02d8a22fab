/** A whole installation of its own for a bench: started as a user starts it, stopped behind the last figure. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { takePort } from '../../server/cli/free-port.ts';

const READY_TRIES = 600;
const READY_EVERY_MS = 100;

export interface Installation {
  url: string;
  data: string;
  /** Greatest resident memory so far of each process, MB, by its role. */
  memory(): Record<string, number>;
  /** Resident memory now of each process, MB, by its role. */
  memoryNow(): Record<string, number>;
  /** CPU seconds so far of each process, by its role. */
  cpu(): Record<string, number>;
  stop(): Promise<void>;
  /** SIGKILL to every process at once; the folder stays. */
  kill(): Promise<void>;
}

/** Does what `npm start` does, without a feed, on a free port and in a folder of its own, or in that of a killed one. */
export async function startInstallation(
  options: readonly string[] = [],
  data = mkdtempSync(join(tmpdir(), 'bellwether-bench-')),
): Promise<Installation> {
  const port = await takePort(0, '127.0.0.1');
  const args = ['--feed', 'none', '--port', String(port), '--data', data, ...options];
  const child = spawn(process.execPath, ['scripts/start.mjs', ...args], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const url = `http://127.0.0.1:${port}`;
  await untilReady(url, child);
  return {
    url,
    data,
    memory: () => byRole(child.pid!, (pid) => residentMemory(pid, 'VmHWM')),
    memoryNow: () => byRole(child.pid!, (pid) => residentMemory(pid, 'VmRSS')),
    cpu: () => byRole(child.pid!, cpuSeconds),
    stop: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGINT');
      await ended;
      rmSync(data, { recursive: true, force: true });
    },
    kill: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      for (const pid of [child.pid!, ...descendants(child.pid!)]) process.kill(pid, 'SIGKILL');
      await ended;
    },
  };
}

async function untilReady(url: string, child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < READY_TRIES; tries++) {
    if (child.exitCode !== null) throw new Error(`the installation ended with code ${child.exitCode}`);
    const isReady = await fetch(`${url}/readyz`).then(
      (response) => response.status === 200,
      () => false,
    );
    if (isReady) return;
    await sleep(READY_EVERY_MS);
  }
  throw new Error(`${url}/readyz did not answer 200 within ${(READY_TRIES * READY_EVERY_MS) / 1000} s`);
}

function byRole(root: number, read: (pid: number) => number): Record<string, number> {
  const figures: Record<string, number> = {};
  for (const pid of [root, ...descendants(root)]) {
    const words = readProc(pid, 'cmdline').split('\0');
    // It has ended since it was listed.
    if (words[0] === '') continue;
    const role = roleOf(words);
    // While Redis rewrites its file there are two of it.
    figures[role] = Math.max(figures[role] ?? 0, read(pid));
  }
  return figures;
}

function roleOf(words: readonly string[]): string {
  if (words[0].includes('redis-server')) return 'redis';
  const main = words.findIndex((word) => /(main\.ts|roles\/\w+\.mjs)$/.test(word));
  if (main < 0) return 'supervisor';
  return /server(\/main\.ts|\.mjs)$/.test(words[main])
    ? 'server'
    : words
        .slice(main + 1)
        .filter(Boolean)
        .join('-');
}

function descendants(root: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = readProc(Number(name), 'stat');
    if (stat) parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
  }
  const isBelow = (pid: number): boolean => {
    const parent = parents.get(pid);
    return parent !== undefined && parent !== 0 && (parent === root || isBelow(parent));
  };
  return [...parents.keys()].filter(isBelow).filter((pid) => !readProc(pid, 'cmdline').includes('esbuild'));
}

function readProc(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    // The process ended between listing and reading.
    return '';
  }
}

/** MB: the greatest so far (VmHWM), or that of now (VmRSS). */
function residentMemory(pid: number, which: 'VmHWM' | 'VmRSS'): number {
  const kilobytes = new RegExp(`${which}:\\s+(\\d+)`).exec(readProc(pid, 'status'))?.[1] ?? '0';
  return Math.round(Number(kilobytes) / 1024);
}

const TICKS_A_SECOND = 100;

function cpuSeconds(pid: number): number {
  const stat = readProc(pid, 'stat');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND;
}
