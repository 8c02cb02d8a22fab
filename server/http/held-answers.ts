/** Answers that are told anew at most every ten minutes of the clock in use (`shared/access/small-numbers.ts`). */
import { mayRefresh } from '../../shared/access/small-numbers.ts';
import type { Clock } from '../../shared/node/clock.ts';

const MOST_HELD = 2_000;

export class HeldAnswers {
  readonly #held = new Map<string, { at: number; answer: Promise<unknown> }>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The answer held under a name; made when there is none that still stands. An answer that fails is not held. */
  get<T>(name: string, make: () => Promise<T>): Promise<T> {
    const now = this.#clock.now();
    const known = this.#held.get(name);
    if (known && !mayRefresh(known.at, now)) return known.answer as Promise<T>;
    if (this.#held.size >= MOST_HELD)
      for (const [other, { at }] of this.#held) if (mayRefresh(at, now)) this.#held.delete(other);
    const answer = make();
    this.#held.set(name, { at: now, answer });
    answer.catch(() => this.#held.delete(name));
    return answer;
  }
}
