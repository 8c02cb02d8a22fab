/**
 * Everything Redis holds of one partition at one instant. All values are read in one transaction; the list of keys
 * is taken before and after it, and as keys are only ever added while counting goes on, two equal lists mean that
 * nothing was left out.
 */
import type { Redis } from 'ioredis';
import { SESSIONS, type Session, toDay } from '../../../shared/attendance/dates.ts';
import { dayFilePath } from '../../../shared/node/archive/day-archive.ts';
import { DAY_KINDS, DayFile, type DayKind } from '../../../shared/node/archive/day-file.ts';
import type { ArchivedEntry } from '../../../shared/node/archive/segments.ts';
import { scanKeys } from '../../../shared/node/redis-nodes.ts';
import { partitionKeys } from '../../../shared/redis/keys.ts';

const MAX_ATTEMPTS = 20;

/** A hash of URN to packed value. */
export type ByUrn = Map<number, Buffer>;

export interface StoredSession extends Record<DayKind, ByUrn> {
  day: number;
  session: Session;
}

export interface StoredPartition {
  /** Packed rosters of each school. */
  rosters: Map<number, Buffer[]>;
  sessions: StoredSession[];
  /** Ledger rows by day. */
  ledger: Map<number, ByUrn>;
  /** The others by school year. */
  days: Map<number, ByUrn>;
  yearToDate: Map<number, ByUrn>;
  persistent: Map<number, ByUrn>;
  history: Map<number, ByUrn>;
  quarantine: ByUrn;
  head: Map<string, string>;
  intake: Map<string, string>;
  /** Id of the last entry appended to the stream, undefined when there is no stream. */
  lastEntry: string | undefined;
  /** What the stream holds. */
  stream: ArchivedEntry[];
  /** Whether days may have left Redis. */
  hasArchive: boolean;
}

const STORED = /^(rosters|state|counts|minutes|ledger|days|ytd|persistent|history):\{\d+\}:(.+)$/;

/** The newest day with marks in any partition, or undefined when there is none. */
export async function newestMarkedDay(redis: Redis): Promise<number | undefined> {
  const days = (await scanKeys(redis, 'state:{*')).map((key) => toDay(key.split(':')[2]));
  return days.length > 0 ? Math.max(...days) : undefined;
}

/**
 * Reads one partition, from Redis and, what has left it, from the archive.
 * Throws when new keys kept appearing at every attempt.
 */
export async function readPartition(
  redis: Redis,
  p: number,
  archive: string | undefined,
): Promise<StoredPartition> {
  let keys = await listStored(redis, p);
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const { stored, dayFiles } = await readAtOnce(redis, p, keys);
    const after = await listStored(redis, p);
    if (after.length === keys.length && after.every((key, i) => key === keys[i])) {
      if (archive !== undefined) await addArchived(stored, archive, p, dayFiles);
      return stored;
    }
    keys = after;
  }
  throw new Error(
    `partition ${p} gained new keys in each of ${MAX_ATTEMPTS} readings: run the recount again`,
  );
}

async function listStored(redis: Redis, p: number): Promise<string[]> {
  return (await scanKeys(redis, `*:{${p}}:*`)).filter((key) => STORED.test(key));
}

/** Dates with the version of their day file. */
type DayFiles = [date: string, version: number][];

