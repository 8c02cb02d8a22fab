/** Everything a signal worker holds, as it was opened: read from Redis, caught up, every day closed that has ended. */
import type { Redis } from 'ioredis';
import {
  fromDay,
  londonTime,
  SESSIONS,
  schoolYearOf,
  sessionNumber,
  toDay,
} from '../../shared/attendance/dates.ts';
import { endOf } from '../../shared/node/change-tail.ts';
import type { Clock } from '../../shared/node/clock.ts';
import type { Logger } from '../../shared/node/logger.ts';
import type { Store } from '../../shared/node/packed-values.ts';
import { RegistryModel } from '../../shared/node/registry-model.ts';
import { globalKeys, partitionKeys } from '../../shared/redis/keys.ts';
import { type DayShock, noShock } from '../../shared/signal/shock.ts';
import { lastClosedDay } from '../../shared/watch/close-time.ts';
import { Arrivals } from './arrivals.ts';
import { placeSchools, readDays } from './books.ts';
import { England } from './england.ts';
import { Inputs } from './inputs.ts';
import { eachCounted, loadTexts } from './load.ts';
import { fitNorms, readNorms, writeNorms } from './norms.ts';
import { type Standpoint, tailPositions, takeOver } from './positions.ts';
import { readClosings, readInForce, writeLater } from './shock-store.ts';

/** Counts that may be missing in the series are read again this far back. */
const WINDOW_DAYS = 30;

export interface DeskParts {
  store: Store;
  /** Connection of the tail alone. */
  tailRedis: Redis;
  clock: Clock;
  logger: Logger;
  /** Fences this worker's writes. */
  token: string;
  realNow: () => number;
}

export class Desk {
  readonly parts: DeskParts;
  readonly store: Store;
  readonly registry: RegistryModel;
  readonly arrivals = new Arrivals();
  readonly england: England;
  readonly inputs: Inputs;
  readonly standpoints: Standpoint[];
  /** Days whose shock was decided as they ended. */
  readonly decided = new Set<number>();
  /** The live day, and what schools share on it so far. */
  today: number;
  inForce: DayShock = noShock();

  private constructor(parts: DeskParts, standpoints: Standpoint[]) {
    const { store, clock, realNow } = parts;
    this.parts = parts;
    this.store = store;
    this.standpoints = standpoints;
    this.registry = new RegistryModel(store.redis);
    this.today = toDay(londonTime(clock.now()).date);
    this.england = new England(schoolYearOf(this.today));
    const { england, arrivals, registry } = this;
    this.inputs = new Inputs({ england, arrivals, registry, standpoints, realNow });
  }

  /** Takes the partitions over and reads everything; answers too where to read the streams on. */
  static async open(parts: DeskParts): Promise<{ desk: Desk; positions: Map<string, string> }> {
    const desk = new Desk(parts, await takeOver(parts.store, parts.token));
    const registryEnd = await endOf(parts.store.redis, globalKeys.registryChanges);
    const positions = tailPositions(desk.standpoints, registryEnd);
    await desk.#read();
    return { desk, positions };
  }

  async #read(): Promise<void> {
    const { store, england, registry } = this;
    await registry.load();
    await readDays(this, placeSchools(this, this.today));
    this.inputs.noteSuccessions();
    const hasNorms = await readNorms(store, england);
    await this.#readArrivals();
    await this.#readCounts();
    const { shocks, decided } = await readClosings(store.redis, england.schoolYear);
    for (const [day, shock] of shocks) england.closings.set(day, shock);
    for (const day of decided) this.decided.add(day);
    this.inForce = (await readInForce(store.redis, this.today)) ?? noShock();
    await (hasNorms ? this.#close() : this.rebuild());
  }

  async #readArrivals(): Promise<void> {
    const texts = await loadTexts(this.store, [...this.england.books.keys()], (p) =>
      partitionKeys.arrivals(p),
    );
    for (const [urn, json] of texts) this.arrivals.unpack(urn, json.toString());
  }

  /** Counts that are not in the series yet: of the live day when they were last written and since. */
  async #readCounts(): Promise<void> {
    const earliest = this.today - WINDOW_DAYS;
    const days = this.standpoints.map(({ day, missed }) => (missed ? earliest : Math.max(day, earliest)));
    for (let day = Math.min(...days); day <= this.today; day++) await this.readCountsOf(day);
    for (const urn of this.england.books.keys()) this.inputs.waiting.series.add(urn);
  }

  /** Takes in what is counted of a day, of all schools or those asked for. */
  async readCountsOf(day: number, wanted?: ReadonlySet<number>): Promise<void> {
    for (const session of SESSIONS)
      await eachCounted(this.store, fromDay(day), session, (urn, counts) => {
        if (wanted && !wanted.has(urn)) return;
        this.inputs.applyCounts({ urn, session: sessionNumber(day, session), counts });
      });
  }

  /** Closes the year anew from 1 September, with the shocks as they are stored. */
  async #close(): Promise<void> {
    const { england, store } = this;
    england.reopen();
    const later = new Map<number, DayShock>();
    const last = lastClosedDay(this.parts.clock.now());
    await england.closeThrough(last, (day, shock) => later.set(day, shock));
    await writeLater(store.redis, england.schoolYear, later);
  }

  /** Other days gone by: the norms are fitted anew, and shocks that were not decided as their day ended worked out anew. */
  async rebuild(): Promise<void> {
    const { england, store, registry } = this;
    const hasNorms = await fitNorms(store, england, registry.schools);
    for (const day of england.closings.keys()) if (!this.decided.has(day)) england.closings.delete(day);
    await this.#close();
    if (hasNorms) await writeNorms(store, england);
  }
}
