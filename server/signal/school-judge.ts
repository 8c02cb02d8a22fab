/** The signal of one school on any date, worked out from its days: now, again, or as it stood at an instant. */
import type { School } from '../../shared/api/schools.ts';
import { fromDay, schoolYearOf } from '../../shared/attendance/dates.ts';
import { membershipOn } from '../../shared/attendance/membership.ts';
import type { Clock } from '../../shared/node/clock.ts';
import type { Store } from '../../shared/node/packed-values.ts';
import type { RegistryModel } from '../../shared/node/registry-model.ts';
import { partitionKeys, partitionOf } from '../../shared/redis/keys.ts';
import { decodeBaseline, type Norms } from '../../shared/redis/layouts/norms.ts';
import { type Baseline, unknownBaseline } from '../../shared/signal/level.ts';
import type { Target } from '../../shared/signal/moment.ts';
import type { Place } from '../../shared/signal/school-year.ts';
import { noShock } from '../../shared/signal/shock.ts';
import { type JudgedSchool, placeOf, signalAt, yearThrough } from '../../shared/watch/assess.ts';
import { lastClosedDay } from '../../shared/watch/close-time.ts';
import { type JudgedDay, judgedDays } from '../../shared/watch/judged-days.ts';
import type { KnownSignal } from '../../shared/watch/known-signal.ts';
import { SchoolDaysBook } from '../../shared/watch/school-calendar.ts';
import { targetOn } from '../../shared/watch/target-on.ts';
import { readSchoolDays } from './school-days.ts';
import type { ShockBook } from './shock-book.ts';

export interface JudgeParts {
  store: Store;
  registry: RegistryModel;
  shocks: ShockBook;
  clock: Clock;
}

export class SchoolJudge {
  readonly #parts: JudgeParts;
  #calendar: SchoolDaysBook | undefined;
  #calendarVersion = -1;

  constructor(parts: JudgeParts) {
    this.#parts = parts;
  }

  /** @param asOf ms; undefined for what is known now */
  async signalOf(school: School, day: number, asOf?: number): Promise<KnownSignal> {
    const { shocks, clock } = this.#parts;
    const closed = Math.min(lastClosedDay(asOf ?? clock.now()), await shocks.closedThrough());
    const { norms, closings } = await shocks.yearOf(day, closed);
    const judged = await this.#judged(school, day, norms, asOf);
    const shockOf = (at: number) => closings.get(at) ?? noShock();
    const judging = { curve: norms.curve, shockOf };
    const through = Math.min(day, closed);
    const finished = day <= closed;
    const shock = finished ? shockOf(day) : await shocks.inForce(day, asOf);
    const year = yearThrough(judged, judging, through);
    return signalAt(year, judged, { day, finished, curve: norms.curve, shock });
  }

  /** The days of the school year up to a day, as they were judged, and what the rest of the year holds. */
  async daysOf(
    school: School,
    day: number,
  ): Promise<{ days: JudgedDay[]; daysLeft: number; target?: Target }> {
    const { shocks, clock } = this.#parts;
    const closed = Math.min(lastClosedDay(clock.now()), await shocks.closedThrough(), day);
    const { norms, closings } = await shocks.yearOf(day, closed);
    const judged = await this.#judged(school, day, norms, undefined);
    const shockOf = (at: number) => closings.get(at) ?? noShock();
    const shock = day <= closed ? shockOf(day) : await shocks.inForce(day, undefined);
    const days = judgedDays(judged, { curve: norms.curve, shockOf }, { day, closed, shock });
    const target = judged.targetOn(day);
    return { days, daysLeft: judged.days.daysLeft(day), ...(target ? { target } : {}) };
  }

  async #judged(school: School, day: number, norms: Norms, asOf: number | undefined): Promise<JudgedSchool> {
    const { store, registry } = this.#parts;
    const { urn } = school;
    const date = fromDay(day);
    const place = placeOf(school, date);
    const [series, baseline] = await Promise.all([
      readSchoolDays(store, { school, registry: registry.schools, day, asOf }),
      this.#baseline(urn, place, schoolYearOf(day), norms),
    ]);
    const days = this.#days().of(urn, membershipOn(school, date).la);
    return { urn, place, baseline, days, series, targetOn: (at) => targetOn(registry, urn, at) };
  }

  #days(): SchoolDaysBook {
    const { registry } = this.#parts;
    if (!this.#calendar || this.#calendarVersion !== registry.version) {
      this.#calendar = new SchoolDaysBook(registry.calendar);
      this.#calendarVersion = registry.version;
    }
    return this.#calendar;
  }

  async #baseline(urn: number, place: Place, schoolYear: number, norms: Norms): Promise<Baseline> {
    const { redis, partitions } = this.#parts.store;
    const key = partitionKeys.baselines(partitionOf(urn, partitions), schoolYear);
    const packed = await redis.hgetBuffer(key, String(urn));
    return packed ? decodeBaseline(packed, norms.kinds) : unknownBaseline(norms.kinds, place.phase, 0);
  }
}
