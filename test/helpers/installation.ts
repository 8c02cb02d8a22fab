import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { isAlive } from '../../shared/node/data-folder.ts';
import { type Run, readLastRun } from '../../shared/node/run-file.ts';
import { sweep } from './leaks/sweep.ts';

const BELLWETHER = resolve(import.meta.dirname, '../../bin/bellwether.mjs');

/** A whole installation, started as a person starts it, on a free port. */
export interface TestInstallation {
  readonly url: string;
  readonly data: string;
  /** What run.json says now. */
  run(): Run;
  /** Everything it has printed so far. */
  output(): string;
  /** Sends a signal to the supervisor and waits for its end; the exit code, or null after SIGKILL. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

/** A data folder of a test's own, and what starts installations on it and cleans up behind them. */
export interface TestSite {
  readonly data: string;
  start(options?: readonly string[]): Promise<TestInstallation>;
  /** Ends what is still running and removes the folder. */
  clear(): Promise<void>;
}

export async function createSite(): Promise<TestSite> {
  const data = await mkdtemp(join(tmpdir(), 'bellwether-site-'));
  const children: ChildProcess[] = [];
  return {
    data,
    start: async (options = ['--feed', 'none']) => {
      const args = [BELLWETHER, 'start', '--port', '0', '--data', data, ...options];
      const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
      children.push(child);
      return whenRunning(child, data);
    },
    clear: async () => {
      for (const child of children) await endChild(child, 'SIGTERM');
      await sweep(data).finally(() => rm(data, { recursive: true, force: true }));
    },
  };
}

async function whenRunning(child: ChildProcess, data: string): Promise<TestInstallation> {
  let printed = '';
  const url = await new Promise<string>((settle, reject) => {
    const read = (chunk: Buffer) => {
      printed += chunk.toString();
      const match = /is running: (http:\S+)/.exec(printed);
      if (match) settle(match[1]);
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.on('exit', (code) => reject(new Error(`bellwether start ended with ${code}:\n${printed}`)));
  });
  return {
    url,
    data,
    output: () => printed,
    end: (signal) => endChild(child, signal),
    run: () => {
      const run = readLastRun(data);
      if (run === undefined) throw new Error(`there is no run.json in ${data}`);
      return run;
    },
  };
}

async function endChild(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) {
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }
  return child.exitCode;
}

/** The processes of a run that are still there. */
export function survivors(run: Run): string[] {
  return Object.keys(run.processes).filter((name) => isAlive(run.processes[name]));
}

/** Runs `bellwether` with these arguments to its end. */
export function bellwether(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((settle) => {
    execFile(process.execPath, [BELLWETHER, ...args], (error, stdout, stderr) => {
      settle({ code: error ? Number(error.code) : 0, stdout, stderr });
    });
  });
}
