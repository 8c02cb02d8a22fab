import type { ChildProcess } from 'node:child_process';
import type { ChildMessage } from '../../shared/node/lifecycle.ts';
import { type Console, seconds } from './console.ts';

/** A process that the supervisor keeps running. */
export interface ProcessPlan {
  readonly name: string;
  /** Where its log is, for the line that says it died. */
  readonly log: string;
  /** Starts one that loads what it needs, and waits for `go` if there is one. */
  spawn(): ChildProcess;
  /** Lets a spawned one begin. */
  go?(child: ChildProcess): void;
  /** Once one has run for so long, another stands by to take its place at once. */
  readonly spareAfterMs?: number;
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
  const spare = new Spare(plan);

  const run = () => {
    const startedAt = Date.now();
    let lastWords = '';
    const current = spare.take() ?? plan.spawn();
    child = current;
    plan.go?.(current);
    spare.standBy();
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
    const pause = spare.isThere ? 0 : pauseBefore(deaths);
    const words = lastWords === '' ? '' : `: ${lastWords}`;
    const next = spare.isThere ? 'Its spare takes over' : `Starting it again in ${seconds(pause)}`;
    console.say(`${plan.name} ended (${reason})${words}. ${next}; see ${plan.log}`);
    timer = setTimeout(run, pause);
  };

  run();
  return {
    name: plan.name,
    pid: () => child?.pid,
    kill: () => {
      spare.end();
      child?.kill('SIGKILL');
    },
    stop: async (withinMs) => {
      stopping = true;
      clearTimeout(timer);
      spare.end();
      child?.kill('SIGTERM');
      const hard = setTimeout(() => child?.kill('SIGKILL'), withinMs);
      await ended;
      clearTimeout(hard);
    },
  };
}

/** A process of the plan that has loaded what it needs and was not told to begin. */
class Spare {
  readonly #plan: ProcessPlan;
  #child: ChildProcess | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(plan: ProcessPlan) {
    this.#plan = plan;
  }

  get isThere(): boolean {
    return this.#child !== undefined;
  }

  /** Spawns one after a while, unless the plan has none. */
  standBy(): void {
    const { spareAfterMs } = this.#plan;
    clearTimeout(this.#timer);
    if (spareAfterMs !== undefined) this.#timer = setTimeout(() => this.#spawn(), spareAfterMs);
  }

  #spawn(): void {
    const child = this.#plan.spawn();
    const forget = () => {
      if (this.#child === child) this.#child = undefined;
    };
    child.once('exit', forget).once('error', forget);
    this.#child = child;
  }

  /** Hands over the one that stands by, if there is one. */
  take(): ChildProcess | undefined {
    const child = this.#child;
    this.#child = undefined;
    return child;
  }

  /** Ends the one that stands by: it has nothing to put in order. */
  end(): void {
    clearTimeout(this.#timer);
    this.take()?.kill('SIGKILL');
  }
}