async function readAtOnce(
  redis: Redis,
  p: number,
  keys: readonly string[],
): Promise<{ stored: StoredPartition; dayFiles: DayFiles }> {
  const transaction = redis.multi();
  for (const key of keys) transaction.hgetallBuffer(key);
  transaction.hgetallBuffer(partitionKeys.quarantine(p));
  transaction.hgetall(partitionKeys.head(p));
  transaction.hgetall(partitionKeys.intake(p));
  transaction.hgetall(partitionKeys.archive(p));
  transaction.xrangeBuffer(partitionKeys.marks(p), '-', '+');
  transaction.call('XINFO', 'STREAM', partitionKeys.marks(p));
  const replies = await transaction.exec();
  if (!replies) throw new Error(`reading partition ${p} was refused by Redis: run the recount again`);
  const stored = emptyPartition();
  keys.forEach((key, i) => {
    place(stored, key, answerOf(replies[i]) as Record<string, Buffer>);
  });
  const [quarantine, head, intake, archive, entries, stream] = replies.slice(keys.length);
  stored.quarantine = byUrn(answerOf(quarantine) as Record<string, Buffer>);
  stored.head = new Map(Object.entries(answerOf(head) as Record<string, string>));
  stored.intake = new Map(Object.entries(answerOf(intake) as Record<string, string>));
  // A partition that nothing was ever sent to has no stream, and XINFO then answers with an error.
  stored.lastEntry = stream[0] ? undefined : lastEntryOf(stream[1] as (string | number)[]);
  stored.stream = (answerOf(entries) as [Buffer, Buffer[]][]).map(([id, fields]) => ({
    id: id.toString(),
    payload: fields[1],
    isBase: false,
  }));
  return { stored, dayFiles: dayFilesOf(answerOf(archive) as Record<string, string>) };
}

const dayFilesOf = (hash: Record<string, string>): DayFiles =>
  Object.entries(hash).flatMap(
    ([field, version]): DayFiles =>
      field.startsWith('day:') ? [[field.slice('day:'.length), Number(version)]] : [],
  );

/** Adds what day files hold and Redis does not. */
async function addArchived(
  stored: StoredPartition,
  archive: string,
  p: number,
  dayFiles: DayFiles,
): Promise<void> {
  stored.hasArchive = true;
  for (const [date, version] of dayFiles) {
    const file = await DayFile.open(dayFilePath(archive, p, date, version));
    for (const kind of DAY_KINDS)
      await file.read(kind, undefined, (urn, half, value) => {
        const values = sessionOf(stored, date, SESSIONS[half])[kind];
        if (!values.has(urn)) values.set(urn, Buffer.from(value));
      });
  }
}

function answerOf([error, answer]: [Error | null, unknown]): unknown {
  if (error) throw error;
  return answer;
}

function lastEntryOf(info: readonly (string | number)[]): string {
  return String(info[info.indexOf('last-generated-id') + 1]);
}

function emptyPartition(): StoredPartition {
  return {
    rosters: new Map(),
    sessions: [],
    ledger: new Map(),
    days: new Map(),
    yearToDate: new Map(),
    persistent: new Map(),
    history: new Map(),
    quarantine: new Map(),
    head: new Map(),
    intake: new Map(),
    lastEntry: undefined,
    stream: [],
    hasArchive: false,
  };
}

function byUrn(hash: Record<string, Buffer>): ByUrn {
  return new Map(Object.entries(hash).map(([urn, value]) => [Number(urn), value]));
}

function place(stored: StoredPartition, key: string, hash: Record<string, Buffer>): void {
  const [, kind, rest] = STORED.exec(key) ?? [];
  if (kind === 'rosters') stored.rosters.set(Number(rest), Object.values(hash));
  else if (kind === 'ledger') stored.ledger.set(toDay(rest), byUrn(hash));
  else if (kind === 'days') stored.days.set(Number(rest), byUrn(hash));
  else if (kind === 'ytd') stored.yearToDate.set(Number(rest), byUrn(hash));
  else if (kind === 'persistent') stored.persistent.set(Number(rest), byUrn(hash));
  else if (kind === 'history') stored.history.set(Number(rest), byUrn(hash));
  else {
    const [date, half] = rest.split(':');
    sessionOf(stored, date, half as Session)[kind as DayKind] = byUrn(hash);
  }
}

/** The session of a date, made where there is none yet. */
function sessionOf(stored: StoredPartition, date: string, session: Session): StoredSession {
  const day = toDay(date);
  let found = stored.sessions.find((other) => other.day === day && other.session === session);
  if (!found) {
    found = { day, session, state: new Map(), counts: new Map(), minutes: new Map() };
    stored.sessions.push(found);
  }
  return found;
}
