/**
 * Keeps the events of the live day: looks every second at what the gateway holds, writes what is new, and reads again
 * whenever any gateway wrote. Which gateway saw something first makes no difference: ids and steps are the same.
 */
import { londonTime } from '../../shared/attendance/dates.ts';
import { eventId, type Sighting, stepEvents } from '../../shared/events/step.ts';
import type { Clock } from '../../shared/node/clock.ts';
import type { Logger } from '../../shared/node/logger.ts';
import type { Store } from '../../shared/node/packed-values.ts';
import type { Live } from '../live/live.ts';
import { suppliersOf } from '../signal/suppliers.ts';
import { sightingsOf } from './sightings.ts';
import { type DayEvents, EventStore } from './store.ts';

const LOOK_MS = 1_000;
const HEAR_MS = 300;
/** Suppliers are looked for among all tokens: less often. */
const SUPPLIERS_MS = 10_000;
/** Minute of the London day from which events are noted. */
const BEGINS = 8 * 60 + 30;

export interface EventDeskParts {
  live: Live;
  store: Store;
  clock: Clock;
  logger: Logger;
  /** Told when the number of the events has risen. */
  onMoved: () => void;
  lookMs?: number;
}

export class EventDesk {
  readonly #parts: EventDeskParts;
  readonly #store: EventStore;
  readonly #timers: NodeJS.Timeout[];
  #version = -1;
  #day: DayEvents = { events: new Map(), acknowledged: new Map() };
  #date = '';
  #suppliers: Sighting[] = [];
  #suppliersAt = 0;
  #busy: Promise<void> | undefined;
  #stopped: () => void = () => {};

  constructor(parts: EventDeskParts) {
    this.#parts = parts;
    this.#store = new EventStore(parts.store.redis);
    const look = parts.lookMs ?? LOOK_MS;
    this.#timers = [
      setInterval(() => this.#alone(() => this.#look()), look),
      setInterval(() => this.#alone(() => this.#hear()), Math.min(HEAR_MS, look)),
    ];
  }

  /** What ends with it. */
  onStop(stopped: () => void): void {
    this.#stopped = stopped;
  }

  get store(): EventStore {
    return this.#store;
  }

  /** Number of the events as read last. */
  get version(): number {
    return Math.max(0, this.#version);
  }

  /** A day's events: those of the live day from memory. */
  async of(date: string): Promise<DayEvents> {
    await this.#hear();
    return date === this.#date ? this.#day : this.#store.read(date);
  }

  /** Whether a desk has acknowledged the sudden drop of a school today, as read last. */
  isDropAcknowledged(urn: number): boolean {
    const id = eventId(this.#date, { kind: 'sudden-drop', of: { school: urn }, urns: [urn] });
    return this.#day.acknowledged.has(id);
  }

  #alone(work: () => Promise<void>): void {
    if (this.#busy) return;
    this.#busy = work()
      .catch((error) => this.#parts.logger.warn({ err: error }, 'events_retry'))
      .finally(() => {
        this.#busy = undefined;
      });
  }

  /** Reads again when somebody wrote, or another day began. */
  async #hear(): Promise<void> {
    const { date } = this.#parts.live.model;
    const version = await this.#store.version();
    if (version === this.#version && date === this.#date) return;
    this.#day = await this.#store.read(date);
    this.#date = date;
    this.#version = version;
    this.#parts.onMoved();
  }

  async #look(): Promise<void> {
    await this.#hear();
    const { live, clock } = this.#parts;
    const now = clock.now();
    const { date, minute } = londonTime(now);
    if (date !== this.#date || date !== live.signals.date || minute < BEGINS) return;
    await this.#lookForSuppliers();
    const shock = await live.shocks.inForce(live.model.day, undefined);
    const seen = [...sightingsOf(live, shock), ...this.#suppliers];
    const changed = stepEvents(this.#day.events, date, seen, now);
    if (changed.length === 0) return;
    await this.#store.write(date, changed, this.#day.events);
    await this.#hear();
  }

  async #lookForSuppliers(): Promise<void> {
    if (Date.now() - this.#suppliersAt < SUPPLIERS_MS) return;
    this.#suppliersAt = Date.now();
    const { live, store } = this.#parts;
    const suppliers = (await suppliersOf(store.redis, live, [...live.registry.schools.values()])) ?? [];
    this.#suppliers = suppliers
      .filter(({ state }) => state !== 'usual')
      .map(({ id }) => ({ kind: 'supplier-late', of: { supplier: id }, urns: [] }));
  }

  async stop(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    this.#stopped();
    await this.#busy;
  }
}
