/** Something fetched whenever what it depends on moves, but not more often than is polite. */
export class PoliteFetch<T> {
  readonly #everyMs: number;
  #value = $state.raw<T | null>(null);
  #trouble = $state<string | null>(null);
  #fetchedAt = Number.NEGATIVE_INFINITY;

  constructor(everyMs: number) {
    this.#everyMs = everyMs;
  }

  get value(): T | null {
    return this.#value;
  }

  /** Why the last fetch failed, in a sentence; null when it did not. */
  get trouble(): string | null {
    return this.#trouble;
  }

  put(value: T): void {
    this.#value = value;
  }

  /** Fetches as soon as that is polite; the answer cancels what has not come. `now`: ms. */
  follow(fetch: (signal: AbortSignal) => Promise<T>, now: number): () => void {
    const abort = new AbortController();
    const delay = Math.max(0, this.#fetchedAt + this.#everyMs - now);
    const timer = setTimeout(() => {
      this.#fetchedAt = now + delay;
      void this.#fetch(fetch, abort.signal);
    }, delay);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }

  async #fetch(fetch: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<void> {
    try {
      const value = await fetch(signal);
      if (signal.aborted) return;
      this.#value = value;
      this.#trouble = null;
    } catch (error) {
      if (!signal.aborted) this.#trouble = error instanceof Error ? error.message : String(error);
    }
  }
}
