/**
 * The session under way as a wall shows it: its scope, each region and each LA. Small numbers are rounded, and all of
 * it is taken every ten minutes for all gateways together. Only the whole of a scope so large that nothing small can
 * be seen in it (England) moves every few seconds.
 */
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { mayMove } from '../../shared/access/small-numbers.ts';
import { localAuthority } from '../../shared/attendance/areas.ts';
import type { Session } from '../../shared/attendance/dates.ts';
import type { Live } from '../live/live.ts';
import {
  type AreaFigures,
  type AreaSums,
  addSchool,
  addSums,
  FEWEST_SCHOOLS,
  figuresOf,
  noSums,
  roundedSums,
  sharedGaps,
} from './area-sums.ts';
import { type Taken, TenMinutes } from './ten-minutes.ts';

const HELD_MS = 2_500;
/** Nothing is taken while more than this share of the schools' rolls and usual levels are still to be read. */
const MOST_BEHIND = 0.02;
/** Below this share of registers an area is not compared with usual. */
const JUDGED_FROM = 0.2;

const figure = z.number().nullable();
const figuresSchema = z.object({ attendance: figure, gap: figure, own: figure, coverage: figure });
const closeSchema = z.object({ close: z.number(), low: z.number(), high: z.number() });
const takenSchema = z.object({
  schools: z.number(),
  heard: z.number(),
  closed: z.number(),
  whole: figuresSchema,
  regions: z.array(z.tuple([z.string(), figuresSchema])),
  las: z.array(z.tuple([z.string(), figuresSchema, z.boolean()])),
  /** What each phase of England shares, points. */
  shared: z.array(z.number()),
  close: closeSchema.nullable(),
});
type TakenPicture = z.infer<typeof takenSchema>;

export interface AreaPicture {
  date: string;
  session: Session;
  /** When the areas were taken, ms on the clock in use; null before the first time. */
  takenAt: number | null;
  /** Schools of the scope that are open, those heard from, and those closed. */
  schools: number;
  heard: number;
  closed: number;
  whole: AreaFigures;
  regions: ReadonlyMap<string, AreaFigures>;
  /** LAs of enough schools to be shown. */
  las: ReadonlyMap<string, AreaFigures & { isClosed: boolean }>;
  /** Where the session will close; null where nothing is expected. */
  close: z.infer<typeof closeSchema> | null;
}

/** The own gap where there is enough to judge it by, to a tenth of a point. */
export function judgedGap({ own, coverage }: AreaFigures): number | null {
  return own === null || (coverage ?? 0) < JUDGED_FROM ? null : Math.round(own * 10) / 10;
}

const NOTHING: TakenPicture = {
  schools: 0,
  heard: 0,
  closed: 0,
  whole: figuresOf(noSums(), []),
  regions: [],
  las: [],
  shared: [],
  close: null,
};

type SumsByLa = ReadonlyMap<string, AreaSums>;

export class AreaPictures {
  readonly #live: Live;
  readonly #tenMinutes: TenMinutes<TakenPicture>;
  /** Real time, ms. */
  readonly #now: () => number;
  readonly #summed = new Map<string, { at: number; byLa: SumsByLa }>();

  constructor(live: Live, redis: Redis, now: () => number) {
    this.#live = live;
    this.#tenMinutes = new TenMinutes(redis, takenSchema);
    this.#now = now;
  }

