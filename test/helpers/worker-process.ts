/** A worker role as a process of its own, which a test may kill. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../workers/main.ts', import.meta.url));

export interface WorkerProcess {
  /** Ends it without warning. */
  kill(): Promise<void>;
  stop(): Promise<void>;
  /** Settles when it has ended by itself or otherwise. */
  readonly ended: Promise<unknown>;
}

/** Starts `workers/main.ts <role>` with options as `BELLWETHER_<NAME>`. Its output is shown when it fails. */
export function startWorkerProcess(role: string, options: Readonly<Record<string, string>>): WorkerProcess {
  const names = Object.entries(options).map(([name, value]) => [
    `BELLWETHER_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`,
    value,
  ]);
  const child = spawn(process.execPath, ['--import', 'tsx', MAIN, role], {
    env: { ...process.env, ...Object.fromEntries(names), BELLWETHER_LOG_LEVEL: 'error' },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const ended = once(child, 'exit');
  return { kill: () => end(child, 'SIGKILL'), stop: () => end(child, 'SIGTERM'), ended };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  await ended;
}
