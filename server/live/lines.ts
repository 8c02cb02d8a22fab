/**
 * Sockets by what they were let in by. They close when that ends: at its own end, on a note of a change, and when a
 * look shows that it is gone.
 */
import type { Logger } from '../../shared/node/logger.ts';

export interface Line {
  close(): void;
}

interface Held {
  lines: Set<Line>;
  /** Real time, ms. */
  endsAt: number | null;
}

/** Null is never. */
const earlier = (one: number | null, other: number | null): number | null =>
  one === null || other === null ? (one ?? other) : Math.min(one, other);

/** Longer than a handshake takes: a change during one must not be missed. */
const REMEMBERED_MS = 60_000;

export class Lines {
  readonly #held = new Map<string, Held>();
  readonly #ended = new Map<string, { endsAt: number; until: number }>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Keys that somebody is connected by. */
  get keys(): string[] {
    return [...this.#held.keys()];
  }

  add(key: string, endsAt: number | null, line: Line): void {
    const held = this.#held.get(key) ?? { lines: new Set(), endsAt };
    held.endsAt = earlier(held.endsAt, endsAt);
    held.lines.add(line);
    this.#held.set(key, held);
    const ended = this.#ended.get(key);
    if (ended) this.endAt(key, ended.endsAt);
  }

  remove(key: string, line: Line): void {
    const held = this.#held.get(key);
    held?.lines.delete(line);
    if (held?.lines.size === 0) this.#held.delete(key);
  }

  /** From `endsAt` on nobody stays in by `key`. */
  endAt(key: string, endsAt: number): void {
    const now = this.#now();
    this.#ended.set(key, { endsAt, until: Math.max(endsAt, now) + REMEMBERED_MS });
    const held = this.#held.get(key);
    if (!held) return;
    held.endsAt = earlier(held.endsAt, endsAt);
    if (endsAt <= now) this.#close(key, held);
  }

  /** Closes what has come to its end. */
  sweep(): void {
    const now = this.#now();
    for (const [key, held] of this.#held)
      if (held.endsAt !== null && held.endsAt <= now) this.#close(key, held);
    for (const [key, { until }] of this.#ended) if (until <= now) this.#ended.delete(key);
  }

  #close(key: string, held: Held): void {
    this.#held.delete(key);
    for (const line of held.lines) line.close();
  }
}

export interface WatchParts {
  lines: Lines;
  /** The changes since the last call. */
  readChanges: () => Promise<readonly { key: string; endsAt: number }[]>;
  /** Which of the keys still let somebody in. */
  stillHold: (keys: readonly string[]) => Promise<boolean[]>;
  /** Has it looked up whether those connected may still what they might. */
  recheck: (keys: readonly string[]) => Promise<void>;
  logger: Logger;
}

const CHANGES_MS = 250;
/** A change whose note was lost is found by then; idle sessions end by then. */
const LOOK_EVERY = 120;

/** Watches until stopped. What cannot be read is read a moment later: nothing is ended because Redis is away. */
export function watchLines(parts: WatchParts): () => Promise<void> {
  const { lines, logger } = parts;
  let rounds = 0;
  let under: Promise<void> | undefined;
  const look = async () => {
    for (const { key, endsAt } of await parts.readChanges()) lines.endAt(key, endsAt);
    if (++rounds % LOOK_EVERY !== 0) return;
    const { keys } = lines;
    const holds = await parts.stillHold(keys);
    for (const [i, key] of keys.entries()) if (!holds[i]) lines.endAt(key, 0);
    await parts.recheck(lines.keys);
  };
  const timer = setInterval(() => {
    lines.sweep();
    under ??= look()
      .catch((error) => logger.warn({ err: error }, 'access_changes_unread'))
      .finally(() => {
        under = undefined;
      });
  }, CHANGES_MS);
  return async () => {
    clearInterval(timer);
    await under;
  };
}
