/**
 * Stand-ins for what the product takes from the global object: the bundle of the simulation (`bundle.ts`) puts them in
 * its place. Time and chance come from the run's environment.
 */
import { clockNow, environment } from '../time/environment.ts';
import type { SimEvent } from '../time/scheduler.ts';

class SimTimer {
  event: SimEvent | undefined;

  unref(): this {
    return this;
  }

  ref(): this {
    return this;
  }
}

export function setTimeout(run: (...args: unknown[]) => void, ms = 0, ...args: unknown[]): SimTimer {
  const { scheduler } = environment();
  const timer = new SimTimer();
  timer.event = scheduler.after(Math.max(1, ms), scheduler.current, () => run(...args));
  return timer;
}

export function setInterval(run: (...args: unknown[]) => void, ms = 0, ...args: unknown[]): SimTimer {
  const { scheduler } = environment();
  const timer = new SimTimer();
  const owner = scheduler.current;
  const tick = () => {
    timer.event = scheduler.after(Math.max(1, ms), owner, tick);
    run(...args);
  };
  timer.event = scheduler.after(Math.max(1, ms), owner, tick);
  return timer;
}

export function setImmediate(run: (...args: unknown[]) => void, ...args: unknown[]): SimTimer {
  return setTimeout(run, 0, ...args);
}

export function clearTimeout(timer: SimTimer | undefined): void {
  if (timer?.event) environment().scheduler.cancel(timer.event);
}

export { clearTimeout as clearImmediate, clearTimeout as clearInterval };

const RealDate = globalThis.Date;

class SimDate extends RealDate {
  constructor(...args: [] | [number | string]) {
    super(...((args.length === 0 ? [clockNow()] : args) as [number]));
  }

  static override now(): number {
    return clockNow();
  }
}

export { SimDate as Date };

/** `process.kill`: the process at work ends. */
export function simulatedKill(): void {
  const { scheduler, crash } = environment();
  if (scheduler.current) crash(scheduler.current);
}

export const simulatedExit: { code: number | undefined } = { code: undefined };
