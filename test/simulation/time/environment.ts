/** The run under way in this thread: what the stand-ins for Node's own clock, timers and chance refer to. */
import type { SimProcess } from './process.ts';
import type { Random } from './random.ts';
import type { Scheduler } from './scheduler.ts';

export interface Environment {
  scheduler: Scheduler;
  random: Random;
  /** The instant at which the run begins, ms since 1970. */
  beginsAt: number;
  /** The disk of the machine: files by path. */
  disk: Map<string, Buffer>;
  /** A process that ends itself. */
  crash: (process: SimProcess) => void;
}

let running: Environment | undefined;

export function environment(): Environment {
  if (!running) throw new Error('no simulation is running');
  return running;
}

export function enterEnvironment(next: Environment | undefined): void {
  running = next;
}

/** What the clock of the process at work shows, ms since 1970. */
export function clockNow(): number {
  const { scheduler, beginsAt } = environment();
  return beginsAt + Math.floor(scheduler.now) + (scheduler.current?.skewMs ?? 0);
}
