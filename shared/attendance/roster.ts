/**
 * Rosters: who is on roll, and which of several rosters is in force on a date (contract, *Roster in force*).
 * Pupils are slots of their school's pupil table; attributes are a cohort mask and an academic year of birth.
 */

import { KIND_COUNT } from './codes.ts';
import { maskInYear } from './cohorts.ts';
import { schoolYearOf } from './dates.ts';
import { emptyTallies, type Tallies } from './measures.ts';

/** `left` of a pupil who has no leaving date. */
export const NEVER_LEFT = 0xffff;

/** The pupils of one roster, in columns of equal length. */
export interface RosterPupils {
  slots: Uint16Array;
  /** `cohortMask` of each pupil. */
  masks: Uint32Array;
  /** `packBirthYear` of each pupil. */
  births: Uint8Array;
  /** First day on roll; 0 when since ever. */
  admitted: Uint16Array;
  /** Last day on roll; `NEVER_LEFT` when none. */
  left: Uint16Array;
  /** `[slot, previous slot]` of pupils whose temporary UPN was replaced. */
  replaced: readonly (readonly [number, number])[];
}

/** What orders rosters, and tells them apart. */
export interface RosterRank {
  /** Day number from which it is in force. */
  asOf: number;
  /** Instant, ms. */
  issuedAt: number;
  /** Content digest, hex. */
  digest: string;
}

export type Roster = RosterRank & RosterPupils;

/** Stable id of a roster in storage; two equal rosters have one id. */
export function rosterId(roster: RosterRank): string {
  return `${roster.asOf}:${roster.issuedAt}:${roster.digest}`;
}

/** Ascending order of precedence: `asOf`, then `issuedAt`, then digest. */
export function compareRosters(a: RosterRank, b: RosterRank): number {
  if (a.asOf !== b.asOf) return a.asOf - b.asOf;
  if (a.issuedAt !== b.issuedAt) return a.issuedAt - b.issuedAt;
  return a.digest < b.digest ? -1 : a.digest > b.digest ? 1 : 0;
}

/** The roster in force on a day: of `sorted` (by `compareRosters`) the last whose `asOf` is on or before it. */
export function rosterInForce<R extends RosterRank>(sorted: readonly R[], day: number): R | undefined {
  for (let i = sorted.length - 1; i >= 0; i--) if (sorted[i].asOf <= day) return sorted[i];
  return undefined;
}

/**
 * Which slot stands for each pupil: slots joined by a replaced UPN, in any accepted roster, are one pupil, whose
 * marks are kept under the lowest of them. A function of the set of rosters, whatever order they came in.
 * Returns undefined when no UPN was ever replaced.
 */
export function standingSlots(rosters: readonly Pick<Roster, 'replaced'>[]): Map<number, number> | undefined {
  const parent = new Map<number, number>();
  const find = (slot: number): number => {
    let at = slot;
    for (let up = parent.get(at); up !== undefined && up !== at; up = parent.get(at)) at = up;
    return at;
  };
  for (const roster of rosters) {
    for (const [slot, previous] of roster.replaced) {
      const [a, b] = [find(slot), find(previous)];
      parent.set(Math.max(a, b), Math.min(a, b));
    }
  }
  if (parent.size === 0) return undefined;
  const standing = new Map<number, number>();
  for (const slot of parent.keys()) standing.set(slot, find(slot));
  return standing;
}

/**
 * Cohort mask by slot on a day, 0 for a slot that is not on roll. `slotCount` is the length of the answer.
 * Of two rows for one pupil in a roster the later counts.
 */
export function masksOnDay(
  roster: RosterPupils | undefined,
  day: number,
  slotCount: number,
  standing: ReadonlyMap<number, number> | undefined,
): Uint32Array {
  const masks = new Uint32Array(slotCount);
  if (!roster) return masks;
  const schoolYear = schoolYearOf(day);
  const { slots, births, admitted, left } = roster;
  for (let i = 0; i < slots.length; i++) {
    const slot = standing?.get(slots[i]) ?? slots[i];
    const onRoll = admitted[i] <= day && day <= left[i];
    masks[slot] = onRoll ? maskInYear(roster.masks[i], births[i], schoolYear) : 0;
  }
  return masks;
}

/** The tallies of a session nobody has marked yet: everybody on roll is unmarked. */
export function rosterTallies(rosters: readonly Roster[], day: number): Tallies {
  const roster = rosterInForce([...rosters].sort(compareRosters), day);
  const standing = standingSlots(rosters);
  const highest = roster ? roster.slots.reduce((most, slot) => Math.max(most, slot), 0) : 0;
  const tallies = emptyTallies();
  for (const slotMask of masksOnDay(roster, day, highest + 1, standing))
    for (let mask = slotMask; mask !== 0; mask &= mask - 1)
      tallies[(31 - Math.clz32(mask & -mask)) * KIND_COUNT]++;
  return tallies;
}
