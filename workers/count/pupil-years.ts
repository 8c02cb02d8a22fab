/**
 * Year to date by pupil: possible and absent sessions of marks that count, and from them who is persistently (10% or
 * more) or severely (50% or more) absent. DfE: share of the pupil's own possible sessions, 1 September to 31 August.
 */
import { KINDS } from '../../shared/attendance/codes.ts';
import { maskInYear } from '../../shared/attendance/cohorts.ts';
import { schoolYearStart } from '../../shared/attendance/dates.ts';
import type { RosterPupils } from '../../shared/attendance/roster.ts';
import { emptyPersistent, type PersistentCounts } from '../../shared/redis/layouts/persistent.ts';
import { decodeRoster } from '../../shared/redis/layouts/roster.ts';
import { growYear, type School, slotCount, type YearBook } from './school.ts';

const ABSENT_KINDS = ['authorised', 'unauthorised', 'unexplained', 'lateAfterClose'];
const ATTENDING_KINDS = ['present', 'late', 'approvedActivity'];

/** 1 where a mark of the kind is an absence. */
export const ABSENT_BY_KIND = Uint8Array.from(KINDS, (kind) => (ABSENT_KINDS.includes(kind) ? 1 : 0));
/** 1 where a mark of the kind is a possible session. */
export const POSSIBLE_BY_KIND = Uint8Array.from(KINDS, (kind) =>
  ABSENT_KINDS.includes(kind) || ATTENDING_KINDS.includes(kind) ? 1 : 0,
);

/**
 * The cohorts persistent absence counts a pupil under, by slot: of the greatest roster that names them, among those
 * in force at any time up to the end of the school year.
 */
function yearMasks(school: School, schoolYear: number, length: number): Uint32Array {
  const masks = new Uint32Array(length);
  const end = schoolYearStart(schoolYear + 1);
  for (const roster of school.rosters)
    if (roster.asOf < end) nameSlots(masks, decodeRoster(roster.packed), schoolYear, school.standing);
  return masks;
}

function nameSlots(
  masks: Uint32Array,
  { slots, masks: pupilMasks, births }: RosterPupils,
  schoolYear: number,
  standing: ReadonlyMap<number, number> | undefined,
): void {
  for (let i = 0; i < slots.length; i++)
    masks[standing?.get(slots[i]) ?? slots[i]] = maskInYear(pupilMasks[i], births[i], schoolYear);
}

function addPupil(
  counts: PersistentCounts,
  slotMask: number,
  possible: number,
  absent: number,
  by: 1 | -1,
): void {
  if (possible === 0) return;
  const isPersistent = absent * 10 >= possible;
  const isSevere = absent * 2 >= possible;
  for (let mask = slotMask; mask !== 0; mask &= mask - 1) {
    const cohort = 31 - Math.clz32(mask & -mask);
    counts.enrolments[cohort] += by;
    if (isPersistent) counts.persistent[cohort] += by;
    if (isSevere) counts.severe[cohort] += by;
  }
}

/**
 * Makes ready for `movePupil`: the year's masks, which are the session's own where they are the same, as on most days
 * of most schools.
 */
export function openYear(school: School, year: YearBook, sessionMasks: Uint32Array): void {
  if (year.masks.length > 0) return;
  const masks = yearMasks(school, year.schoolYear, slotCount(school));
  year.masks = sameMasks(masks, sessionMasks) ? sessionMasks : masks;
}

/** Whether two sets of masks say the same; a slot beyond the end is not on roll. */
export function sameMasks(a: Uint32Array, b: Uint32Array): boolean {
  const length = Math.max(a.length, b.length);
  for (let slot = 0; slot < length; slot++) if ((a[slot] ?? 0) !== (b[slot] ?? 0)) return false;
  return true;
}

/** Moves one pupil's totals by a change of one mark and keeps the persistent counts with them. */
export function movePupil(year: YearBook, slot: number, possible: number, absent: number): void {
  if (possible === 0 && absent === 0) return;
  growYear(year, slot);
  const { pupils, persistent } = year;
  const mask = year.masks[slot] ?? 0;
  addPupil(persistent, mask, pupils.possible[slot], pupils.absent[slot], -1);
  pupils.possible[slot] += possible;
  pupils.absent[slot] += absent;
  addPupil(persistent, mask, pupils.possible[slot], pupils.absent[slot], 1);
}

/** Counts the year again under new rosters. */
export function recountPersistent(school: School, year: YearBook): void {
  const { possible, absent } = year.pupils;
  year.masks = new Uint32Array(0);
  if (possible.length === 0) return;
  year.masks = yearMasks(school, year.schoolYear, Math.max(slotCount(school), possible.length));
  year.persistent = emptyPersistent();
  for (let slot = 0; slot < possible.length; slot++)
    addPupil(year.persistent, year.masks[slot], possible[slot], absent[slot], 1);
}
