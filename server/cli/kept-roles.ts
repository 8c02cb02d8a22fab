/** The roles of an installation as processes that the supervisor keeps running. */
import type { ChildProcess } from 'node:child_process';
import type { Config } from '../../shared/node/config.ts';
import type { GoMessage, StopStack } from '../../shared/node/lifecycle.ts';
import type { Console } from './console.ts';
import { type KeptProcess, keepRunning } from './kept-process.ts';
import { logPath, type Role, spawnSupervised } from './spawn-role.ts';

/** What the steps of a start share. */
export interface Site {
  readonly config: Config;
  readonly console: Console;
  readonly stack: StopStack;
  /** Every process kept running, for run.json and for ending them all at once. */
  readonly kept: KeptProcess[];
  /** Brings run.json up to date with the processes that run now. */
  readonly noteRun: () => void;
  readonly gate: Gate;
}

/** Where processes that have loaded their modules wait until Redis has loaded its data. */
export interface Gate {
  /** Lets them go on, and whoever comes later. */
  open(redis: string): void;
  /** Tells a process once the gate is open. */
  pass(child: ChildProcess): void;
}

export function createGate(): Gate {
  let open: (redis: string) => void = () => undefined;
  const opened = new Promise<string>((settle) => {
    open = settle;
  });
  return {
    open: (redis) => open(redis),
    pass: (child) =>
      void opened.then((redis) => {
        const go: GoMessage = { kind: 'go', redis };
        // One that has ended meanwhile is started again, and told then.
        if (child.connected) child.send(go, () => undefined);
      }),
  };
}

/** All screens wait for a gateway that has died; loading its modules takes longer than reading its picture. */
const SPARES: Partial<Record<Role, { spareAfterMs: number }>> = { server: { spareAfterMs: 15_000 } };

/** Six groups of processes one after the other, then Redis: within 10 s in all, also when every one hangs. */
const STOP_MS = 1_300;

/**
 * Plans the processes of one role; they start when the answer is called and are stopped together, in the place that
 * this call has on the stack. `onEnd` is told the number of each process that has ended.
 */
export function planRole(
  site: Site,
  role: Role,
  names: readonly string[],
  onEnd: (pid: number) => void = () => undefined,
): () => void {
  const { config, console, kept, stack, noteRun, gate } = site;
  const processes: KeptProcess[] = [];
  stack.push(role, async () => void (await Promise.all(processes.map((process) => process.stop(STOP_MS)))));
  const spawn = (name: string) => {
    const number = name.slice(role.length + 1);
    const child = spawnSupervised(role, name, number === '' ? [] : [number], config);
    child.once('exit', () => onEnd(child.pid ?? 0));
    return child;
  };
  return () => {
    for (const name of names) {
      const log = logPath(config.data, name);
      const plan = { name, log, spawn: () => spawn(name), go: gate.pass, ...SPARES[role] };
      processes.push(keepRunning(plan, console, noteRun));
    }
    kept.push(...processes);
    noteRun();
  };
}
