/** A school's days as they are now, or as they stood at an instant. */
import type { School } from '../../shared/api/schools.ts';
import {
  fromDay,
  SESSIONS,
  schoolYearOf,
  schoolYearStart,
  sessionNumber,
  toDay,
} from '../../shared/attendance/dates.ts';
import { measuresOf } from '../../shared/attendance/measures.ts';
import { execAll, type Store } from '../../shared/node/packed-values.ts';
import { loadSuccessions } from '../../shared/node/school-days.ts';
import { partitionKeys, partitionOf } from '../../shared/redis/keys.ts';
import { decodeCounts } from '../../shared/redis/layouts/counts.ts';
import { decodeHistory } from '../../shared/redis/layouts/history.ts';
import { decodeMinutes, minuteOf } from '../../shared/redis/layouts/minutes.ts';
import { decodeSeries } from '../../shared/redis/layouts/series.ts';
import {
  type DaySeries,
  daySums,
  emptySeries,
  putDay,
  withPredecessors,
} from '../../shared/signal/series.ts';
import { lastClosedDay } from '../../shared/watch/close-time.ts';
import {
  historyDays,
  joinDays,
  noOwnDays,
  putCounts,
  type SessionSums,
  sessionSums,
  setOwn,
} from '../../shared/watch/own-days.ts';

/** Counts of so many days may be newer than the series; as of an instant, so many are taken from their logs. */
const WINDOW_DAYS = 30;

interface Asked {
  school: School;
  registry: ReadonlyMap<number, School>;
  /** Day number; days behind it are of no interest. */
  day: number;
  /** ms; undefined for now. */
  asOf: number | undefined;
}

/** The school's days of the school year of `day`, own over imported, predecessors' before it. */
export async function readSchoolDays(
  store: Store,
  { school, registry, day, asOf }: Asked,
): Promise<DaySeries> {
  const { urn } = school;
  const schoolYear = schoolYearOf(day);
  const p = partitionOf(urn, store.partitions);
  const field = String(urn);
  const first = Math.max(schoolYearStart(schoolYear), day - WINDOW_DAYS);
  const keyOf = asOf === undefined ? partitionKeys.counts : partitionKeys.minutes;
  const pipeline = store.redis
    .pipeline()
    .hgetBuffer(partitionKeys.series(p, schoolYear), field)
    .hgetBuffer(partitionKeys.history(p, schoolYear), field);
  for (let at = first; at <= day; at++)
    for (const session of SESSIONS) pipeline.hgetBuffer(keyOf(p, fromDay(at), session), field);
  const [packedSeries, packedHistory, ...sessions] = await execAll<Buffer | null>(pipeline);
  if (asOf !== undefined) await addArchivedLogs(store, urn, first, sessions);
  const stored = packedSeries ? decodeSeries(packedSeries) : emptySeries();
  const own = { series: emptySeries(stored.count + 1), ownDays: noOwnDays() };
  const start = schoolYearStart(schoolYear);
  // Of a day that has no log by minute nothing is known until it is closed.
  const lastKnown = asOf === undefined ? Number.POSITIVE_INFINITY : lastClosedDay(asOf);
  for (let i = 0; i < stored.count; i++) {
    const at = stored.days[i];
    if (at > lastKnown || (asOf !== undefined && isLogged(at))) continue;
    putDay(own.series, at, daySums(stored, i));
    setOwn(own.ownDays, at - start);
  }
  sessions.forEach((packed, i) => {
    const session = sessionNumber(first + (i >> 1), SESSIONS[i & 1]);
    const sums = packed ? (asOf === undefined ? countedSums(packed) : sumsAt(packed, asOf)) : undefined;
    if (packed) putCounts(own, schoolYear, session, sums);
  });
  const imported = packedHistory ? decodeHistory(packedHistory) : [];
  const past = imported.filter(({ session }) => session >> 1 <= lastKnown);
  const joined = joinDays(historyDays(past), own.series);
  return school.predecessors.length === 0 ? joined : withEarlier(store, school, registry, schoolYear, joined);

  function isLogged(at: number): boolean {
    return at >= first && SESSIONS.some((_, half) => sessions[(at - first) * 2 + half] !== null);
  }
}

/** Logs by minute stay with their day when it leaves Redis. */
async function addArchivedLogs(
  store: Store,
  urn: number,
  first: number,
  sessions: (Buffer | null)[],
): Promise<void> {
  const p = partitionOf(urn, store.partitions);
  for (const [i, known] of sessions.entries()) {
    if (known) continue;
    const session = sessionNumber(first + (i >> 1), SESSIONS[i & 1]);
    await store.days?.read('minutes', p, session, [urn], (_, archived) => {
      sessions[i] = archived;
    });
  }
}

const countedSums = (packed: Buffer): SessionSums | undefined => sessionSums(decodeCounts(packed).tallies);

/** Sums of the last minute that had ended at an instant; the log's second row is the statutory one. */
function sumsAt(packed: Buffer, asOf: number): SessionSums | undefined {
  const row = decodeMinutes(packed).findLast(({ minute }) => minute < minuteOf(asOf));
  return row && measuresOf(row.kinds, 0).marked > 0 ? measuresOf(row.kinds, 1) : undefined;
}

async function withEarlier(
  store: Store,
  school: School,
  registry: ReadonlyMap<number, School>,
  schoolYear: number,
  own: DaySeries,
): Promise<DaySeries> {
  const earlier = school.predecessors.map(
    (one) => registry.get(one.urn) ?? { ...school, urn: one.urn, predecessors: [] },
  );
  const loaded = await loadSuccessions(store, earlier, registry, schoolYear);
  return withPredecessors(
    own,
    school.predecessors.map(({ urn, from }) => ({
      series: loaded.get(urn)?.series ?? emptySeries(0),
      from: toDay(from),
    })),
  );
}
