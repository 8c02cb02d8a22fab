/** Locks a page that nobody touches, and says so a minute before. */
import { type Idle, idleOf } from './idle.ts';

const LOOK_MS = 1000;
const TOUCHES = ['pointerdown', 'keydown', 'wheel', 'touchmove'] as const;

export class IdleLock {
  readonly #now: () => number;
  readonly #onlock: () => void;
  #touchedAt: number;
  #idle = $state.raw<Idle>({ kind: 'open' });

  /** @param now the screen's clock, ms  @param onlock forgets what the page shows */
  constructor(now: () => number, onlock: () => void) {
    this.#now = now;
    this.#onlock = onlock;
    this.#touchedAt = now();
  }

  get idle(): Idle {
    return this.#idle;
  }

  /** Watches hand and clock until the answer is called. */
  watch(): () => void {
    const abort = new AbortController();
    const touch = (): void => this.touch();
    for (const name of TOUCHES) addEventListener(name, touch, { signal: abort.signal, passive: true });
    document.addEventListener('visibilitychange', () => this.look(), { signal: abort.signal });
    const timer = setInterval(() => this.look(), LOOK_MS);
    return () => {
      abort.abort();
      clearInterval(timer);
    };
  }

  /** A sign of the reader. A locked page needs more than that. */
  touch(): void {
    if (this.#idle.kind === 'locked') return;
    this.#touchedAt = this.#now();
    this.look();
  }

  look(): void {
    if (this.#idle.kind === 'locked') return;
    const next = idleOf(this.#now() - this.#touchedAt);
    if (next.kind === 'open' && this.#idle.kind === 'open') return;
    this.#idle = next;
    if (next.kind === 'locked') this.#onlock();
  }

  lock(): void {
    this.#idle = { kind: 'locked' };
    this.#onlock();
  }

  open(): void {
    this.#touchedAt = this.#now();
    this.#idle = { kind: 'open' };
  }
}
