/** Screens: the client's own feed and table of schools, at the end of a line that loses things. */
import {
  Feed,
  type FeedSink,
  type Line,
  type LineEvents,
  type Transport,
} from '../../../client/live/feed.ts';
import type { Phase } from '../../../client/live/link.ts';
import { SchoolTable } from '../../../client/state/schools.ts';
import type { Delta, Registry, Snapshot } from '../../../shared/live/down.ts';
import type { SimProcess } from '../time/process.ts';
import { type Gateway, parseRegistry, parseSnapshot, type Socket } from './gateway.ts';
import type { World } from './world.ts';

const GIVE_UP_MS = 10_000;

export class Screen {
  readonly view: string;
  readonly gateway: Gateway;
  readonly process: SimProcess;
  phase: Phase = 'opening';
  date: string | undefined;
  table: SchoolTable | undefined;
  /** What came that a screen must never be told, in words. */
  readonly complaints: string[] = [];
  readonly #world: World;

  constructor(world: World, process: SimProcess, view: string, gateway: Gateway) {
    this.#world = world;
    this.process = process;
    this.view = view;
    this.gateway = gateway;
  }

  /** Opens the page. */
  open(): void {
    const { scheduler, random, size } = this.#world;
    const feed = new Feed(this.view, {
      transport: this.#transport(),
      sink: this.#sink(),
      random: () => random.next(),
      now: () => scheduler.now,
      wait: (ms) => this.#wait(ms),
    });
    scheduler.after(random.int(0, size.screensOpenMs), this.process, () => void feed.run());
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#world.scheduler.after(ms, this.process, resolve);
    });
  }

  #sink(): FeedSink {
    return {
      phase: (phase) => {
        this.phase = phase;
      },
      snapshot: async (snapshot, registry) => {
        const table = new SchoolTable(registry, snapshot.view === 'england');
        table.applyUsual(snapshot.usual);
        table.apply(snapshot.rows);
        this.date = snapshot.date;
        this.table = table;
      },
      registry: (registry) => {
        this.table = this.table?.under(registry);
      },
      delta: (delta) => this.#apply(delta),
      beat: () => undefined,
      trouble: () => undefined,
    };
  }

  #apply(delta: Delta): void {
    if (!this.table) this.complaints.push('a delta before any snapshot');
    if (delta.usual) this.table?.applyUsual(delta.usual);
    this.table?.apply(delta.changes);
  }

  #transport(): Transport {
    return {
      open: (events) => this.#openLine(events),
      snapshot: (view): Promise<Snapshot> => this.#ask(() => this.gateway.snapshot(view)).then(parseSnapshot),
      registry: (): Promise<Registry> =>
        this.#ask(() => this.gateway.registry(this.view)).then(parseRegistry),
    };
  }

  /** One request over HTTP to the gateway. */
  #ask<T>(answer: () => T): Promise<T> {
    const { scheduler, random, faults } = this.#world;
    const isLost = faults.active && random.chance(0.06);
    if (isLost) faults.other('snapshot lost');
    return new Promise((resolve, reject) => {
      const fail = () => reject(new Error('The server cannot be reached.'));
      if (isLost) {
        scheduler.after(random.int(10, GIVE_UP_MS / 4), this.process, fail);
        return;
      }
      const { process } = this.gateway;
      if (!process) {
        scheduler.after(5, this.process, fail);
        return;
      }
      scheduler.after(GIVE_UP_MS, this.process, fail);
      scheduler.after(this.#delay(), process, () => {
        const body = answer();
        scheduler.after(this.#delay(), this.process, () => resolve(body));
      });
    });
  }

  #delay(): number {
    const { random } = this.#world;
    return random.chance(0.1) ? random.int(50, 700) : 1 + random.next() * 20;
  }

  async #openLine(events: LineEvents): Promise<Line> {
    const { gateway } = this;
    const line = new ScreenLine(this.#world, this.process, events);
    await this.#ask(() => gateway.connect(line));
    return {
      subscribe: (view) => this.#ask(() => gateway.subscribe(line, view)),
      close: () => {
        line.isOpen = false;
        gateway.disconnect(line);
      },
    };
  }
}

/** The way down from the gateway: in order, until it breaks; now and then a message is lost. */
class ScreenLine implements Socket {
  readonly rooms = new Set<string>();
  isOpen = true;
  readonly #world: World;
  readonly #process: SimProcess;
  readonly #events: LineEvents;
  #lastArrival = 0;
  #isBroken = false;

  constructor(world: World, process: SimProcess, events: LineEvents) {
    this.#world = world;
    this.#process = process;
    this.#events = events;
  }

  #later(run: () => void): void {
    const { scheduler, random } = this.#world;
    const delay = random.chance(0.05) ? random.int(50, 600) : 1 + random.next() * 15;
    this.#lastArrival = Math.max(this.#lastArrival, scheduler.now + delay);
    scheduler.after(this.#lastArrival - scheduler.now, this.#process, () => {
      if (this.isOpen) run();
    });
  }

  send(down: Parameters<Socket['send']>[0]): void {
    if (this.#isBroken) return;
    if (this.#world.faults.active && this.#world.random.chance(this.#world.size.lineBreaks)) {
      this.#break();
      return;
    }
    if ('beat' in down) this.#later(() => this.#events.beat(down.beat));
    else {
      // As it crosses the wire: nobody shares an object with the gateway.
      const text = JSON.stringify(down.delta);
      this.#later(() => this.#events.delta(JSON.parse(text) as Delta));
    }
  }

  /** The line breaks: this and what follows is lost, and the screen hears of it at once, later, or never. */
  #break(): void {
    const { random, faults, scheduler } = this.#world;
    this.#isBroken = true;
    const isHalfOpen = random.chance(0.15);
    faults.other(isHalfOpen ? 'line half open' : 'line cut');
    if (!isHalfOpen) scheduler.after(random.int(0, 2_500), undefined, () => this.closed());
  }

  closed(): void {
    this.#later(() => {
      this.isOpen = false;
      this.#events.closed();
    });
  }
}
