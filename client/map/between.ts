/** Long work done between other things, a little at a time. */

/** A frame at 60 a second has 16. */
const MOST_MS = 6;

export interface BetweenDeps {
  /** ms. */
  now: () => number;
  /** Runs something when the browser has seen to what else there is; answers what calls it off. */
  later: (run: () => void) => () => void;
}

/** Runs steps to their end, then `done` with what they return. Answers what stops it. */
export function between<T>(
  steps: Generator<void, T, void>,
  done: (result: T) => void,
  { now, later }: BetweenDeps,
): () => void {
  const go = (): void => {
    const until = now() + MOST_MS;
    do {
      const { value, done: isDone } = steps.next();
      if (!isDone) continue;
      done(value);
      return;
    } while (now() < until);
    stop = later(go);
  };
  let stop = later(go);
  return () => stop();
}
