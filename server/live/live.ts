/**
 * The live part of the server: the model, what is worked out behind it, and the rooms that tell screens of both.
 */
import { randomBytes } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { School } from '../../shared/api/schools.ts';
import { londonTime } from '../../shared/attendance/dates.ts';
import { membershipOn } from '../../shared/attendance/membership.ts';
import type { Delta } from '../../shared/live/down.ts';
import type { Clock } from '../../shared/node/clock.ts';
import type { Logger } from '../../shared/node/logger.ts';
import type { Store } from '../../shared/node/packed-values.ts';
import { RegistryModel } from '../../shared/node/registry-model.ts';
import { Closes } from '../signal/closes.ts';
import { LearntHabits } from '../signal/learnt-habits.ts';
import { LiveSignals } from '../signal/live-signals.ts';
import { ShockBook } from '../signal/shock-book.ts';
import { Behind } from './behind.ts';
import { LiveModel } from './live-model.ts';
import { LiveMembership } from './membership.ts';
import { Pace, type Telling } from './pace.ts';
import { Picture } from './picture.ts';
import { Rooms } from './rooms.ts';
import { ToldLog } from './told-log.ts';
import type { UsualSums } from './usual.ts';

const REGISTRY_TICKS = 8;
const CLOSES_EVERY_MS = 5_000;
const REWIND_LOOK_MS = 1_000;
const ROUNDED_LOOK_MS = 500;
const EPOCH_BYTES = 9;
const newEpoch = () => randomBytes(EPOCH_BYTES).toString('base64url');

export interface LiveParts {
  store: Store;
  tailRedis: Redis;
  /** Connection of the tail of signals alone. */
  signalsRedis: Redis;
  clock: Clock;
  logger: Logger;
  /** Between two ticks at ease, ms. */
  tickMs: number;
  telling: Telling;
  /** Whether anybody is in a room, and how to tell it something. */
  hasReaders: (key: string) => boolean;
  emit: (key: string, delta: Delta) => void;
  /** Redis has lost what the picture was made of: everything held is to be thrown away. */
  onRewound: () => void;
  /** Told after each tick that told something. */
  onTold: (told: { deltas: number; rows: number }) => void;
}

export class Live {
  #epoch = newEpoch();
  readonly registry: RegistryModel;
  readonly model: LiveModel;
  readonly membership: LiveMembership;
  readonly signals: LiveSignals;
  readonly closes: Closes;
  readonly shocks: ShockBook;
  readonly picture: Picture;
  readonly rooms: Rooms;
  readonly behind: Behind;
  /** Usual sums of the live date by school. */
  readonly usual = new Map<number, UsualSums>();
  readonly #habits: LearntHabits;
  readonly pace: Pace;
  readonly #parts: LiveParts;
  #told: ToldLog | undefined;
  #timer: NodeJS.Timeout | undefined;
  #watch: NodeJS.Timeout | undefined;
  #ticks = 0;
  #closesAt = 0;
  #roundedAt = 0;
  #closesVersion = -1;
  #registryMoved = false;
  #dayIncomplete = false;
  #isStarted = false;
  #turning: Promise<void> | undefined;

  constructor(parts: LiveParts) {
    const { store, tailRedis, logger, clock, hasReaders, emit } = parts;
    this.#parts = parts;
    this.pace = new Pace({ shortestMs: parts.tickMs, telling: parts.telling });
    this.registry = new RegistryModel(store.redis);
    this.model = new LiveModel({ store, tailRedis, registry: this.registry, logger });
    this.membership = new LiveMembership(this.registry, () => this.model.date);
    this.shocks = new ShockBook(store.redis);
    this.signals = new LiveSignals({
      store,
      tailRedis: parts.signalsRedis,
      logger,
      onSignal: (urn) => this.rooms.signalChanged(urn),
      onRebuilt: () => this.shocks.forget(),
    });
    this.#habits = new LearntHabits(store.redis, logger);
    this.closes = new Closes({
      tables: () => this.model.tables,
      schools: this.registry.schools,
      signalOf: (urn) => this.signals.of(urn),
      isExpected: (school) => this.#isExpected(school),
      parameters: () => this.#habits.parameters,
      realNow: Date.now,
    });
    const { model, membership, usual, signals, closes } = this;
    this.picture = new Picture(model, membership, usual, { signals, closes });
    const now = () => ({ at: clock.now(), date: model.date, registry: this.registry.version });
    const epoch = () => this.#epoch;
    this.rooms = new Rooms({ epoch, picture: this.picture, membership, hasReaders, emit, now });
    this.behind = new Behind({ store, model, rooms: this.rooms, logger, usual });
  }

  /** Screens that know another one fetch their snapshot again. */
  get epoch(): string {
    return this.#epoch;
  }

