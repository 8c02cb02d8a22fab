/**
 * What `npm run evaluate` asks of a simulated England: two school-years of sums, last year without planted falls and
 * this year with them, and the truth. A world is made by a function `MakeWorld`; `world-one-two.ts` has worlds 1 and 2,
 * `second-world.ts` another noise written without sight of the rule. Nothing outside a world reads its truth but the scores.
 */
import type { DaySeries } from '../../shared/signal/series.ts';

export interface WorldSchool {
  readonly urn: number;
  /** Index into PHASES of `shared/api/schools.ts`: 0 primary, 1 secondary, 2 special. */
  readonly phase: number;
  /** ONS code of the region, DfE code of the LA. */
  readonly region: string;
  readonly la: string;
  readonly pupils: number;
  /** Annual attendance target, percent. */
  readonly target: number;
}

/** A planted fall of attendance: `points` below what the school would have shown, from the close of day `from` on. */
export interface Fall {
  readonly kind: 'step' | 'gradual';
  readonly points: number;
  /** Day numbers: the first day of the fall; full size is reached `overDays` school days later (0 for a step). */
  readonly from: number;
  readonly overDays: number;
  /** First day of the recovery, which takes as long as the fall did; absent for a fall that stays. */
  readonly recovers?: number;
}

export interface World {
  readonly schools: readonly WorldSchool[];
  /** By school: statutory sums of last school year, and of this one, missing and partial registers included. */
  readonly lastYear: readonly DaySeries[];
  readonly thisYear: readonly DaySeries[];
  /** By school: at most one planted fall this year. */
  readonly falls: readonly (Fall | undefined)[];
  /** Points of attendance by which a school is truly fallen on a day number, 0 or more. */
  fallenBy(school: number, day: number): number;
}

export interface WorldOptions {
  /** How many schools, spread over regions and sizes as in England; 20,392 is all of them. */
  readonly schools: number;
  /** 1: targets are last year's levels and levels stay. 2: targets lie 0.2 to 1.0 above and levels drift (sd 0.6). */
  readonly kind: 1 | 2;
}

/** The same seed and options always make the same world. */
export type MakeWorld = (seed: number, options: WorldOptions) => World;
