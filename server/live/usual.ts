/**
 * What a school usually shows: per session the sums of possible and attending over the same weekday of its last six
 * weeks, statutory, from its own counts where a day has marks and from imported history where it has not.
 */
import { STATUTORY } from '../../shared/attendance/cohorts.ts';
import { SESSIONS, schoolYearOf, sessionNumber } from '../../shared/attendance/dates.ts';
import { measuresOf } from '../../shared/attendance/measures.ts';
import { forEachSessionValue, forEachValue, type Store } from '../../shared/node/packed-values.ts';
import { partitionKeys } from '../../shared/redis/keys.ts';
import { decodeCounts } from '../../shared/redis/layouts/counts.ts';
import { decodeHistory } from '../../shared/redis/layouts/history.ts';

const WEEKS = 6;
const DAYS_A_WEEK = 7;

/**
 * `[possible AM, attending AM, possible PM, attending PM]`, then for AM and PM the same days' `possible, authorised,
 * unauthorised` of the days whose absence is known by class (`REASONS_AT`); without them none is.
 */
export type UsualSums = readonly [number, number, number, number, ...number[]];

/** Where the classes of a session stand in `UsualSums`: 0 AM, 1 PM. */
export const REASONS_AT = [4, 7] as const;
const LENGTH = 10;

interface OfSession {
  possible: number;
  attending: number;
  /** -1 when not known. */
  authorised: number;
  /** Those without a reason among them; -1 when not known. */
  unauthorised: number;
}

/** Adds a session to the sums of its half day. */
function addSession(sums: number[], half: number, of: OfSession): void {
  sums[half * 2] += of.possible;
  sums[half * 2 + 1] += of.attending;
  if (of.authorised < 0 || of.unauthorised < 0) return;
  const at = REASONS_AT[half];
  sums[at] += of.possible;
  sums[at + 1] += of.authorised;
  sums[at + 2] += of.unauthorised;
}

/** The days whose sessions make the usual level of a day. */
export function usualDays(day: number): number[] {
  return Array.from({ length: WEEKS }, (_, week) => day - DAYS_A_WEEK * (week + 1));
}

interface Working {
  sums: [number, number, number, number, ...number[]];
  /** Days that have marks: a bit by place in `usualDays`. */
  ownDays: number;
}

const noSums = (): Working['sums'] => [0, 0, 0, 0, ...new Array<number>(LENGTH - 4).fill(0)];

/** Usual sums of the schools that have any. */
export async function readUsual(
  store: Store,
  urns: readonly number[],
  day: number,
): Promise<Map<number, UsualSums>> {
  const working = new Map<number, Working>(urns.map((urn) => [urn, { sums: noSums(), ownDays: 0 }]));
  await addOwnCounts(store, working, day);
  await addHistory(store, working, day);
  const usual = new Map<number, UsualSums>();
  for (const [urn, { sums }] of working) if (sums[0] > 0 || sums[2] > 0) usual.set(urn, sums);
  return usual;
}

async function addOwnCounts(store: Store, working: Map<number, Working>, day: number): Promise<void> {
  for (const [week, usualDay] of usualDays(day).entries())
    for (const [half, session] of SESSIONS.entries())
      await forEachSessionValue(
        store,
        'counts',
        sessionNumber(usualDay, session),
        working.keys(),
        (urn, bytes) => {
          const { tallies, version } = decodeCounts(bytes);
          const school = working.get(urn);
          if (!school || version === 0 || measuresOf(tallies, 0).marked === 0) return;
          school.ownDays |= 1 << week;
          addSession(school.sums, half, measuresOf(tallies, STATUTORY));
        },
      );
}

async function addHistory(store: Store, working: Map<number, Working>, day: number): Promise<void> {
  const days = usualDays(day);
  const placeOf = new Map(
    days.flatMap((usualDay, week) =>
      SESSIONS.map((session, half) => [sessionNumber(usualDay, session), { week, half }] as const),
    ),
  );
  for (const schoolYear of new Set(days.map(schoolYearOf)))
    await forEachValue(
      store,
      working.keys(),
      (p) => partitionKeys.history(p, schoolYear),
      (urn, bytes) => {
        const school = working.get(urn);
        if (!school) return;
        for (const entry of decodeHistory(bytes)) {
          const place = placeOf.get(entry.session);
          if (!place || school.ownDays & (1 << place.week)) continue;
          addSession(school.sums, place.half, entry);
        }
      },
    );
}
