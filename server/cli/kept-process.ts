import type { ChildProcess } from 'node:child_process';
import type { ChildMessage } from '../../shared/node/lifecycle.ts';
import { type Console, seconds } from './console.ts';

/** A process that the supervisor keeps running. */
export interface ProcessPlan {
  readonly name: string;
  /** Where its log is, for the line that says it died. */
  readonly log: string;
  spawn(): ChildProcess;
}

/**
 * - Runs from the moment it is kept; when it ends by itself it is spawned again after a pause that doubles.
 * - `stop` sends SIGTERM, and SIGKILL when it has not ended in time; it settles when the process has ended.
 */
export interface KeptProcess {
  readonly name: string;
  /** The number of the process, or undefined between two runs. */
  pid(): number | undefined;
  stop(withinMs: number): Promise<void>;
  /** Ends it at once, for when there is no time left. */
  kill(): void;
}

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5_000;
/** After running for so long a process is taken to have been well, and its next pause is the first again. */
const WELL_AFTER_MS = 30_000;

/** The pause before a process is started again: 0.2 s after its first death, doubling to 5 s. */
export function pauseBefore(deathsInARow: number): number {
  return Math.min(FIRST_PAUSE_MS * 2 ** (deathsInARow - 1), LONGEST_PAUSE_MS);
}

/** @param onChange called after every start and end, when `pid()` has changed */
export function keepRunning(plan: ProcessPlan, console: Console, onChange: () => void): KeptProcess {
  let child: ChildProcess | undefined;
  let timer: NodeJS.Timeout | undefined;
  let stopping = false;
  let deaths = 0;
  let ended = Promise.resolve();

  const run = () => {
    const startedAt = Date.now();
    let lastWords = '';
    const current = plan.spawn();
    child = current;
    current.on('message', (message: ChildMessage) => {
      if (message.kind === 'failed') lastWords = message.message;
    });
    ended = new Promise((settle) => {
      const end = (reason: string) => {
        if (child !== current) return;
        child = undefined;
        settle();
        if (!stopping) again(reason, lastWords, Date.now() - startedAt);
        onChange();
      };
      current.on('exit', (code, signal) => end(signal ?? `exit code ${code}`));
      current.on('error', (error) => end(error.message));
    });
    onChange();
  };

  const again = (reason: string, lastWords: string, livedMs: number) => {
    deaths = livedMs > WELL_AFTER_MS ? 1 : deaths + 1;
    const pause = pauseBefore(deaths);
    const words = lastWords === '' ? '' : `: ${lastWords}`;
    console.say(
      `${plan.name} ended (${reason})${words}. Starting it again in ${seconds(pause)}; see ${plan.log}`,
    );
    timer = setTimeout(run, pause);
  };

  run();
  return {
    name: plan.name,
    pid: () => child?.pid,
    kill: () => void child?.kill('SIGKILL'),
    stop: async (withinMs) => {
      stopping = true;
      clearTimeout(timer);
      child?.kill('SIGTERM');
      const hard = setTimeout(() => child?.kill('SIGKILL'), withinMs);
      await ended;
      clearTimeout(hard);
    },
  };
}
