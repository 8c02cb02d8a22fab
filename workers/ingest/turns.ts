/** How many requests of one sender are under way: senders that hold connections open must not hold all there are. */
import { RequestProblem } from './problem.ts';

const MOST_AT_ONCE = 500;
const RETRY_SECONDS = 2;

export class Turns {
  readonly #underWay = new Map<string, number>();
  readonly #most: number;

  constructor(most = MOST_AT_ONCE) {
    this.#most = most;
  }

  /** Answers what to call at the end. @throws RequestProblem 429 before anything of the body is read */
  begin(sender: string): () => void {
    const before = this.#underWay.get(sender) ?? 0;
    if (before >= this.#most) {
      const detail = `This token has ${before} requests under way: wait for their answers, then send on.`;
      throw new RequestProblem(429, 'too_many_at_once', detail, RETRY_SECONDS);
    }
    this.#underWay.set(sender, before + 1);
    return () => {
      const now = (this.#underWay.get(sender) ?? 1) - 1;
      if (now > 0) this.#underWay.set(sender, now);
      else this.#underWay.delete(sender);
    };
  }
}
