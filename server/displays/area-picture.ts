/**
 * The session under way as walls are told of it, by whatever door: a scope, each region and each LA. Small numbers are
 * rounded, and all of it is taken every ten minutes, once for all gateways and all geographic scopes. Only the whole of
 * a scope so large that nothing small can be seen in it (England) moves every few seconds.
 */
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { mayMove, STEP } from '../../shared/access/small-numbers.ts';
import { localAuthority } from '../../shared/attendance/areas.ts';
import type { Session } from '../../shared/attendance/dates.ts';
import type { View } from '../../shared/live/views.ts';
import type { Live } from '../live/live.ts';
import { type AreaFigures, type AreaSums, addSums, FEWEST_SCHOOLS, figuresOf, noSums } from './area-sums.ts';
import { lasWithin, type SumsByLa, sumOf, type Taking, type Takings, takeSums } from './takings.ts';
import { type Taken, TenMinutes } from './ten-minutes.ts';

/** Below this share of registers an area is not compared with usual. */
const JUDGED_FROM = 0.2;

/** Below so many pupils nothing is said of where a session will close. */
const FEWEST_TOLD = 100;

const closeSchema = z.object({ close: z.number(), low: z.number(), high: z.number() });

interface TakenPicture {
  schools: number;
  heard: number;
  closed: number;
  whole: AreaFigures;
  regions: [string, AreaFigures][];
  las: [string, AreaFigures, boolean][];
  /** What each phase of England shares, points. */
  shared: number[];
}

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
};

export class AreaPictures {
  readonly #live: Live;
  readonly #takings: Takings;
  readonly #closes: TenMinutes<AreaPicture['close']>;

  constructor(live: Live, redis: Redis, takings: Takings) {
    this.#live = live;
    this.#takings = takings;
    this.#closes = new TenMinutes(redis, closeSchema.nullable());
  }

  /** @param clockNow the clock in use, ms */
  async of(view: View, session: Session, clockNow: number): Promise<AreaPicture> {
    const { date } = this.#live.model;
    const taken = await this.#takings.of(view, session, clockNow);
    const figures = taken === null ? NOTHING : pictureWithin(taken.figures, view);
    const picture = pictureOf(date, session, taken && { at: taken.at, figures });
    const close = taken && (await this.#close(view, session, clockNow));
    return { ...picture, close, ...this.#moving(view, session, figures) };
  }

  /** The whole as it stands, of a scope in which nothing small can be seen. */
  #moving(view: View, session: Session, { shared }: TakenPicture): Partial<AreaPicture> | undefined {
    const sums = sumOf(this.#takings.exact(view, session).values());
    if (!mayMove(sums.onRoll)) return undefined;
    const { schools, heard, closed } = sums;
    return { schools, heard, closed, whole: figuresOf(sums, shared) };
  }

  /** Where the session will close, told every ten minutes too. */
  async #close(view: View, session: Session, clockNow: number): Promise<AreaPicture['close']> {
    const { closes, membership, model } = this.#live;
    const taken = await this.#closes.of(`close:${view}:${model.date}:${session}`, clockNow, () => {
      const { onRoll } = sumOf(this.#takings.exact(view, session).values());
      return closeTold(closes.of(membership.urnsOf(view), session === 'PM' ? 1 : 0), onRoll);
    });
    return taken?.figures ?? null;
  }
}

/** What a wall may be told of exact sums by LA: all of it is made of rounded ones. */
export const takePicture = (exact: SumsByLa): TakenPicture =>
  pictureWithin(takeSums('england', exact), 'england');

/** The picture of a view out of what was taken of the scope that holds it. */
function pictureWithin(taking: Taking, view: View): TakenPicture {
  const rounded = new Map(
    lasWithin(taking, view).map(({ code, sums }) => [code, { ...noSums(), ...sums }] as const),
  );
  const whole = sumOf(rounded.values());
  const { shared } = taking;
  const { schools, heard, closed } = whole;
  return { schools, heard, closed, whole: figuresOf(whole, shared), shared, ...partsOf(rounded, shared) };
}

export function pictureOf(date: string, session: Session, taken: Taken<TakenPicture> | null): AreaPicture {
  const { regions, las, shared: _, ...rest } = taken?.figures ?? NOTHING;
  return {
    date,
    session,
    takenAt: taken?.at ?? null,
    close: null,
    ...rest,
    regions: new Map(regions),
    las: new Map(las.map(([code, figures, isClosed]) => [code, { ...figures, isClosed }])),
  };
}

/** Where a session will close, as it is told: to a tenth, and to no less than 5 pupils. */
export function closeTold(
  close: { close: number; low: number; high: number } | null,
  pupils: number,
): AreaPicture['close'] {
  if (close === null || pupils < FEWEST_TOLD) return null;
  const step = Math.max(0.1, Math.ceil((1000 * STEP) / pupils) / 10);
  const told = (value: number) => Math.round(10 * Math.round(value / step) * step) / 10;
  return { close: told(close.close), low: told(close.low), high: told(close.high) };
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
