/** Who is on roll, worked out again from the stored rosters (contract, *Roster in force* and *Cohorts*). */
import { BIRTH_YEAR_BASE, STATUTORY } from '../../../shared/attendance/cohorts.ts';
import { schoolYearOf, schoolYearStart } from '../../../shared/attendance/dates.ts';
import { decodeRoster } from '../../../shared/redis/layouts/roster.ts';

type Roster = ReturnType<typeof decodeRoster>;

/** A school's rosters, the greatest first, and the pupil each slot stands for. */
export interface Roll {
  rosters: Roster[];
  /** Slots joined by a replaced UPN are one pupil, called by the lowest of them. */
  pupilOf: (slot: number) => number;
  /** The slots of a pupil with several; none for everybody else. */
  slotsOf: (pupil: number) => readonly number[];
  /** Pupils that any roster names. */
  named: Set<number>;
  /** One more than the highest slot of any roster. */
  slotCount: number;
}

export function rollOf(packed: readonly Buffer[]): Roll {
  const rosters = packed.map(decodeRoster).sort(greatestFirst);
  const { pupilOf, slotsOf } = joinSlots(rosters.flatMap((roster) => roster.replaced));
  const named = new Set<number>();
  let highest = 0;
  for (const { slots } of rosters) {
    for (const slot of slots) {
      named.add(pupilOf(slot));
      highest = Math.max(highest, slot);
    }
  }
  return { rosters, pupilOf, slotsOf, named, slotCount: highest + 1 };
}

function greatestFirst(a: Roster, b: Roster): number {
  return (
    b.asOf - a.asOf || b.issuedAt - a.issuedAt || (b.digest > a.digest ? 1 : b.digest < a.digest ? -1 : 0)
  );
}

function joinSlots(pairs: readonly (readonly [number, number])[]): Pick<Roll, 'pupilOf' | 'slotsOf'> {
  if (pairs.length === 0) return { pupilOf: (slot) => slot, slotsOf: () => [] };
  const lowest = new Map<number, number>();
  for (const slot of pairs.flat()) lowest.set(slot, slot);
  for (let isSettled = false; !isSettled; ) {
    isSettled = true;
    for (const [a, b] of pairs) {
      const low = Math.min(lowest.get(a)!, lowest.get(b)!);
      if (lowest.get(a) === low && lowest.get(b) === low) continue;
      lowest.set(a, low).set(b, low);
      isSettled = false;
    }
  }
  const slots = new Map<number, number[]>();
  for (const [slot, low] of lowest) slots.set(low, [...(slots.get(low) ?? []), slot]);
  return { pupilOf: (slot) => lowest.get(slot) ?? slot, slotsOf: (pupil) => slots.get(pupil) ?? [] };
}

/** Statutory is aged 5 to 15 on 31 August before the school year, by date of birth where it is known. */
function withStatutory(mask: number, packedBirthYear: number, schoolYear: number): number {
  if (packedBirthYear === 0) return mask;
  // Born between 1 September of B and 31 August of B + 1, one is schoolYear - (B + 1) on 31 August of schoolYear.
  const age = schoolYear - (BIRTH_YEAR_BASE + packedBirthYear + 1);
  const bit = 1 << STATUTORY;
  return age >= 5 && age <= 15 ? mask | bit : mask & ~bit;
}

/** Cohort mask by pupil on a day; 0 for who is not on roll. */
export function masksOn(roll: Roll, day: number): Int32Array {
  const masks = new Int32Array(roll.slotCount);
  const inForce = roll.rosters.find((roster) => roster.asOf <= day);
  if (!inForce) return masks;
  const schoolYear = schoolYearOf(day);
  for (let i = 0; i < inForce.slots.length; i++) {
    const isOnRoll = inForce.admitted[i] <= day && inForce.left[i] >= day;
    masks[roll.pupilOf(inForce.slots[i])] = isOnRoll
      ? withStatutory(inForce.masks[i], inForce.births[i], schoolYear)
      : 0;
  }
  return masks;
}

/** Cohort mask by pupil for a whole school year: of the greatest roster that names them before the year's end. */
export function masksOfYear(roll: Roll, schoolYear: number): Int32Array {
  const masks = new Int32Array(roll.slotCount);
  const end = schoolYearStart(schoolYear + 1);
  for (const roster of [...roll.rosters].reverse()) {
    if (roster.asOf >= end) continue;
    for (let i = 0; i < roster.slots.length; i++)
      masks[roll.pupilOf(roster.slots[i])] = withStatutory(roster.masks[i], roster.births[i], schoolYear);
  }
  return masks;
}
