/**
 * When the live sum of an area may be told to those who see only some of its schools: once what is left of it, whatever
 * one scope is taken away, is of several schools with registers and never of one. Asked for whoever looks, since all hear
 * the same row; once a session's sum was told it is told for the day.
 */
import type { View } from '../../shared/live/views.ts';
import type { CountsTable } from '../counts/counts-table.ts';
import type { LiveMembership } from './membership.ts';

/** Schools with registers that must be left besides any one scope, if there are any. */
const FEWEST_LEFT = 2;
const isSafe = (left: number): boolean => left === 0 || left >= FEWEST_LEFT;

/** Schools of an area by another area they lie in. */
interface Overlap {
  schools: number;
  heard: number;
}

export class HeardGate {
  readonly #membership: LiveMembership;
  /** The table of each view's session that was told. */
  readonly #told = new Map<string, CountsTable>();

  constructor(membership: LiveMembership) {
    this.#membership = membership;
  }

  isTold(view: View, half: number, table: CountsTable): boolean {
    const name = `${view}/${half}`;
    if (this.#told.get(name) === table) return true;
    const urns = this.#membership.urnsOf(view);
    const heard = urns.filter((urn) => table.isHeard(urn)).length;
    if (heard === 0) return true;
    const isTold = this.#isEnough(view, urns, heard, table);
    if (isTold) this.#told.set(name, table);
    return isTold;
  }

  #isEnough(view: View, urns: readonly number[], heard: number, table: CountsTable): boolean {
    // Besides no school and a single one.
    if (heard <= FEWEST_LEFT) return false;
    const overlaps = this.#overlaps(view, urns, table);
    for (const { schools, heard: within } of overlaps.values())
      if (schools < urns.length && !isSafe(heard - within)) return false;
    return this.#isEnoughBesideRegions(view, urns, heard, overlaps);
  }

  /** Whoever has schools in several regions gets the sums of all of them: what is left is of the other regions. */
  #isEnoughBesideRegions(
    view: View,
    urns: readonly number[],
    heard: number,
    overlaps: ReadonlyMap<View, Overlap>,
  ): boolean {
    if (view !== 'england') return true;
    const regionsOf = new Map<View, Set<View>>();
    for (const urn of urns) {
      const views = this.#membership.viewsOf(urn);
      const region = views.find(isRegion);
      if (region)
        for (const one of views.filter(isAcross))
          regionsOf.set(one, (regionsOf.get(one) ?? new Set()).add(region));
    }
    for (const regions of regionsOf.values()) {
      const sums = [...regions].map((region) => overlaps.get(region) ?? { schools: 0, heard: 0 });
      const schools = sums.reduce((sum, one) => sum + one.schools, 0);
      const within = sums.reduce((sum, one) => sum + one.heard, 0);
      if (schools < urns.length && !isSafe(heard - within)) return false;
    }
    return true;
  }

  #overlaps(view: View, urns: readonly number[], table: CountsTable): Map<View, Overlap> {
    const overlaps = new Map<View, Overlap>();
    for (const urn of urns) {
      const isHeard = table.isHeard(urn);
      for (const other of this.#membership.viewsOf(urn)) {
        if (other === view) continue;
        const overlap = overlaps.get(other) ?? { schools: 0, heard: 0 };
        overlaps.set(other, overlap);
        overlap.schools++;
        if (isHeard) overlap.heard++;
      }
    }
    return overlaps;
  }
}

const isRegion = (view: View): boolean => view.startsWith('region:');
const isAcross = (view: View): boolean => /^(trust|hub):/.test(view);
