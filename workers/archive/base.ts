/**
 * The first segment of an archive that begins on data of before archives: entries that say what is stored. Counts
 * follow from the marks that stand and the rosters alone, so these are as good as the entries that were accepted;
 * only the logs by minute cannot be told from them.
 */
import type { Redis } from 'ioredis';
import { type Session, sessionNumber, toDay } from '../../shared/attendance/dates.ts';
import { archivePaths } from '../../shared/node/archive/paths.ts';
import { writeBase } from '../../shared/node/archive/segments.ts';
import { scanKeys } from '../../shared/node/redis-nodes.ts';
import { partitionKeys } from '../../shared/redis/keys.ts';
import { ByteWriter } from '../../shared/redis/layouts/bytes.ts';
import { type Entry, emptyRegisterMarks, encodeEntry } from '../../shared/redis/layouts/entries.ts';
import { decodeHistory } from '../../shared/redis/layouts/history.ts';
import { decodeMarks, minutesLate } from '../../shared/redis/layouts/marks.ts';
import { decodeRoster } from '../../shared/redis/layouts/roster.ts';
import { PupilLog } from './pupil-log.ts';

const writer = new ByteWriter();

/** Writes the base of a partition. Nothing may be counted meanwhile. Running it again does no harm. */
export async function archiveBase(redis: Redis, archive: string, p: number, now: number): Promise<number> {
  const offset = await redis.hget(partitionKeys.head(p), 'offset');
  if (offset === null) return 0;
  const origin = { receivedAt: now, tokenId: 'migrate', receipt: '' };
  const rosters: Entry[] = [];
  const others: Entry[] = [];
  for (const key of await scanKeys(redis, `rosters:{${p}}:*`)) {
    const urn = Number(key.split(':')[2]);
    for (const packed of await redis.hvalsBuffer(key))
      rosters.push({ kind: 'roster', ...origin, urn, roster: decodeRoster(packed) });
  }
  for (const key of await scanKeys(redis, `state:{${p}}:*`)) {
    const [, , date, half] = key.split(':');
    const session = sessionNumber(toDay(date), half as Session);
    for (const [urn, packed] of Object.entries(await redis.hgetallBuffer(key)))
      others.push({ kind: 'register', ...origin, urn: Number(urn), session, marks: registerOf(packed) });
  }
  for (const key of await scanKeys(redis, `history:{${p}}:*`))
    for (const [urn, packed] of Object.entries(await redis.hgetallBuffer(key)))
      others.push({ kind: 'history', ...origin, urn: Number(urn), sessions: decodeHistory(packed) });
  await archiveTables(redis, archive, p);
  const payloads = [...rosters, ...others].map((entry) => encodeEntry(writer, entry));
  await writeBase(archivePaths.entries(archive, p), payloads, offset);
  return payloads.length;
}

/** The marks that stand in a session as one register. */
function registerOf(packed: Buffer): ReturnType<typeof emptyRegisterMarks> {
  const held = decodeMarks(packed);
  const slots = [...held.rows.keys()].filter((slot) => held.rows[slot] !== 0);
  const marks = emptyRegisterMarks(slots.length);
  slots.forEach((slot, i) => {
    marks.slots[i] = slot;
    marks.rows[i] = held.rows[slot] - 1;
    marks.times[i] = held.times[slot];
    marks.late[i] = minutesLate(held, slot);
  });
  return marks;
}

async function archiveTables(redis: Redis, archive: string, p: number): Promise<void> {
  const log = await PupilLog.open(archivePaths.pupils(archive, p));
  for (const key of await scanKeys(redis, `pupils:{${p}}:*`)) {
    const urn = Number(key.split(':')[2]);
    const rows = await redis.getrangeBuffer(key, log.knownBytes(urn), -1);
    if (rows.length > 0) await log.append([{ urn, from: log.knownBytes(urn), rows }]);
  }
}
