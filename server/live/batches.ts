/** Work on schools that is gathered for a moment and then done together, one batch at a time, behind the picture. */

const SCHOOLS_A_BATCH = 512;

export interface BatchParts {
  /** Does the work of some schools. A batch that fails is gathered again. */
  run: (urns: number[]) => Promise<void>;
  /** How long to gather, ms. */
  gatherMs: number;
  onTrouble: (error: unknown) => void;
}

export class Batches {
  readonly #parts: BatchParts;
  readonly #waiting = new Set<number>();
  #inWork = 0;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(parts: BatchParts) {
    this.#parts = parts;
  }

  /** Schools whose work is not done. */
  get size(): number {
    return this.#waiting.size + this.#inWork;
  }

  add(urn: number): void {
    this.#waiting.add(urn);
    this.#schedule();
  }

  addAll(urns: Iterable<number>): void {
    for (const urn of urns) this.#waiting.add(urn);
    if (this.#waiting.size > 0) this.#schedule();
  }

  #schedule(): void {
    if (this.#timer || this.#stopped || this.#inWork > 0) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#running = this.#work();
    }, this.#parts.gatherMs);
  }

  async #work(): Promise<void> {
    while (this.#waiting.size > 0 && !this.#stopped) {
      const batch = [...this.#take()];
      this.#inWork = batch.length;
      try {
        await this.#parts.run(batch);
      } catch (error) {
        this.#parts.onTrouble(error);
        for (const urn of batch) this.#waiting.add(urn);
        break;
      } finally {
        this.#inWork = 0;
      }
    }
    if (this.#waiting.size > 0) this.#schedule();
  }

  *#take(): Generator<number> {
    let left = SCHOOLS_A_BATCH;
    for (const urn of this.#waiting) {
      if (left-- === 0) return;
      this.#waiting.delete(urn);
      yield urn;
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#running;
  }
}
