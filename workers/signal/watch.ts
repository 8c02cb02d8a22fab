/**
 * The signal worker at work: keeps every school's days, closes days as the clock does, and says what each school shows
 * now. One round a second does what has come in since; nothing that happens in between is lost, because a round begins
 * with taking over what waits and the positions of the streams that go with it.
 *
 * A round that fails ends the watch: what is in memory is thrown away and read again from what Redis holds.
 */
import { setImmediate } from 'node:timers/promises';
import { fromDay, londonTime, schoolYearOf, toDay } from '../../shared/attendance/dates.ts';
import { ChangeTail } from '../../shared/node/change-tail.ts';
import { noShock } from '../../shared/signal/shock.ts';
import { lastClosedDay } from '../../shared/watch/close-time.ts';
import type { KnownSignal } from '../../shared/watch/known-signal.ts';
import { placeSchools, readDays } from './books.ts';
import { Desk, type DeskParts } from './desk.ts';
import { dropOldSignals } from './drop-old.ts';
import type { Round } from './inputs.ts';
import { hasMoved } from './shock-moves.ts';
import { decideClosing, readInForce, writeInForce } from './shock-store.ts';
import { isSilent, sessionUnderWay } from './silence.ts';
import { Teller, writeProgress } from './teller.ts';

const MS_PER_MINUTE = 60_000;
const SCHOOLS_AT_A_TIME = 1000;
/** Above this share of schools with other history the year's norms are fitted again. */
const REFIT_SHARE = 0.05;

export interface WatchOptions {
  /** History that comes in is waited for this long (real ms) before days gone by are worked out again. */
  quietMs: number;
  /** All England is evaluated for another shared shock at most this often, real ms. */
  shockEveryMs: number;
}

export class Watch {
  readonly #desk: Desk;
  readonly #options: WatchOptions;
  readonly #teller: Teller;
  readonly #tail: ChangeTail;
  /** Schools whose history has changed since the norms were fitted. */
  readonly #unfitted = new Set<number>();
  #minute = 0;
  #shockAt = 0;
  #evaluateMs = 0;
  #rounds = 0;

