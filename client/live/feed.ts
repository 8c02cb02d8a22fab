/**
 * Follows one view of the server: opens the line, fetches the snapshot, passes deltas on in order, and starts again
 * whenever it cannot be sure to have them all.
 *
 * - Deltas that come while a snapshot is under way wait, and those it already contains are dropped.
 * - A gap in `seq`, another `epoch` or another `date` (in a delta or a beat) fetches the snapshot again.
 * - A lost line, a refused ticket and a line without beats are tried again with back-off and jitter.
 * - One loop does all fetching; what comes in only leaves word for it.
 */
import type { Beat, Delta, Registry, Snapshot } from '../../shared/live/down.ts';
import type { Subscribed } from '../../shared/live/up.ts';
import { backOff, type Phase } from './link.ts';

export interface Line {
  subscribe(view: string): Promise<Subscribed>;
  close(): void;
}

export interface LineEvents {
  delta(delta: Delta): void;
  beat(beat: Beat): void;
  closed(): void;
}

/** The world outside: sockets and HTTP. Every promise rejects with a sentence for people. */
export interface Transport {
  open(events: LineEvents): Promise<Line>;
  snapshot(url: string): Promise<Snapshot>;
  registry(version: number): Promise<Registry>;
}

/** Who is told. */
export interface FeedSink {
  phase(phase: Phase): void;
  /** Everything anew; the registry is the one the rows belong to. */
  snapshot(snapshot: Snapshot, registry: Registry): Promise<void>;
  registry(registry: Registry): void;
  delta(delta: Delta): void;
  beat(beat: Beat): void;
  trouble(message: string | null): void;
}

export interface FeedDeps {
  transport: Transport;
  sink: FeedSink;
  random: () => number;
  /** Milliseconds on a clock that only goes forward. */
  now: () => number;
  wait: (ms: number) => Promise<void>;
}

export interface Position {
  epoch: string;
  seq: number;
  date: string;
}

/** What a delta is to someone who stands at `position`. */
export function stepOf(position: Position, delta: Position): 'next' | 'old' | 'resync' {
  if (delta.epoch !== position.epoch || delta.date !== position.date) return 'resync';
  if (delta.seq <= position.seq) return 'old';
  return delta.seq === position.seq + 1 ? 'next' : 'resync';
}

/** A line without a beat for this long is closed and opened again. */
const DEAD_LINE_MS = 15_000;
const LOOK_EVERY_MS = 2_000;
/** Between two snapshots in a row, so that a server in trouble is not asked without pause. */
const RESYNC_PAUSE_MS = 500;

type Need = 'nothing' | 'registry' | 'snapshot';

export class Feed {
  readonly #view: string;
  readonly #deps: FeedDeps;
  #stopped = false;
  #line: Line | null = null;
  #position: Position | null = null;
  #registry: Registry | null = null;
  /** Deltas on hold while a snapshot is under way. */
  #held: Delta[] | null = [];
  #need: Need = 'nothing';
  #heardAt = 0;
  #wake: (() => void) | null = null;
  #woken = false;

  constructor(view: string, deps: FeedDeps) {
    this.#view = view;
    this.#deps = deps;
  }

  /** Runs until `stop`. */
  async run(): Promise<void> {
    const { sink, wait, random } = this.#deps;
    let tries = 0;
    sink.phase('opening');
    while (!this.#stopped) {
      try {
        await this.#followLine(() => {
          tries = 0;
        });
      } catch (error) {
        sink.trouble(error instanceof Error ? error.message : String(error));
      }
      this.#hangUp();
      if (this.#stopped) return;
      sink.phase('waiting');
      await wait(backOff(tries++, random));
    }
  }

  stop(): void {
    this.#stopped = true;
    this.#hangUp();
    this.#call();
  }

  /** Asks for a fresh snapshot: after the page was hidden, timers and sockets may have slept. */
  resync(): void {
    this.#require('snapshot');
  }

  async #followLine(synchronised: () => void): Promise<void> {
    const { transport, sink, now } = this.#deps;
    this.#held = [];
    let open = true;
    const closed = (): void => {
      open = false;
      this.#call();
    };
    const line = await transport.open({
      delta: (delta) => this.#onDelta(delta),
      beat: (beat) => this.#onBeat(beat),
      closed,
    });
    if (this.#stopped) return line.close();
    this.#line = line;
    this.#heardAt = now();
    this.#need = 'snapshot';
    while (open && !this.#stopped && now() - this.#heardAt < DEAD_LINE_MS) {
      await this.#meetNeed(line);
      synchronised();
      sink.trouble(null);
      await this.#rest();
    }
  }

  async #meetNeed(line: Line): Promise<void> {
    const need = this.#need;
    this.#need = 'nothing';
    if (need === 'snapshot') await this.#synchronise(line);
    if (need === 'registry') await this.#refreshRegistry();
  }

  async #synchronise(line: Line): Promise<void> {
    const { transport, sink } = this.#deps;
    this.#held ??= [];
    sink.phase(this.#position ? 'catching-up' : 'loading');
    const answer = await line.subscribe(this.#view);
    if ('error' in answer) throw new Error(answer.error.message);
    const snapshot = await transport.snapshot(answer.snapshot);
    if (this.#registry?.version !== snapshot.registry) {
      this.#registry = await transport.registry(snapshot.registry);
    }
    this.#position = { epoch: snapshot.epoch, seq: snapshot.seq, date: snapshot.date };
    await sink.snapshot(snapshot, this.#registry);
    this.#release(this.#position);
  }

  /** Passes on what was held, unless something is missing between it and the snapshot. */
  #release(position: Position): void {
    const held = this.#held ?? [];
    this.#held = null;
    for (const delta of held) {
      if (stepOf(position, delta) === 'resync') {
        // The next snapshot is asked for after all of these came, so it has them; one of yesterday would never fit.
        this.#held = [];
        this.#require('snapshot');
        return;
      }
      this.#onDelta(delta);
    }
    this.#deps.sink.phase('live');
  }

  async #refreshRegistry(): Promise<void> {
    this.#registry = await this.#deps.transport.registry(this.#registry?.version ?? 0);
    this.#deps.sink.registry(this.#registry);
  }

  #onDelta(delta: Delta): void {
    const position = this.#position;
    if (this.#held || !position) {
      this.#held?.push(delta);
      return;
    }
    const step = stepOf(position, delta);
    if (step === 'old') return;
    if (step === 'resync') {
      this.#held = [delta];
      this.#require('snapshot');
      return;
    }
    position.seq = delta.seq;
    this.#deps.sink.delta(delta);
    if (delta.registry !== undefined && delta.registry !== this.#registry?.version) this.#require('registry');
  }

  #onBeat(beat: Beat): void {
    this.#heardAt = this.#deps.now();
    this.#deps.sink.beat(beat);
    const position = this.#position;
    if (!position || this.#held) return;
    if (beat.epoch !== position.epoch || beat.date !== position.date) this.#require('snapshot');
  }

  #require(need: Need): void {
    if (this.#need !== 'snapshot') this.#need = need;
    this.#call();
  }

  #call(): void {
    this.#woken = true;
    this.#wake?.();
  }

  /** Until called; at least long enough not to hurry a server in trouble. */
  async #rest(): Promise<void> {
    const { wait } = this.#deps;
    if (!this.#woken) {
      const called = new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      await Promise.race([called, wait(LOOK_EVERY_MS)]);
      this.#wake = null;
    } else if (!this.#stopped) await wait(RESYNC_PAUSE_MS);
    this.#woken = false;
  }

  #hangUp(): void {
    this.#line?.close();
    this.#line = null;
    this.#held = [];
  }
}