  /** @param clockNow the clock in use, ms */
  async of(view: string, session: Session, clockNow: number): Promise<AreaPicture> {
    const { date } = this.#live.model;
    const taken = await this.#taken(view, session, clockNow);
    const picture = pictureOf(date, session, taken);
    return { ...picture, ...this.#moving(view, session, taken?.figures ?? NOTHING) };
  }

  /** The whole as it stands, of a scope in which nothing small can be seen. */
  #moving(view: string, session: Session, { shared }: TakenPicture): Partial<AreaPicture> | undefined {
    const sums = sumOf(this.#sumsByLa(view, session).values());
    if (!mayMove(sums.onRoll)) return undefined;
    const { schools, heard, closed } = sums;
    return { schools, heard, closed, whole: figuresOf(sums, shared) };
  }

  async #taken(view: string, session: Session, clockNow: number): Promise<Taken<TakenPicture> | null> {
    const { model } = this.#live;
    const isEngland = view === 'england';
    // What England shares is taken from all of it, also where a wall shows one region.
    const england = isEngland ? null : await this.#taken('england', session, clockNow);
    if (!isEngland && england === null) return null;
    return this.#tenMinutes.of(`areas:${view}:${model.date}:${session}`, clockNow, () =>
      this.#take(view, session, england?.figures.shared),
    );
  }

  /** Null while many rolls and usual levels are still being read, as after a start. */
  #take(view: string, session: Session, ofEngland: readonly number[] | undefined): TakenPicture | null {
    const live = this.#live;
    if (live.behind > MOST_BEHIND * live.registry.schools.size) return null;
    const close = live.closes.of(live.membership.urnsOf(view), session === 'PM' ? 1 : 0);
    return { ...takePicture(this.#sumsByLa(view, session), ofEngland), close: closeOf(close) };
  }

  /** Exact sums, worked out at most every few seconds for all walls of a scope. */
  #sumsByLa(view: string, session: Session): SumsByLa {
    const key = `${view} ${this.#live.model.date} ${session}`;
    const known = this.#summed.get(key);
    if (known && this.#now() - known.at < HELD_MS) return known.byLa;
    const { membership, registry, model, usual } = this.#live;
    const half = session === 'PM' ? 1 : 0;
    const byLa = new Map<string, AreaSums>();
    for (const [code, urns] of membership.urnsByLa(view)) {
      const sums = noSums();
      for (const urn of urns) {
        const school = registry.schools.get(urn);
        if (school) addSchool(sums, school, model.tables[half], usual.get(urn), half);
      }
      byLa.set(String(code).padStart(3, '0'), sums);
    }
    if (this.#summed.size > 100) this.#summed.clear();
    this.#summed.set(key, { at: this.#now(), byLa });
    return byLa;
  }
}

/**
 * What a wall may be told of exact sums by LA: all of it is made of rounded ones.
 * @param ofEngland what England shares; worked out of these sums when they are England's
 */
export function takePicture(exact: SumsByLa, ofEngland?: readonly number[]): TakenPicture {
  const rounded = new Map([...exact].map(([la, sums]) => [la, roundedSums(sums)]));
  const whole = sumOf(rounded.values());
  const shared = [...(ofEngland ?? sharedGaps(whole))];
  const { schools, heard, closed } = whole;
  const parts = partsOf(rounded, shared);
  return { schools, heard, closed, whole: figuresOf(whole, shared), shared, close: null, ...parts };
}

export function pictureOf(date: string, session: Session, taken: Taken<TakenPicture> | null): AreaPicture {
  const { regions, las, shared: _, ...rest } = taken?.figures ?? NOTHING;
  return {
    date,
    session,
    takenAt: taken?.at ?? null,
    ...rest,
    regions: new Map(regions),
    las: new Map(las.map(([code, figures, isClosed]) => [code, { ...figures, isClosed }])),
  };
}

/** Where a session will close, as it is told: to a tenth. */
function closeOf(close: { close: number; low: number; high: number } | null): TakenPicture['close'] {
  if (close === null) return null;
  const tenth = (value: number) => Math.round(10 * value) / 10;
  return { close: tenth(close.close), low: tenth(close.low), high: tenth(close.high) };
}

function sumOf(parts: Iterable<AreaSums>): AreaSums {
  const sums = noSums();
  for (const part of parts) addSums(sums, part);
  return sums;
}

function partsOf(byLa: SumsByLa, shared: readonly number[]): Pick<TakenPicture, 'regions' | 'las'> {
  const byRegion = new Map<string, AreaSums>();
  const las: TakenPicture['las'] = [];
  for (const [code, sums] of byLa) {
    const region = localAuthority(code)?.region;
    if (region !== undefined) {
      const own = byRegion.get(region) ?? noSums();
      addSums(own, sums);
      byRegion.set(region, own);
    }
    if (sums.schools + sums.closed < FEWEST_SCHOOLS) continue;
    las.push([code, figuresOf(sums, shared), sums.closed > sums.heard]);
  }
  return { regions: [...byRegion].map(([code, own]) => [code, figuresOf(own, shared)]), las };
}
