/** Long work done between other things, a little at a time. */

/** A frame at 60 a second has 16. */
const MOST_MS = 6;

export interface BetweenDeps {
  /** ms. */
  now: () => number;
  /** Runs something when the browser has seen to what else there is; answers what calls it off. */
  later: (run: () => void) => () => void;
}

/**
 * Runs steps to their end, at most `mostMs` at a time, then `done` in a turn of its own with what they return. Answers
 * what stops it.
 */
export function between<T>(
  steps: Generator<void, T, void>,
  done: (result: T) => void,
  { now, later }: BetweenDeps,
  mostMs = MOST_MS,
): () => void {
  let stop = (): void => {};
  const go = (): void => {
    const until = now() + mostMs;
    do {
      const { value, done: isDone } = steps.next();
      if (!isDone) continue;
      stop = later(() => done(value));
      return;
    } while (now() < until);
    stop = later(go);
  };
  stop = later(go);
  return () => stop();
}

/** A message comes after what waits already, and at once: timers in timers wait 4 ms each. */
export function later(run: () => void): () => void {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    port1.close();
    run();
  };
  port2.postMessage(null);
  return () => port1.close();
}

export const IN_BROWSER: BetweenDeps = { now: () => performance.now(), later };
