/** What was heard from the server, and when: the age of everything on the screen. */
import type { Session } from '../../shared/attendance/dates.ts';
import type { Beat } from '../../shared/live/down.ts';
import { judgeLink, type Link, type Phase } from '../live/link.ts';

export class Heard {
  readonly #clock: () => number;
  readonly #since: number;
  #beat = $state.raw<Beat | null>(null);
  #beatAt = $state<number | null>(null);
  #now = $state(0);
  #build: string | null = null;
  #at: number | null = null;
  #shownAt = $state<number | null>(null);
  phase = $state<Phase>('opening');
  /** Whether the server runs another build than this page came from. */
  outdated = $state(false);

  /** @param clock the screen's clock, ms */
  constructor(clock: () => number) {
    this.#clock = clock;
    this.#since = clock();
    this.#now = this.#since;
  }

  beat(beat: Beat): void {
    this.#beat = beat;
    this.#beatAt = this.#clock();
    this.#now = this.#beatAt;
    this.#build ??= beat.build;
    this.outdated = beat.build !== this.#build;
  }

  /** Figures are as of a server time; an older time than before only with a new snapshot. */
  figures(at: number, how: 'anew' | 'on'): void {
    this.#at = how === 'anew' ? at : Math.max(this.#at ?? 0, at);
  }

  /** The figures that people read are now as of the latest time heard. */
  show(): void {
    this.#shownAt = this.#at;
  }

  tick(): void {
    this.#now = this.#clock();
  }

  get latest(): Beat | null {
    return this.#beat;
  }

  /** Server time of what is shown, ms on the clock in use. */
  get asAt(): number | null {
    return this.#shownAt;
  }

  get link(): Link {
    const [phase, now, beat, beatAt] = [this.phase, this.#now, this.#beat, this.#beatAt];
    return judgeLink({ phase, now, beat, beatAt, since: this.#since });
  }

  /** The clock in use now, carried on from the last beat; null before it. */
  get serverNow(): number | null {
    return this.serverTimeAt(this.#now);
  }

  /** The clock in use at a moment of the screen's clock. */
  serverTimeAt(now: number): number | null {
    if (!this.#beat || this.#beatAt === null) return null;
    return this.#beat.at + (now - this.#beatAt) * (this.#beat.simulated?.speed ?? 1);
  }

  /** The session by the clock; the morning before the first beat. */
  get session(): Session {
    return this.#beat?.session ?? 'AM';
  }
}
