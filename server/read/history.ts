/** Totals of a school, session by session. */

import type { Reader } from '../../shared/access/roles.ts';
import { cellsOfTotals } from '../../shared/access/told-totals.ts';
import { ENDPOINTS } from '../../shared/api/endpoints.ts';
import type { HistorySessionBody } from '../../shared/api/history.ts';
import { ALL, STATUTORY } from '../../shared/attendance/cohorts.ts';
import {
  fromDay,
  fromSessionNumber,
  londonTime,
  SESSIONS,
  schoolYearOf,
  schoolYearStart,
  sessionNumber,
  toDay,
} from '../../shared/attendance/dates.ts';
import { measuresOf, sessionState } from '../../shared/attendance/measures.ts';
import type { Clock } from '../../shared/node/clock.ts';
import { execAll, readSchoolSessions, type Store } from '../../shared/node/packed-values.ts';
import { partitionKeys, partitionOf } from '../../shared/redis/keys.ts';
import { decodeCounts } from '../../shared/redis/layouts/counts.ts';
import { decodeHistory } from '../../shared/redis/layouts/history.ts';
import type { Subjects } from '../access/subjects.ts';
import type { Mount } from '../http/mount.ts';
import { ProblemError } from '../http/problem.ts';
import { shownHeadline, shownMeasures } from './cohorts-body.ts';
import { markedDays } from './marked-days.ts';
import { schoolYearsBetween } from './school-years.ts';

/** Sessions of days that have marks, from the school's own counts. */
async function ownSessions(
  store: Store,
  urn: number,
  days: readonly number[],
  reader: Reader,
): Promise<HistorySessionBody[]> {
  const sessions = days.flatMap((day) => SESSIONS.map((session) => sessionNumber(day, session)));
  const values = await readSchoolSessions(store, 'counts', urn, sessions);
  return sessions.flatMap((number) => {
    const packed = values.get(number);
    if (!packed) return [];
    const { date, session } = fromSessionNumber(number);
    const { tallies, codes } = decodeCounts(packed);
    const state = sessionState(tallies, codes);
    const { all, statutory } = shownHeadline(
      measuresOf(tallies, ALL),
      measuresOf(tallies, STATUTORY),
      reader,
    );
    return [{ date, session, source: 'marks' as const, state, ...all, statutory }];
  });
}

/** Imported sessions of days that have no marks. */
async function importedSessions(
  store: Store,
  urn: number,
  { from, to, own }: { from: number; to: number; own: ReadonlySet<number> },
  reader: Reader,
): Promise<HistorySessionBody[]> {
  const p = partitionOf(urn, store.partitions);
  const pipeline = store.redis.pipeline();
  for (const schoolYear of schoolYearsBetween(from, to))
    pipeline.hgetBuffer(partitionKeys.history(p, schoolYear), String(urn));
  const values = await execAll<Buffer | null>(pipeline);
  return values
    .flatMap((packed) => (packed ? decodeHistory(packed) : []))
    .filter(({ session }) => session >> 1 >= from && session >> 1 <= to && !own.has(session >> 1))
    .map((totals) => {
      const { date, session } = fromSessionNumber(totals.session);
      return { date, session, source: 'imported' as const, ...shownMeasures(cellsOfTotals(totals), reader) };
    });
}

export function mountHistory(mount: Mount, store: Store, subjects: Subjects, clock: Clock): void {
  mount(ENDPOINTS.history, {
    subject: subjects.school,
    rows: ({ sessions }) => sessions.map(({ statutory: _, ...session }) => session),
    answer: async ({ params: { urn }, query, reader }) => {
      const to = query.to ?? londonTime(clock.now()).date;
      const from = query.from ?? fromDay(schoolYearStart(schoolYearOf(toDay(to))));
      if (from > to)
        throw new ProblemError(400, 'bad_parameters', `from ${from} lies after to ${to}; swap them.`);
      const [first, last] = [toDay(from), toDay(to)];
      const days = (await markedDays(store, urn, first, last)).filter((day) => day >= first && day <= last);
      const own = await ownSessions(store, urn, days, reader);
      const imported = await importedSessions(
        store,
        urn,
        { from: first, to: last, own: new Set(days) },
        reader,
      );
      const sessions = [...own, ...imported].sort((a, b) =>
        `${a.date}${a.session}` < `${b.date}${b.session}` ? -1 : 1,
      );
      return { urn, from, to, sessions };
    },
  });
}
