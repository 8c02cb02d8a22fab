/**
 * The session under way as a wall shows it: its scope, each region and each LA. Worked out at most every few seconds
 * for all walls of a scope together.
 */
import { localAuthority } from '../../shared/attendance/areas.ts';
import type { Session } from '../../shared/attendance/dates.ts';
import type { Live } from '../live/live.ts';
import {
  type AreaFigures,
  type AreaSums,
  addSchool,
  addSums,
  figuresOf,
  noSums,
  sharedGaps,
} from './area-sums.ts';

const HELD_MS = 2_500;
/** An area of fewer schools would show single schools; one of fewer pupils single pupils. */
const FEWEST_SCHOOLS = 2;
const FEWEST_PUPILS = 10;
/** Below this share of registers an area is not compared with usual. */
const JUDGED_FROM = 0.2;

export interface AreaPicture {
  date: string;
  session: Session;
  whole: AreaFigures;
  sums: AreaSums;
  regions: ReadonlyMap<string, AreaFigures>;
  /** LAs of enough schools and pupils to be shown. */
  las: ReadonlyMap<string, AreaFigures & { isClosed: boolean }>;
}

/** The own gap where there is enough to judge it by, to a tenth of a point. */
export function judgedGap({ own, coverage }: AreaFigures): number | null {
  return own === null || (coverage ?? 0) < JUDGED_FROM ? null : Math.round(own * 10) / 10;
}

export class AreaPictures {
  readonly #live: Live;
  /** Real time, ms. */
  readonly #now: () => number;
  readonly #kept = new Map<string, { at: number; picture: AreaPicture; byLa: Map<string, AreaSums> }>();

  constructor(live: Live, now: () => number) {
    this.#live = live;
    this.#now = now;
  }

  of(view: string, session: Session): AreaPicture {
    return this.#keep(view, session).picture;
  }

  #keep(view: string, session: Session): { picture: AreaPicture; byLa: Map<string, AreaSums> } {
    const key = `${view} ${this.#live.model.date} ${session}`;
    const known = this.#kept.get(key);
    if (known && this.#now() - known.at < HELD_MS) return known;
    const byLa = this.#sumByLa(view, session);
    // What England shares is taken from all of it, also where a wall shows one region.
    const england = view === 'england' ? byLa : this.#keep('england', session).byLa;
    const picture = pictureOf(this.#live.model.date, session, byLa, sharedGaps(sumOf(england.values())));
    if (this.#kept.size > 100) this.#kept.clear();
    this.#kept.set(key, { at: this.#now(), picture, byLa });
    return { picture, byLa };
  }

  #sumByLa(view: string, session: Session): Map<string, AreaSums> {
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

function sumOf(parts: Iterable<AreaSums>): AreaSums {
  const sums = noSums();
  for (const part of parts) addSums(sums, part);
  return sums;
}

function pictureOf(
  date: string,
  session: Session,
  byLa: ReadonlyMap<string, AreaSums>,
  shared: readonly number[],
): AreaPicture {
  const byRegion = new Map<string, AreaSums>();
  const las = new Map<string, AreaFigures & { isClosed: boolean }>();
  for (const [code, sums] of byLa) {
    const region = localAuthority(code)?.region;
    if (region !== undefined) {
      const own = byRegion.get(region) ?? noSums();
      addSums(own, sums);
      byRegion.set(region, own);
    }
    if (sums.schools + sums.closed < FEWEST_SCHOOLS || sums.onRoll < FEWEST_PUPILS) continue;
    las.set(code, { ...figuresOf(sums, shared), isClosed: sums.closed > sums.heard });
  }
  const sums = sumOf(byLa.values());
  const regions = new Map([...byRegion].map(([code, own]) => [code, figuresOf(own, shared)]));
  return { date, session, sums, whole: figuresOf(sums, shared), regions, las };
}
