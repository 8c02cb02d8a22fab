/** Answers that are long in the making, or may be told anew only now and then: held by name until they are old. */

export interface HeldAnswersParts {
  /** ms, on whichever clock the age goes by. */
  now: () => number;
  /** Whether an answer begun at one instant is old at another. */
  isOld: (madeAt: number, now: number) => boolean;
  /** From so many on, the old ones are let go. */
  many: number;
}

/** For answers that stand for some time, ms; a clock set back starts over. */
export const olderThan =
  (ms: number) =>
  (madeAt: number, now: number): boolean =>
    now - madeAt >= ms || now < madeAt;

export class HeldAnswers<Answer> {
  readonly #held = new Map<string, { at: number; answer: Promise<Answer> }>();
  readonly #parts: HeldAnswersParts;

  constructor(parts: HeldAnswersParts) {
    this.#parts = parts;
  }

  /** The answer held under a name; made when there is none that still stands. An answer that fails is not held. */
  get(name: string, make: () => Promise<Answer>): Promise<Answer> {
    const { now, isOld, many } = this.#parts;
    const at = now();
    const known = this.#held.get(name);
    if (known && !isOld(known.at, at)) return known.answer;
    if (this.#held.size >= many)
      for (const [other, { at: madeAt }] of this.#held) if (isOld(madeAt, at)) this.#held.delete(other);
    const answer = make();
    this.#held.set(name, { at, answer });
    answer.catch(() => this.#held.delete(name));
    return answer;
  }
}
