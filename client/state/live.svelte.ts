/**
 * What the screen knows and how old it is. The feed tells it; components read it.
 *
 * The figures live in flat arrays outside reactivity. Two counters say that they changed: `version` at most once a
 * frame (for points on the map), `calm` at most once a second (for figures that people read).
 */
import type { Session } from '../../shared/attendance/dates.ts';
import type { Beat, Delta, Registry, Snapshot } from '../../shared/live/down.ts';
import type { FeedSink } from '../live/feed.ts';
import type { Link, Phase } from '../live/link.ts';
import { type BetweenDeps, between } from './between.ts';
import { DeltaQueue } from './delta-queue.ts';
import { Heard } from './heard.svelte.ts';
import { type NewPicture, pictureSteps } from './new-picture.ts';
import type { Past } from './past.ts';
import type { SchoolTable } from './schools.ts';
import { SignalTable } from './signals.ts';
import { type AreaFigures, figuresAt, SUM_LENGTH } from './sums.ts';

const CALM_MS = 1000;
/** A new picture is made in parts of so long: no task of 50 ms, and few of them. */
const PART_MS = 20;

export interface LiveDeps extends BetweenDeps {
  /** Runs something before the next picture is drawn. */
  frame: (draw: () => void) => void;
}

export class LiveState implements FeedSink {
  readonly #deps: LiveDeps;
  readonly #heard: Heard;
  readonly #queue = new DeltaQueue();
  #table: SchoolTable | null = null;
  #signals = new SignalTable();
  #heldSnapshot: { snapshot: Snapshot; registry: Registry } | null = null;
  /** The picture that is being made; null when none is. */
  #making: { snapshot: Snapshot; stop: () => void } | null = null;
  #scheduled = false;
  #calmAt = 0;
  #tableVersion = $state(0);
  #version = $state(0);
  #calm = $state(0);
  #date = $state<string | null>(null);
  #snapshots = $state(0);
  #paused = $state(false);
  #held = $state(0);
  #trouble = $state<string | null>(null);
  /** A moment gone by that is shown instead of now, which goes on underneath. */
  past = $state.raw<Past | null>(null);
  /** Asks the feed for a fresh snapshot; set by whoever starts the feed. */
  askAgain: () => void = () => {};

  constructor(deps: LiveDeps) {
    this.#deps = deps;
    this.#heard = new Heard(deps.now);
  }

  phase(phase: Phase): void {
    this.#heard.phase = phase;
  }

  trouble(message: string | null): void {
    this.#trouble = message;
  }

  /** Settles when it is shown, or held while the screen is paused. */
  async snapshot(snapshot: Snapshot, registry: Registry): Promise<void> {
    this.#queue.clear();
    if (this.#paused && this.#table) this.#heldSnapshot = { snapshot, registry };
    else await this.#make(snapshot, registry);
  }

  #make(snapshot: Snapshot, registry: Registry): Promise<void> {
    this.#making?.stop();
    return new Promise((settle) => {
      const show = (picture: NewPicture): void => {
        this.#making = null;
        this.#show(snapshot, picture);
        settle();
      };
      const making = { snapshot, stop: settle };
      this.#making = making;
      const stop = between(pictureSteps(snapshot, registry), show, this.#deps, PART_MS);
      making.stop = () => {
        stop();
        settle();
      };
    });
  }

  #show(snapshot: Snapshot, { table, signals }: NewPicture): void {
    if (this.#paused && this.#table) {
      this.#heldSnapshot = { snapshot, registry: table.registry };
      return;
    }
    this.#signals = signals;
    this.#date = snapshot.date;
    this.#heard.figures(snapshot.at, 'anew');
    this.#snapshots++;
    this.#replace(table);
    this.#apply();
  }

