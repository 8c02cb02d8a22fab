/** An area's own gap to its schools' targets: always shown, the shared shock not taken out. */
import { type Gap, gapOf } from './gap.ts';

/** Sums over an area's schools with a target and possible sessions. */
export interface AreaSums {
  possible: number;
  attending: number;
  /** Sums of possible sessions times target, level, season part and shared part, in percent or points. */
  target: number;
  level: number;
  season: number;
  shared: number;
}

export function noAreaSums(): AreaSums {
  return { possible: 0, attending: 0, target: 0, level: 0, season: 0, shared: 0 };
}

/** Adds a school's day. @param target, level percent; @param season, shared points */
export function addToArea(
  sums: AreaSums,
  school: { possible: number; absent: number; target: number; level: number; season: number; shared: number },
): void {
  const { possible } = school;
  sums.possible += possible;
  sums.attending += possible - school.absent;
  for (const field of ['target', 'level', 'season', 'shared'] as const)
    sums[field] += possible * school[field];
}

/** Undefined for an area without a school to compare. */
export function areaGap(sums: AreaSums): (Gap & { attendance: number; target: number }) | undefined {
  if (sums.possible === 0) return undefined;
  const attendance = (100 * sums.attending) / sums.possible;
  const target = sums.target / sums.possible;
  return {
    attendance,
    target,
    ...gapOf(attendance, target, sums.season / sums.possible, sums.shared / sums.possible),
  };
}
