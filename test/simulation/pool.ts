/** Runs seeds on threads of a bundle, a seed at a time each. */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { SeedResult } from './run-seed.ts';
import type { Request } from './store/redis.ts';
import type { Task } from './thread.ts';

/** A seed that takes this long, also on a machine with much else to do, has run into a loop without end. */
const STUCK_MS = 300_000;
/** It is looked for so often, and not by one long timer: a process that was halted has not been stuck. */
const LOOKS = 30;
/** A seed's garbage is gone with the seed: room for several saves collecting it. */
const YOUNG_MB = 64;

export interface PoolOptions {
  threads?: number;
  failover?: boolean;
  /** Whether each result comes with the commands that the model of Redis ran. */
  record?: boolean;
  /** Called with each seed's result; true ends the run. */
  onResult: (result: SeedResult & { requests?: Request[] }) => boolean | undefined;
}

export async function runSeeds(
  file: string,
  seeds: Iterable<number>,
  { threads = Math.min(2, availableParallelism()), failover = false, record = false, onResult }: PoolOptions,
): Promise<void> {
  const left = seeds[Symbol.iterator]();
  let ended = false;
  const runThread = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const worker = new Worker(file, { resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB } });
      let watch: NodeJS.Timeout | undefined;
      const next = () => {
        const { value, done } = ended ? { value: undefined, done: true } : left.next();
        clearInterval(watch);
        if (done || value === undefined) {
          void worker.terminate().then(() => resolve());
          return;
        }
        let looks = 0;
        watch = setInterval(() => {
          if (++looks === LOOKS) reject(new Error(`seed ${value} does not end`));
        }, STUCK_MS / LOOKS);
        worker.postMessage({ seed: value, failover, record } satisfies Task);
      };
      worker.on('message', (result: SeedResult) => {
        if (onResult(result)) ended = true;
        next();
      });
      worker.on('error', (error) => {
        clearInterval(watch);
        reject(error);
      });
      next();
    });
  await Promise.all(Array.from({ length: threads }, runThread));
}
