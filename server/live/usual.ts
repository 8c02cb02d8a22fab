/**
 * What a school usually shows: per session the sums of possible and attending over the same weekday of its last six
 * weeks, statutory, from its own counts where a day has marks and from imported history where it has not.
 */
import { ToldSums } from '../../shared/access/told.ts';
import { toldTotals } from '../../shared/access/told-totals.ts';
import { STATUTORY } from '../../shared/attendance/cohorts.ts';
import { SESSIONS, schoolYearOf, sessionNumber } from '../../shared/attendance/dates.ts';
import { measuresOf, type Tallies } from '../../shared/attendance/measures.ts';
import { forEachSessionValue, forEachValue, type Store } from '../../shared/node/packed-values.ts';
import { partitionKeys } from '../../shared/redis/keys.ts';
import { decodeCounts } from '../../shared/redis/layouts/counts.ts';
import { decodeHistory } from '../../shared/redis/layouts/history.ts';

const WEEKS = 6;
const DAYS_A_WEEK = 7;

/**
 * `[possible AM, attending AM, possible PM, attending PM]`, then for AM and PM the same days' `possible, authorised,
 * unauthorised` of the days whose absence is known by class (`REASONS_AT`); without them none is. Then what of possible
 * and attending may be told to everybody (`TOLD_AT`).
 */
export type UsualSums = readonly [number, number, number, number, ...number[]];

/** Where the classes of a session stand in `UsualSums`: 0 AM, 1 PM. */
export const REASONS_AT = [4, 7] as const;
/** Where `possible, attending` stand as readers without small numbers are told them, in thousandths of a pupil. */
export const TOLD_AT = [10, 12] as const;
const LENGTH = 14;

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

/** Adds what may be told of a session of which the kinds are known. */
function addTold(sums: number[], half: number, told: ToldSums, tallies: Tallies): void {
  told.clear();
  told.addHeadline(tallies);
  const { possible, attending } = measuresOf(told.thousandths, STATUTORY);
  sums[TOLD_AT[half]] += possible;
  sums[TOLD_AT[half] + 1] += attending;
}

/** Adds what may be told of an imported session. */
function addToldTotals(sums: number[], half: number, totals: OfSession): void {
  const { possible, attending } = toldTotals(totals);
  sums[TOLD_AT[half]] += possible;
  sums[TOLD_AT[half] + 1] += attending;
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
  const told = new ToldSums();
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
          addTold(school.sums, half, told, tallies);
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
          addToldTotals(school.sums, place.half, entry);
        }
      },
    );
}
