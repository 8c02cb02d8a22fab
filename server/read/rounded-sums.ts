/** Sums of an area with small numbers rounded so that no part follows from them: LAs, in regions, in the area. */
import { roundTallies, roundTallySum } from '../../shared/access/small-numbers.ts';
import type { School } from '../../shared/api/schools.ts';
import { localAuthority } from '../../shared/attendance/areas.ts';
import { CODE_COUNT } from '../../shared/attendance/codes.ts';
import { addTallies, emptyTallies, type Tallies } from '../../shared/attendance/measures.ts';
import { membershipOn } from '../../shared/attendance/membership.ts';
import type { CountsTable } from '../counts/counts-table.ts';

/** True sums of parts, and what is shown of each. */
class Level {
  readonly total = emptyTallies();
  readonly shown: Tallies[] = [];

  add(total: Tallies, shown: Tallies): void {
    addTallies(this.total, total);
    this.shown.push(shown);
  }

  rounded(): Tallies {
    return this.shown.length === 1 ? this.shown[0] : roundTallySum(this.total, this.shown);
  }
}

/** The tallies of schools together, by the membership on a date. */
export function roundedSum(schools: readonly School[], table: CountsTable, date: string): Tallies {
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
  const regions = new Map<string, Level>();
  for (const [la, sums] of byLa) {
    const region = localAuthority(la)?.region ?? '';
    const level = regions.get(region) ?? new Level();
    regions.set(region, level);
    level.add(sums, roundTallies(sums));
  }
  const whole = new Level();
  for (const region of regions.values()) whole.add(region.total, region.rounded());
  return whole.rounded();
}
