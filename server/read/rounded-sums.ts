/** Sums of areas within each other with small numbers rounded so that no part follows: LAs, regions, the whole. */
import { NESTED, type NestedCells, roundCellSum, roundCells } from '../../shared/access/small-numbers.ts';
import type { School } from '../../shared/api/schools.ts';
import { localAuthority } from '../../shared/attendance/areas.ts';
import { CODE_COUNT } from '../../shared/attendance/codes.ts';
import { ALL, STATUTORY } from '../../shared/attendance/cohorts.ts';
import { emptyTallies, measuresOf, type Tallies } from '../../shared/attendance/measures.ts';
import { membershipOn } from '../../shared/attendance/membership.ts';
import type { CountsTable } from '../counts/counts-table.ts';

/** Cells of the two cohorts that are told of rounded sums. */
export interface CohortCells {
  all: NestedCells;
  statutory: NestedCells;
}

export const noCells = (): NestedCells => ({
  onRoll: 0,
  marked: 0,
  possible: 0,
  absent: 0,
  unauthorised: 0,
  unexplained: 0,
});

export function addCells(to: NestedCells, from: NestedCells): void {
  for (const name of NESTED) to[name] += from[name];
}

/** Exact cells of the parts of an area, and what is shown of each. */
class Whole {
  readonly exact: CohortCells = { all: noCells(), statutory: noCells() };
  readonly #parts: CohortCells[] = [];

  add(exact: CohortCells, shown: CohortCells): void {
    addCells(this.exact.all, exact.all);
    addCells(this.exact.statutory, exact.statutory);
    this.#parts.push(shown);
  }

  get shown(): CohortCells {
    const [first] = this.#parts;
    if (this.#parts.length === 1) return first;
    const sum = (cohort: keyof CohortCells) =>
      roundCellSum(
        this.exact[cohort],
        this.#parts.map((part) => part[cohort]),
      );
    return { all: sum('all'), statutory: sum('statutory') };
  }
}

const shownOf = ({ all, statutory }: CohortCells): CohortCells => ({
  all: roundCells(all),
  statutory: roundCells(statutory),
});

/** What may be shown of the exact cells of LAs: each LA, each region of them by its code, and the whole. */
export function shownAreas(exact: ReadonlyMap<string, CohortCells>): {
  las: Map<string, CohortCells>;
  regions: Map<string, CohortCells>;
  whole: CohortCells;
} {
  const las = new Map([...exact].map(([la, cells]) => [la, shownOf(cells)] as const));
  const regions = new Map<string, Whole>();
  for (const [la, cells] of exact) {
    const code = localAuthority(la)?.region ?? '';
    const region = regions.get(code) ?? new Whole();
    regions.set(code, region);
    region.add(cells, las.get(la) ?? shownOf(cells));
  }
  const whole = new Whole();
  for (const region of regions.values()) whole.add(region.exact, region.shown);
  const none: CohortCells = { all: noCells(), statutory: noCells() };
  return {
    las,
    regions: new Map([...regions].map(([code, region]) => [code, region.shown])),
    whole: exact.size === 0 ? none : whole.shown,
  };
}

/** What may be shown of schools together, by the membership on a date. */
export function roundedSum(schools: readonly School[], table: CountsTable, date: string): CohortCells {
  const byLa = new Map<string, Tallies>();
  const codes = new Uint32Array(CODE_COUNT);
  for (const school of schools) {
    const index = table.indexOf(school.urn);
    if (index < 0) continue;
    const { la } = membershipOn(school, date);
    const sums = byLa.get(la) ?? emptyTallies();
    byLa.set(la, sums);
    table.addTo(index, sums, codes);
  }
  const cells = [...byLa].map(([la, sums]): [string, CohortCells] => [
    la,
    { all: measuresOf(sums, ALL), statutory: measuresOf(sums, STATUTORY) },
  ]);
  return shownAreas(new Map(cells)).whole;
}
