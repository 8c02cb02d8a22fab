/**
 * What was taken of the session under way for everybody who gets rounded counts: walls' scenes, their areas over HTTP
 * and their live rows are all made of it. Taken every ten minutes, once for all gateways, and once for all geographic
 * scopes together: whoever asks at several doors, or looks at several walls, sees the same instant.
 */
import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { NestedCells } from '../../shared/access/small-numbers.ts';
import { localAuthority } from '../../shared/attendance/areas.ts';
import { SESSIONS, type Session } from '../../shared/attendance/dates.ts';
import type { View } from '../../shared/live/views.ts';
import type { Live } from '../live/live.ts';
import type { TakenRow, TakenRows } from '../live/rounded-views.ts';
import { type CohortCells, shownAreas } from '../read/rounded-sums.ts';
import {
  type AreaSums,
  addSchool,
  addSums,
  cellsOf,
  noSums,
  roundedSums,
  sharedGaps,
  shownCells,
} from './area-sums.ts';
import { type Taken, TenMinutes } from './ten-minutes.ts';

const HELD_MS = 2_500;
/** Nothing is taken while more than this share of the schools' rolls and usual levels are still to be read. */
const MOST_BEHIND = 0.02;

const count = z.number();
const cellsSchema = z.object({
  onRoll: count,
  marked: count,
  possible: count,
  absent: count,
  unauthorised: count,
  unexplained: count,
}) satisfies z.ZodType<NestedCells>;
const areaSchema = z.object({ all: cellsSchema, statutory: cellsSchema }) satisfies z.ZodType<CohortCells>;
const sumsSchema = z.object({
  schools: count,
  heard: count,
  closed: count,
  onRoll: count,
  marked: count,
  possible: count,
  absent: count,
  judged: z.array(count),
  judgedAbsent: z.array(count),
  judgedExpected: z.array(count),
});
const takingSchema = z.object({
  las: z.array(
    z.object({
      code: z.string(),
      cells: areaSchema.extend({ beside: z.array(count).nullable() }),
      sums: sumsSchema,
    }),
  ),
  /** Regions by code, and the whole under its view. */
  areas: z.array(z.tuple([z.string(), areaSchema])),
  /** What each phase of England shares, points. */
  shared: z.array(count),
});
export type Taking = z.infer<typeof takingSchema>;
export type LaTaking = Taking['las'][number];

export type SumsByLa = ReadonlyMap<string, AreaSums>;

export function sumOf(parts: Iterable<AreaSums>): AreaSums {
  const sums = noSums();
  for (const part of parts) addSums(sums, part);
  return sums;
}

/**
 * What walls may be told of exact sums by LA.
 * @param ofEngland what England shares; worked out of these sums when they are England's
 */
export function takeSums(view: View, exact: SumsByLa, ofEngland?: readonly number[]): Taking {
  const { regions, whole } = shownAreas(new Map([...exact].map(([la, sums]) => [la, cellsOf(sums)])));
  const rounded = new Map([...exact].map(([la, sums]) => [la, roundedSums(sums)]));
  const shared = ofEngland ?? sharedGaps(sumOf(exact.values()), sumOf(rounded.values()));
  return {
    las: [...exact].map(([code, sums]) => ({
      code,
      cells: shownCells(sums),
      sums: sumsSchema.parse(rounded.get(code) ?? roundedSums(sums)),
    })),
    areas: [...regions, [view, whole]],
    shared: [...shared],
  };
}

/** The scope whose taking holds a view: England's for every geographic one, so that all walls look at once. */
export const scopeOfTaking = (view: View): View => (/^(trust|hub):/.test(view) ? view : 'england');

export class Takings {
  readonly #live: Live;
  readonly #tenMinutes: TenMinutes<Taking>;
  /** Real time, ms. */
  readonly #now: () => number;
  readonly #summed = new Map<string, { at: number; byLa: SumsByLa }>();

  constructor(live: Live, redis: Redis, now: () => number) {
    this.#live = live;
    this.#tenMinutes = new TenMinutes(redis, takingSchema);
    this.#now = now;
  }

  /**
   * What stands of the scope that holds a view; null before the first time.
   * @param clockNow the clock in use, ms
   */
  async of(view: View, session: Session, clockNow: number): Promise<Taken<Taking> | null> {
    const scope = scopeOfTaking(view);
    const isEngland = scope === 'england';
    // What England shares is taken from all of it, also where a wall shows one trust.
    const england = isEngland ? null : await this.of('england', session, clockNow);
    if (!isEngland && england === null) return null;
    const { model } = this.#live;
    return this.#tenMinutes.of(`areas:${scope}:${model.date}:${session}`, clockNow, () =>
      // As after a start, while many rolls and usual levels are still being read.
      this.#live.behind.size > MOST_BEHIND * this.#live.registry.schools.size
        ? null
        : takeSums(scope, this.#sum(scope, session), england?.figures.shared),
    );
  }

  /** Exact sums by LA, worked out at most every few seconds for all walls of a scope. */
  exact(view: View, session: Session): SumsByLa {
    const key = `${view} ${this.#live.model.date} ${session}`;
    const known = this.#summed.get(key);
    if (known && this.#now() - known.at < HELD_MS) return known.byLa;
    const byLa = this.#sum(view, session);
    if (this.#summed.size > 100) this.#summed.clear();
    this.#summed.set(key, { at: this.#now(), byLa });
    return byLa;
  }

  #sum(view: View, session: Session): SumsByLa {
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
    return byLa;
  }
}

/** The LAs of a taking that a view shows. */
export function lasWithin({ las }: Taking, view: View): LaTaking[] {
  const [kind, id] = view.split(':');
  if (kind === 'la') return las.filter(({ code }) => code === id);
  if (kind === 'region') return las.filter(({ code }) => localAuthority(code)?.region === id);
  return las;
}

/** The cells of an area of a taking: an LA's, a region's, or the whole of it; undefined where it holds none. */
export function cellsWithin(taking: Taking, view: View): CohortCells | undefined {
  const [kind, id] = view.split(':');
  if (kind === 'la') return taking.las.find(({ code }) => code === id)?.cells;
  const key = kind === 'region' ? id : view;
  return taking.areas.find(([name]) => name === key)?.[1];
}

/** Late and approved activity where so few attend that they are not told. */
const UNTOLD = [0, 0];
/** An LA of a single school is that school: it has no row. */
const FEWEST_IN_ROW = 2;

/** The rows of a view as they were taken of both sessions; null before the first time. */
export async function takenRows(takings: Takings, view: View, clockNow: number): Promise<TakenRows | null> {
  const rows: TakenRow[] = [];
  const taken: (number | undefined)[] = [];
  for (const [i, session] of SESSIONS.entries()) {
    const known = await takings.of(view, session, clockNow);
    taken.push(known?.at);
    if (!known) continue;
    for (const { code, cells, sums } of lasWithin(known.figures, view)) {
      const { statutory, beside } = cells;
      if (sums.schools + sums.closed < FEWEST_IN_ROW) continue;
      rows.push({ id: Number(code), half: i as 0 | 1, cells: statutory, beside: beside ?? UNTOLD });
    }
  }
  const at = taken.join('/');
  return at === '/' ? null : { at, rows };
}
