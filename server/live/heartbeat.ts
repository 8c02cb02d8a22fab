/** Sends the beat at its time, and at once when there is something in it that screens wait for. */
import type { Session } from '../../shared/attendance/dates.ts';
import type { Clock } from '../../shared/node/clock.ts';
import type { Logger } from '../../shared/node/logger.ts';
import type { Store } from '../../shared/node/packed-values.ts';
import type { IntakeState } from '../../shared/ops/intake-state.ts';
import { readCounting } from '../health/counting.ts';
import { askIntake } from '../health/intake-state.ts';
import { type Beats, beatsOf, sessionUnderWay } from './beat.ts';
import type { Live } from './live.ts';

export interface HeartbeatParts {
  live: Live;
  store: Store;
  clock: Clock;
  logger: Logger;
  build: string;
  /** Absent where intake is elsewhere. */
  ingestSocket: string | undefined;
  everyMs: number;
  /** Number of the day's events. */
  events: () => number;
  /** Coverage as it is told every ten minutes. */
  heldCoverage: (session: Session) => Promise<number | null>;
  /** `isNews`: out of time, for those who see the day's events. */
  send: (beats: Beats, isNews: boolean) => void;
}

export class Heartbeat {
  readonly #parts: HeartbeatParts;
  readonly #timer: NodeJS.Timeout;
  #pending = 0;
  #intake: IntakeState | undefined;
  #coverage: number | null = null;
  #isLooking = false;

  constructor(parts: HeartbeatParts) {
    this.#parts = parts;
    this.#timer = setInterval(() => this.#onTime(), parts.everyMs);
  }

  /** A beat goes out even when Redis does not answer. */
  #onTime(): void {
    this.#tell(false);
    // One look at a time: while Redis hangs they would pile up.
    if (this.#isLooking) return;
    this.#isLooking = true;
    this.#look()
      .catch((error) => this.#parts.logger.warn({ err: error }, 'counters_unreadable'))
      .finally(() => {
        this.#isLooking = false;
      });
  }

  /** A beat now: the day's events have moved. */
  news(): void {
    this.#tell(true);
  }

  #tell(isNews: boolean): void {
    const { live, clock, build, events, send } = this.#parts;
    const [pending, intake] = [this.#pending, this.#intake];
    send(beatsOf(live, clock, { build, pending, intake, events: events() }, this.#coverage), isNews);
  }

  async #look(): Promise<void> {
    const { live, store, clock, ingestSocket, heldCoverage } = this.#parts;
    const before = live.model.sequences.slice();
    this.#intake = await askIntake(ingestSocket);
    const counting = await readCounting(store);
    this.#pending = counting.pending;
    await live.checkAgainst(before, counting.changeSequences);
    this.#coverage = await heldCoverage(sessionUnderWay(clock.now()));
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
