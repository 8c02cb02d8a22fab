/**
 * What a display knows and how old it is. It judges itself by what was heard and when; an answer that says the same
 * instant again (a proxy's copy, a server that stands still) is no sign of life.
 */
import { type Wall, wallSchema } from '../../shared/api/displays.ts';
import { judgeLink, type Link } from '../live/link.ts';
import type { Code, WallSink } from './line.ts';

/** The last picture, kept over a power cut: a wall begins with what it knew, stamped with its time. */
const KEPT_KEY = 'bellwether-wall';
/** How often the picture is kept: a disk in a television does not like to be written. */
const KEEP_EVERY_MS = 60_000;

export interface WallDeps {
  now: () => number;
  storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
}

export class WallState implements WallSink {
  readonly #deps: WallDeps;
  #wall = $state.raw<Wall | null>(null);
  #code = $state.raw<(Code & { until: number }) | null>(null);
  #trouble = $state<string | null>(null);
  #now = $state(0);
  #heardAt = $state<number | null>(null);
  #ticks = $state(0);
  #since: number;
  /** When the server last answered anything. */
  #answeredAt = Number.NEGATIVE_INFINITY;
  #keptAt = 0;
  /** The build this page was loaded with. */
  #build: string | null = null;
  #isStale = $state(false);

  constructor(deps: WallDeps) {
    this.#deps = deps;
    this.#now = deps.now();
    this.#since = this.#now;
    this.#recall();
  }

  #recall(): void {
    const kept = this.#deps.storage.getItem(KEPT_KEY);
    if (kept === null) return;
    try {
      const { at, wall } = JSON.parse(kept) as { at: number; wall: unknown };
      this.#wall = wallSchema.parse(wall);
      this.#heardAt = Math.min(at, this.#now);
    } catch {
      // Written by another version: there is nothing to begin with, and the first answer comes in a moment.
      this.#deps.storage.removeItem(KEPT_KEY);
    }
  }

  code(code: Code): void {
    this.#code = { ...code, until: this.#deps.now() + code.validMs };
  }

  wall(wall: Wall): void {
    const before = this.#wall;
    const isNews = wall.beat.at !== before?.beat.at || wall.beat.epoch !== before.beat.epoch;
    if (wall.realAt !== before?.realAt) this.#ticks++;
    this.#wall = wall;
    this.#code = null;
    this.#build ??= wall.beat.build;
    this.#isStale = wall.beat.build !== this.#build;
    this.#now = this.#deps.now();
    if (!isNews) return;
    this.#heardAt = this.#now;
    if (this.#now - this.#keptAt < KEEP_EVERY_MS) return;
    this.#keptAt = this.#now;
    this.#deps.storage.setItem(KEPT_KEY, JSON.stringify({ at: this.#now, wall }));
  }

  trouble(message: string | null): void {
    this.#trouble = message;
    if (message === null) this.#answeredAt = this.#deps.now();
  }

  ended(): void {
    this.#deps.storage.removeItem(KEPT_KEY);
    this.#wall = null;
    this.#heardAt = null;
    this.#keptAt = 0;
  }

  /** Once a second. */
  tick(): void {
    this.#now = this.#deps.now();
  }

  get shown(): Wall | null {
    return this.#wall;
  }

  get pairing(): { code: string; minutes: number } | null {
    if (!this.#code) return null;
    return {
      code: this.#code.code,
      minutes: Math.max(1, Math.round((this.#code.until - this.#now) / 60_000)),
    };
  }

  get latestTrouble(): string | null {
    return this.#trouble;
  }

  /** Changes with every fresh answer, at least once a second: a mark that moves with it shows that nothing is frozen. */
  get ticks(): number {
    return this.#ticks;
  }

  /** Another build is being served. */
  get isStale(): boolean {
    return this.#isStale;
  }

  get link(): Link {
    const beat = this.#wall?.beat ?? null;
    return judgeLink({ phase: 'live', now: this.#now, beatAt: this.#heardAt, beat, since: this.#since });
  }

  /** The instant the data is of, on the installation's clock. */
  get asAt(): number | null {
    const beat = this.#wall?.beat;
    if (!beat) return null;
    const link = this.link;
    return link.kind === 'stopped' && link.why === 'streams' ? beat.heardAt : beat.at;
  }

  /** The installation's clock now, run on from the last beat. */
  get serverNow(): number | null {
    const beat = this.#wall?.beat;
    if (!beat || this.#heardAt === null) return null;
    return beat.at + (this.#now - this.#heardAt) * (beat.simulated?.speed ?? 1);
  }

  /** Milliseconds since the server was last heard, or since the page began. A code is news as long as it is waited for. */
  get silentMs(): number {
    const heardAt = this.#wall === null ? this.#answeredAt : (this.#heardAt ?? this.#since);
    return this.#now - Math.max(heardAt, this.#since);
  }
}