  /**
   * Compares what Redis holds with what was applied here. When it holds less it has lost changes: the picture is read
   * again, and begins a new epoch.
   * @param before the model's sequences from before Redis was asked
   * @param sequences those of Redis
   */
  async checkAgainst(before: Int32Array, sequences: readonly number[]): Promise<void> {
    if (!sequences.some((sequence, p) => sequence < before[p])) return;
    this.#parts.logger.error('redis_lost_changes');
    this.#epoch = newEpoch();
    await this.model.startAgain(sequences);
  }

  /** Makes something for screens that is good until the next tick. */
  make<T>(build: () => T): T {
    return this.#parts.telling.time(build);
  }

  /** Loads the picture of today and starts to tell. Rolls and usual levels follow behind, once readers are let in. */
  async start(): Promise<void> {
    this.model.listen({
      counts: (urn, half) => this.rooms.countsChanged(urn, half),
      otherDay: (urn, session) => this.behind.otherDayChanged(urn, session),
      history: (urn) => this.behind.historyChanged([urn]),
      roster: (urn) => this.behind.rosterChanged([urn]),
      registry: (urns) => {
        this.#registryMoved = true;
        this.behind.rosterChanged(urns);
      },
      newDay: () => this.#beginDay(),
    });
    await this.model.start(londonTime(this.#parts.clock.now()).date);
    await this.signals.start(this.model.date);
    await this.#habits.start();
    this.#isStarted = true;
    this.#followBehind();
    const { sequences } = this.model;
    this.#told = new ToldLog({ redis: this.#parts.store.redis, gateway: this.epoch, sequences });
    this.#goOn();
    this.#watch = setInterval(() => this.#look(), REWIND_LOOK_MS);
  }

  #beginDay(): void {
    this.usual.clear();
    this.closes.renew();
    this.rooms.dayChanged();
    // A snapshot taken while the day was loading lacks what has come in since: the next delta has every row.
    this.model.tables.forEach((table, half) => {
      for (let i = 0; i < table.size; i++) this.rooms.countsChanged(table.urnAt(i), half);
    });
    if (this.#isStarted) this.#followBehind();
  }

  #followBehind(): void {
    this.behind.rosterChanged(this.registry.schools.keys());
    this.behind.historyChanged(this.registry.schools.keys());
  }

  /** Open, with a school day by its calendar. */
  #isExpected(school: School): boolean {
    const { date, day } = this.model;
    const { la } = membershipOn(school, date);
    return !school.status.startsWith('Closed') && this.registry.calendar.isSchoolDay(school.urn, la, day);
  }

  #look(): void {
    this.model.hasRewound().then(
      (hasRewound) => {
        if (hasRewound) this.#parts.onRewound();
      },
      (error) => this.#parts.logger.debug({ err: error }, 'rewind_unseen'),
    );
  }

  #goOn(): void {
    this.#timer = setTimeout(() => {
      this.#tick();
      this.#goOn();
    }, this.pace.next());
  }

  #tick(): void {
    this.#turnDay();
    if (Date.now() - this.#closesAt >= CLOSES_EVERY_MS && this.model.version !== this.#closesVersion) {
      this.#closesAt = Date.now();
      this.#closesVersion = this.model.version;
      this.closes.renew();
      this.rooms.closesChanged();
    }
    if (this.#registryMoved && this.#ticks++ % REGISTRY_TICKS === 0) {
      this.#registryMoved = false;
      this.rooms.registryChanged();
    }
    this.#lookAtRounded();
    const told = this.#parts.telling.time(() => this.rooms.tick());
    this.#told?.note(this.model.sequences);
    if (told.deltas > 0) this.#parts.onTold(told);
  }

  /** What walls watch is taken in Redis, for all gateways. */
  #lookAtRounded(): void {
    if (Date.now() - this.#roundedAt < ROUNDED_LOOK_MS) return;
    this.#roundedAt = Date.now();
    for (const view of this.rooms.roundedViews())
      this.picture.rounded
        .look(view)
        .catch((error) => this.#parts.logger.debug({ err: error }, 'rounded_view_unread'));
  }

  /** The clock shows another London date: that day is the live one from here on. */
  #turnDay(): void {
    const { date } = londonTime(this.#parts.clock.now());
    if (this.#turning || (date === this.model.date && !this.#dayIncomplete)) return;
    this.#dayIncomplete = true;
    this.#turning = this.model
      .setDate(date)
      .then(() => this.signals.setDate(date))
      .then(
        () => {
          this.#dayIncomplete = false;
        },
        (error) => this.#parts.logger.error({ err: error, date }, 'day_not_loaded'),
      )
      .finally(() => {
        this.#turning = undefined;
      });
  }

  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    clearInterval(this.#watch);
    this.#habits.stop();
    await this.model.stop();
    await this.signals.stop();
    await this.#turning;
    await this.behind.stop();
  }
}