  private constructor(desk: Desk, positions: Map<string, string>, options: WatchOptions) {
    const { store, england, arrivals } = desk;
    const { tailRedis: redis, token, logger } = desk.parts;
    this.#desk = desk;
    this.#options = options;
    this.#teller = new Teller({ store, england, arrivals, token });
    this.#tail = new ChangeTail({
      redis,
      positions,
      handle: (key, entries) => desk.inputs.handle(key, entries),
      onTrouble: (error) => logger.warn({ err: error }, 'signal_tail_retry'),
    });
  }

  /** Takes the partitions over, reads everything and begins to listen. */
  static async open(parts: DeskParts, options: WatchOptions): Promise<Watch> {
    const started = performance.now();
    const { desk, positions } = await Desk.open(parts);
    const watch = new Watch(desk, positions, options);
    watch.#tail.start();
    const milliseconds = Math.round(performance.now() - started);
    parts.logger.info({ milliseconds, schools: desk.england.books.size }, 'signals_loaded');
    return watch;
  }

  /** One round. @throws TakenOverError when another worker has taken over, or what Redis said */
  async round(): Promise<void> {
    const { inputs, england, parts } = this.#desk;
    if (inputs.missed)
      throw new Error('changes were trimmed before they were read; everything is read again');
    const now = parts.clock.now();
    const today = toDay(londonTime(now).date);
    if (schoolYearOf(today) !== england.schoolYear) throw new Error('another school year has begun');
    const round = inputs.take();
    const isNewDay = await this.#turnDay(today);
    const isPlaced = this.#placeAgain(round);
    const isRebuilt = await this.#readAgain(round);
    for (const urn of round.replays) {
      const book = england.books.get(urn);
      if (book) england.replay(book);
    }
    const isClosed = await this.#closeDays(now, round);
    const isMoved = await this.#moveShock(now, round, isNewDay || isRebuilt || isClosed);
    const everything = isNewDay || isPlaced || isRebuilt || isClosed || isMoved;
    await this.#evaluate(round, everything, isRebuilt || this.#rounds === 0, now);
    await this.#noteProgress();
  }

  /** True when another day has begun. */
  async #turnDay(today: number): Promise<boolean> {
    const desk = this.#desk;
    if (today === desk.today) return this.#rounds === 0;
    desk.today = today;
    desk.inForce = (await readInForce(desk.store.redis, today)) ?? noShock();
    await dropOldSignals(desk.store, today);
    return true;
  }

  /** Schools, memberships or calendars have changed: all are placed anew, new ones are read. */
  #placeAgain(round: Round): boolean {
    if (!round.registry) return false;
    const desk = this.#desk;
    for (const { urn } of placeSchools(desk, desk.today)) round.reloads.add(urn);
    desk.inputs.noteSuccessions();
    for (const urn of desk.england.books.keys()) round.replays.add(urn);
    return true;
  }

  /**
   * Days that were imported are read again once nothing more comes. True when the year was closed anew: what was
   * decided later than its day then stands on other figures.
   */
  async #readAgain(round: Round): Promise<boolean> {
    const desk = this.#desk;
    const { inputs, registry, england } = desk;
    if (round.reloads.size === 0) return false;
    if (desk.parts.realNow() - inputs.historyAt < this.#options.quietMs) {
      for (const urn of round.reloads) inputs.waiting.reloads.add(urn);
      return false;
    }
    await this.#teller.tell(round, [], desk.today, false);
    const schools = [...round.reloads].flatMap((urn) => registry.schools.get(urn) ?? []);
    await readDays(desk, schools);
    await desk.readCountsOf(desk.today, round.reloads);
    for (const { urn } of schools) {
      this.#unfitted.add(urn);
      round.replays.add(urn);
      round.signals.add(urn);
    }
    if (this.#unfitted.size <= REFIT_SHARE * england.books.size) return false;
    this.#unfitted.clear();
    await desk.rebuild();
    return true;
  }

  /** Closes the days that have ended. True when one was. */
  async #closeDays(now: number, round: Round): Promise<boolean> {
    const { england, store, decided } = this.#desk;
    const last = lastClosedDay(now);
    if (england.closedThrough >= last) return false;
    while (england.closedThrough < last) {
      const day = england.closedThrough + 1;
      if (england.hasDay(day) && !england.closings.has(day)) {
        const shock = await decideClosing(store.redis, england.schoolYear, day, england.shockOn(day));
        england.closings.set(day, shock);
        decided.add(day);
      }
      england.closeNext();
    }
    for (const urn of england.books.keys()) round.series.add(urn);
    return true;
  }

  /** Once a minute: what schools share now. True when it has moved, so that all are to be evaluated. */
  async #moveShock(now: number, round: Round, isForced: boolean): Promise<boolean> {
    const desk = this.#desk;
    const { england, store } = desk;
    const realNow = desk.parts.realNow();
    const minute = Math.floor(now / MS_PER_MINUTE);
    const isDue = minute !== this.#minute && realNow - this.#shockAt >= this.#options.shockEveryMs;
    if (!isDue && !isForced) return false;
    this.#minute = minute;
    this.#shockAt = realNow;
    const underWay = sessionUnderWay(now);
    for (const book of england.books.values())
      if (book.signal && isSilent(book, desk.arrivals, underWay) !== book.signal.silent)
        round.signals.add(book.urn);
    if (desk.today <= england.closedThrough) return false;
    const shock = england.shockOn(desk.today);
    if (!hasMoved(desk.inForce, shock)) return false;
    await writeInForce(store.redis, desk.today, now, shock);
    desk.inForce = shock;
    return true;
  }

  async #evaluate(round: Round, everything: boolean, isRebuilt: boolean, now: number): Promise<void> {
    const { england, arrivals, today, inForce } = this.#desk;
    const started = performance.now();
    const changed: KnownSignal[] = [];
    const underWay = sessionUnderWay(now);
    const urns = everything ? [...england.books.keys()] : [...round.signals];
    for (const [i, urn] of urns.entries()) {
      const book = england.books.get(urn);
      if (!book) continue;
      const signal = england.signalOf(book, today, inForce);
      signal.silent = isSilent(book, arrivals, underWay);
      const told = JSON.stringify(signal);
      book.signal = signal;
      if (told !== book.told) changed.push(signal);
      book.told = told;
      if (i % SCHOOLS_AT_A_TIME === SCHOOLS_AT_A_TIME - 1) await setImmediate();
    }
    if (everything) this.#evaluateMs = Math.round(performance.now() - started);
    await this.#teller.tell(round, changed, today, isRebuilt);
  }

  async #noteProgress(): Promise<void> {
    const { england, inputs, standpoints, store, today, parts } = this.#desk;
    let slipping = 0;
    for (const { signal } of england.books.values()) if (signal?.standing === 'slipping') slipping++;
    await writeProgress(store.redis, {
      seenAt: parts.realNow(),
      rounds: ++this.#rounds,
      date: fromDay(today),
      closedThrough: fromDay(england.closedThrough),
      schools: england.books.size,
      slipping,
      evaluateMs: this.#evaluateMs,
      told: this.#teller.told,
      applied: inputs.applied,
      sequences: standpoints.map(({ sequence }) => sequence).join(','),
      waiting: inputs.waiting.signals.size + inputs.waiting.reloads.size,
    });
  }

  async stop(): Promise<void> {
    await this.#tail.stop();
  }
}
