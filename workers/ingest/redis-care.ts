/** What to do when Redis cannot write just now: refuse before anything was accepted, wait after. */
import { setTimeout as sleep } from 'node:timers/promises';
import { isPassing } from '../../shared/node/passing-errors.ts';
import { RequestProblem } from './problem.ts';

const RETRY_AFTER_SECONDS = 5;
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 2_000;

export function unavailable(detail: string, code = 'unavailable', status = 503): RequestProblem {
  return new RequestProblem(status, code, `${detail} Send the request again.`, RETRY_AFTER_SECONDS);
}

/**
 * The patience of one request with Redis. Until something of the request is kept, a passing failure becomes 503: the
 * sender can come back. Afterwards the command is tried again at growing intervals until it succeeds or this process
 * stops. Commands must bear being run twice.
 */
export class Patience {
  readonly #stopping: AbortSignal;
  #kept = false;

  constructor(stopping: AbortSignal) {
    this.#stopping = stopping;
  }

  /** Something of the request is in Redis for good. */
  nowKept(): void {
    this.#kept = true;
  }

  async run<Result>(command: () => Promise<Result>): Promise<Result> {
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      try {
        return await command();
      } catch (error) {
        if (!isPassing(error)) throw error;
        if (!this.#kept || this.#stopping.aborted)
          throw unavailable('The store of marks cannot take anything just now.');
        await sleep(pause, undefined, { signal: this.#stopping }).catch(() => undefined);
      }
    }
  }
}
