/**
 * Nobody is there to press reload. The page loads itself again when the server has not been heard for a minute and a
 * half (but only once it answers: a page that cannot be loaded would be the end), and for a new build (a little later
 * on each display, so that they do not all ask at once).
 */
export const SILENT_MS = 90_000;
export const JITTER_MS = 60_000;

export interface WatchdogDeps {
  silentMs: () => number;
  isStale: () => boolean;
  /** Whether the page can be loaded just now. */
  answers: () => Promise<boolean>;
  reload: () => void;
  random: () => number;
  now: () => number;
}

export class Watchdog {
  readonly #deps: WatchdogDeps;
  #dueAt: number | null = null;
  #triedAt = Number.NEGATIVE_INFINITY;

  constructor(deps: WatchdogDeps) {
    this.#deps = deps;
  }

  /** Called every second. */
  async look(): Promise<void> {
    const { silentMs, isStale, answers, reload, random, now } = this.#deps;
    if (isStale()) this.#dueAt ??= now() + random() * JITTER_MS;
    else this.#dueAt = null;
    const isDue = this.#dueAt !== null && now() >= this.#dueAt;
    if (!isDue && silentMs() < SILENT_MS) return;
    if (now() - this.#triedAt < 10_000) return;
    this.#triedAt = now();
    if (await answers()) reload();
  }
}