  registry(registry: Registry): void {
    if (this.#heldSnapshot) this.#heldSnapshot.registry = registry;
    else if (this.#making) void this.#make(this.#making.snapshot, registry);
    else if (this.#table) this.#replace(this.#table.under(registry));
  }

  #replace(table: SchoolTable): void {
    this.#table = table;
    this.#tableVersion++;
    this.#changed(true);
  }

  delta(delta: Delta): void {
    this.#queue.push(delta);
    if (this.#paused) this.#held += delta.changes.length;
    else this.#schedule();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#deps.frame(() => {
      this.#scheduled = false;
      if (!this.#paused) this.#apply();
    });
  }

  /** All that came since the last picture, at once. */
  #apply(): void {
    const table = this.#table;
    if (this.#queue.overflowed) this.askAgain();
    if (!table || this.#making || this.#queue.overflowed) return;
    const deltas = this.#queue.take();
    if (deltas.length === 0) return;
    for (const delta of deltas) {
      if (delta.usual) table.applyUsual(delta.usual);
      table.apply(delta.changes);
      if (delta.signals) this.#signals.apply(delta.signals);
      if (delta.closes) this.#signals.applyCloses(delta.closes);
      this.#heard.figures(delta.at, 'anew');
    }
    this.#changed(false);
  }

  #changed(atOnce: boolean): void {
    this.#version++;
    const now = this.#deps.now();
    if (atOnce || now - this.#calmAt >= CALM_MS) this.#letRead(now);
  }

  /** Figures that people read are those of now. */
  #letRead(now: number): void {
    this.#calmAt = now;
    this.#calm = this.#version;
    this.#heard.show();
  }

  beat(beat: Beat): void {
    this.#heard.beat(beat);
    if (this.#paused) return;
    this.#heard.figures(beat.at, 'on');
    this.#heard.show();
  }

  /** Once a second: ages grow, and figures that changed since are shown. */
  tick(): void {
    this.#heard.tick();
    if (this.#calm !== this.#version) this.#letRead(this.#deps.now());
  }

  /** Holds what comes, or lets it in. */
  togglePause(): void {
    this.#paused = !this.#paused;
    if (this.#paused) return;
    this.#held = 0;
    const held = this.#heldSnapshot;
    this.#heldSnapshot = null;
    if (held) void this.#make(held.snapshot, held.registry);
    else this.#apply();
  }

  get version(): number {
    return this.#version;
  }
  get calm(): number {
    return this.#calm;
  }
  get paused(): boolean {
    return this.#paused;
  }
  /** Rows that wait while the screen is paused. */
  get held(): number {
    return this.#held;
  }

  get date(): string | null {
    return this.past?.date ?? this.#date;
  }

  /** The day under way, whatever is shown. */
  get today(): string | null {
    return this.#date;
  }

  get latestBeat(): Beat | null {
    return this.#heard.latest;
  }

  get latestTrouble(): string | null {
    return this.#trouble;
  }

  /** Whether the server runs another build than this page came from. */
  get outdated(): boolean {
    return this.#heard.outdated;
  }

  /** The schools; another object after each new registry or snapshot. */
  get table(): SchoolTable | null {
    this.#tableVersion;
    return this.past?.table ?? this.#table;
  }

  /** The registry of the live picture: what a moment gone by is shown under. */
  get registryNow(): Registry | null {
    this.#tableVersion;
    return this.#table?.registry ?? null;
  }

  /** The schools' signals; read again once a second. */
  get signals(): SignalTable {
    this.#calm;
    return this.past?.signals ?? this.#signals;
  }

  /** How often the figures were shown anew from a snapshot: at the start, and after what was missed. */
  get snapshots(): number {
    return this.#snapshots;
  }

  get link(): Link {
    return this.#heard.link;
  }

  /** Server time of what is shown, ms on the clock in use. */
  get asAt(): number | null {
    return this.past?.at ?? this.#heard.asAt;
  }

  /** The clock in use now, carried on from the last beat; null before it. */
  get serverNow(): number | null {
    return this.#heard.serverNow;
  }

  /** The clock in use at a moment of the screen's clock. */
  serverTimeAt(now: number): number | null {
    return this.#heard.serverTimeAt(now);
  }

  /** The session by the clock; the morning before the first beat. */
  get session(): Session {
    return this.past?.session ?? this.#heard.session;
  }

  /** The sums of a view's area; null for one the registry does not have. Read again once a second. */
  figures(view: string, session: Session): AreaFigures | null {
    this.#calm;
    const table = this.table;
    const area = table?.index.byView.get(view);
    if (!table || area === undefined) return null;
    const half = session === 'PM' ? 1 : 0;
    return figuresAt(table.sums, (2 * area + half) * SUM_LENGTH, table.sharedGaps(half));
  }
}
