/** Everything kept about one pupil, for the pupil's own right to see it. */
import { CODES } from '../../attendance/codes.ts';
import { COHORTS } from '../../attendance/cohorts.ts';
import { fromDay, schoolYearOf, schoolYearStart, sessionNumber } from '../../attendance/dates.ts';
import { NEVER_LEFT } from '../../attendance/roster.ts';
import { partitionKeys, partitionOf } from '../../redis/keys.ts';
import { decodeDays } from '../../redis/layouts/ledger.ts';
import { decodeMarks } from '../../redis/layouts/marks.ts';
import { decodeRoster } from '../../redis/layouts/roster.ts';
import { unpackBirthday } from '../../redis/layouts/vault.ts';
import { readSchoolSessions, type Store } from '../packed-values.ts';
import type { Vault } from '../vault/vault.ts';
import type { PlacedPupil } from './find.ts';

/** School years that are looked through: this one and the last. */
const YEARS_BACK = 1;

export interface PupilExport {
  urn: number;
  forename?: string;
  surname?: string;
  dateOfBirth?: string;
  /** Each roster that names the pupil, with the cohorts it places them in. */
  rosters: { asOf: string; cohorts: string[]; admitted?: string; left?: string }[];
  marks: { date: string; session: 'AM' | 'PM'; code: string; recordedAt: string; minutesLate?: number }[];
}

/** @param today day number */
export async function exportPupil(
  store: Store,
  vault: Vault,
  place: PlacedPupil,
  today: number,
): Promise<PupilExport> {
  const { urn, slot } = place;
  const name = vault.isOpen ? (await vault.read([urn])).get(urn)?.get(slot) : undefined;
  const born = name && unpackBirthday(name.born);
  return {
    urn,
    ...(name ? { forename: name.forename, surname: name.surname } : {}),
    ...(born ? { dateOfBirth: born } : {}),
    rosters: await rostersOf(store, place),
    marks: await marksOf(store, place, today),
  };
}

async function rostersOf(store: Store, { urn, slot }: PlacedPupil): Promise<PupilExport['rosters']> {
  const p = partitionOf(urn, store.partitions);
  const packed = await store.redis.hvalsBuffer(partitionKeys.rosters(p, urn));
  return packed.map(decodeRoster).flatMap(({ asOf, slots, masks, admitted, left }) => {
    const i = slots.indexOf(slot);
    if (i < 0) return [];
    const cohorts = COHORTS.filter((_, cohort) => (masks[i] >>> cohort) & 1);
    return [
      {
        asOf: fromDay(asOf),
        cohorts,
        ...(admitted[i] === 0 ? {} : { admitted: fromDay(admitted[i]) }),
        ...(left[i] === NEVER_LEFT ? {} : { left: fromDay(left[i]) }),
      },
    ];
  });
}

async function marksOf(
  store: Store,
  { urn, slot }: PlacedPupil,
  today: number,
): Promise<PupilExport['marks']> {
  const p = partitionOf(urn, store.partitions);
  const marks: PupilExport['marks'] = [];
  const thisYear = schoolYearOf(today);
  for (let year = thisYear - YEARS_BACK; year <= thisYear; year++) {
    const bitmap = await store.redis.hgetBuffer(partitionKeys.days(p, year), String(urn));
    const days = bitmap ? decodeDays(bitmap, schoolYearStart(year)) : [];
    const numbers = days.flatMap((day) => [sessionNumber(day, 'AM'), sessionNumber(day, 'PM')]);
    const packed = await readSchoolSessions(store, 'state', urn, numbers);
    for (const number of numbers) {
      const bytes = packed.get(number);
      const held = bytes && decodeMarks(bytes);
      const row = held?.rows[slot] ?? 0;
      if (!held || row === 0) continue;
      const late = held.late.get(slot);
      marks.push({
        date: fromDay(number >> 1),
        session: number & 1 ? 'PM' : 'AM',
        code: CODES[row - 1].code,
        recordedAt: new Date(held.times[slot]).toISOString(),
        ...(late === undefined ? {} : { minutesLate: late }),
      });
    }
  }
  return marks;
}
