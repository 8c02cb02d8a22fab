/**
 * Everything Redis holds of one partition at one instant. All values are read in one transaction; the list of keys
 * is taken before and after it, and as keys are only ever added while counting goes on, two equal lists mean that
 * nothing was left out.
 */
import type { Redis } from 'ioredis';
import { fromDay, type Session, toDay } from '../../../shared/attendance/dates.ts';
import { scanKeys } from '../../../shared/node/redis-nodes.ts';
import { partitionKeys } from '../../../shared/redis/keys.ts';

const MAX_ATTEMPTS = 20;

/** A hash of URN to packed value. */
export type ByUrn = Map<number, Buffer>;

export interface StoredSession {
  day: number;
  session: Session;
  state: ByUrn;
  counts: ByUrn;
}

export interface StoredPartition {
  /** Packed rosters of each school. */
  rosters: Map<number, Buffer[]>;
  /** In time order. */
  sessions: StoredSession[];
  /** Ledger rows by day. */
  ledger: Map<number, ByUrn>;
  /** The others by school year. */
  days: Map<number, ByUrn>;
  yearToDate: Map<number, ByUrn>;
  persistent: Map<number, ByUrn>;
  quarantine: ByUrn;
  head: Map<string, string>;
  intake: Map<string, string>;
  /** Id of the last entry appended to the stream, undefined when there is no stream. */
  lastEntry: string | undefined;
}

const STORED = /^(rosters|state|counts|ledger|days|ytd|persistent):\{\d+\}:(.+)$/;

/** The newest day with marks in any partition, or undefined when there is none. */
export async function newestMarkedDay(redis: Redis): Promise<number | undefined> {
  const days = (await scanKeys(redis, 'state:{*')).map((key) => toDay(key.split(':')[2]));
  return days.length > 0 ? Math.max(...days) : undefined;
}

/** Reads one partition. Throws when new keys kept appearing at every attempt. */
export async function readPartition(redis: Redis, p: number): Promise<StoredPartition> {
  let keys = await listStored(redis, p);
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const stored = await readAtOnce(redis, p, keys);
    const after = await listStored(redis, p);
    if (after.length === keys.length && after.every((key, i) => key === keys[i])) return stored;
    keys = after;
  }
  throw new Error(
    `partition ${p} gained new keys in each of ${MAX_ATTEMPTS} readings: run the recount again`,
  );
}

async function listStored(redis: Redis, p: number): Promise<string[]> {
  return (await scanKeys(redis, `*:{${p}}:*`)).filter((key) => STORED.test(key));
}

async function readAtOnce(redis: Redis, p: number, keys: readonly string[]): Promise<StoredPartition> {
  const transaction = redis.multi();
  for (const key of keys) transaction.hgetallBuffer(key);
  transaction.hgetallBuffer(partitionKeys.quarantine(p));
  transaction.hgetall(partitionKeys.head(p));
  transaction.hgetall(partitionKeys.intake(p));
  transaction.call('XINFO', 'STREAM', partitionKeys.marks(p));
  const replies = await transaction.exec();
  if (!replies) throw new Error(`reading partition ${p} was refused by Redis: run the recount again`);
  const stored = emptyPartition();
  keys.forEach((key, i) => {
    place(stored, key, answerOf(replies[i]) as Record<string, Buffer>);
  });
  const [quarantine, head, intake, stream] = replies.slice(keys.length);
  stored.quarantine = byUrn(answerOf(quarantine) as Record<string, Buffer>);
  stored.head = new Map(Object.entries(answerOf(head) as Record<string, string>));
  stored.intake = new Map(Object.entries(answerOf(intake) as Record<string, string>));
  // A partition that nothing was ever sent to has no stream, and XINFO then answers with an error.
  stored.lastEntry = stream[0] ? undefined : lastEntryOf(stream[1] as (string | number)[]);
  stored.sessions.sort((a, b) => a.day - b.day || (a.session < b.session ? -1 : 1));
  return stored;
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
    quarantine: new Map(),
    head: new Map(),
    intake: new Map(),
    lastEntry: undefined,
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
  else placeSession(stored, kind as 'state' | 'counts', rest, byUrn(hash));
}

function placeSession(stored: StoredPartition, kind: 'state' | 'counts', rest: string, values: ByUrn): void {
  const [date, half] = rest.split(':');
  const session = half as Session;
  let found = stored.sessions.find((other) => fromDay(other.day) === date && other.session === session);
  if (!found) {
    found = { day: toDay(date), session, state: new Map(), counts: new Map() };
    stored.sessions.push(found);
  }
  found[kind] = values;
}
